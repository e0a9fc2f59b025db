using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Podlab.Api;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Deployments;

namespace Podlab.Engine.Controllers.History;

/// <summary>The pod templates that a StatefulSet or DaemonSet has had, as ControllerRevisions.</summary>
/// <remarks>Follows pkg/controller/history/controller_history.go (v1.36.3).</remarks>
internal sealed class RevisionHistory(ControllerContext context, string component)
{
    public const string HashLabel = "controller.kubernetes.io/hash";
    private readonly ResourceClient<ControllerRevision> client = context.Of<ControllerRevision>();

    /// <summary>The owner's revisions, oldest first; those that nobody owns and that match are adopted.</summary>
    public List<ControllerRevision> Of(IKubernetesObject owner, LabelSelector? selector)
    {
        var query = selector.ToQuery();
        var candidates = client.List(owner.Metadata.Namespace).Where(revision => Owners.ControllerOf(revision.Metadata) is not { } other || other.Uid == owner.Metadata.Uid);
        var claimed = Claims.Claim(client, owner, candidates, metadata => query.Matches(metadata.Labels));
        return [.. claimed.OrderBy(revision => revision.Revision).ThenBy(revision => revision.Metadata.CreationTimestamp).ThenBy(revision => revision.Metadata.Name, StringComparer.Ordinal)];
    }

    /// <summary>The revision of this template: the newest if it is that, an older one with a new number, or a new one. The list is brought up to date.</summary>
    public ControllerRevision For(IKubernetesObject owner, PodTemplateSpec template, ValueMap<string> labels, List<ControllerRevision> revisions)
    {
        var data = Data(template);
        var next = revisions.Count == 0 ? 1 : revisions[^1].Revision + 1;
        var known = revisions.FindLastIndex(revision => data.Equals(revision.Data));
        if (known >= 0 && known == revisions.Count - 1) return revisions[known];
        if (known >= 0)
        {
            var renewed = client.Update(revisions[known] with { Revision = next }, component);
            revisions.RemoveAt(known);
            revisions.Add(renewed);
            return renewed;
        }

        var hash = Hash(owner, template, data);
        var made = client.Create(
            new ControllerRevision
            {
                Metadata = new ObjectMeta
                {
                    Name = $"{owner.Metadata.Name}-{hash}",
                    Namespace = owner.Metadata.Namespace,
                    Labels = labels.Set(HashLabel, hash),
                    Annotations = owner.Metadata.Annotations,
                    OwnerReferences = [Owners.ReferenceTo(owner)],
                },
                Data = data,
                Revision = next,
            },
            component);
        revisions.Add(made);
        return made;
    }

    /// <summary>Forgets the oldest revisions that nobody lives by, but for as many as are to be kept.</summary>
    public void Truncate(IEnumerable<ControllerRevision> revisions, Func<ControllerRevision, bool> isLive, int limit)
    {
        var idle = revisions.Where(revision => !isLive(revision)).ToList();
        foreach (var revision in idle.Take(Math.Max(0, idle.Count - limit))) client.Delete(revision.Metadata.Namespace ?? "", revision.Metadata.Name ?? "");
    }

    /// <summary>The template that a revision holds.</summary>
    public static PodTemplateSpec Template(ControllerRevision revision)
    {
        if (revision.Data is not { } data) return PodTemplateSpec.Empty;
        var template = data.ToElement().GetProperty("spec").GetProperty("template").GetRawText();
        var decoder = new JsonDecoder(Encoding.UTF8.GetBytes(template), new DecodeLog());
        return PodTemplateSpec.Read(ref decoder);
    }

    /// <summary>A StatefulSet hashes the revision's text, a DaemonSet the template.</summary>
    private static string Hash(IKubernetesObject owner, PodTemplateSpec template, RawJson data)
    {
        if (owner is not StatefulSet set) return PodTemplateHash.Of(template, (owner as DaemonSet)?.Status.CollisionCount);
        // Go's writer escapes what HTML would take for markup.
        var text = data.ToElement().GetRawText().Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal).Replace("&", "\\u0026", StringComparison.Ordinal);
        var hash = Fnv32.MultiplyFirst(Fnv32.Start, Encoding.UTF8.GetBytes(text));
        return Fnv32.InSafeLetters(Fnv32.MultiplyFirst(hash, Encoding.UTF8.GetBytes((set.Status.CollisionCount ?? 0).ToString(CultureInfo.InvariantCulture))));
    }

    private static RawJson Data(PodTemplateSpec template)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, KubernetesJson.Compact)) template.Write(writer);
        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        return RawJson.Parse($"{{\"spec\":{{\"template\":{{\"$patch\":\"replace\",{text[1..]}}}}}");
    }
}
