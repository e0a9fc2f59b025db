using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.StatefulSets;

/// <summary>The identity of a StatefulSet's pods: name, ordinal, host name, claims.</summary>
/// <remarks>Follows pkg/controller/statefulset/stateful_set_utils.go (v1.36.3).</remarks>
internal static class StatefulPods
{
    public const string RevisionLabel = "controller-revision-hash";
    private const string NameLabel = "statefulset.kubernetes.io/pod-name";
    private const string IndexLabel = "apps.kubernetes.io/pod-index";

    public static string NameOf(StatefulSet set, int ordinal) => $"{set.Metadata.Name}-{ordinal.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Null when the pod's name is none that the set would give.</summary>
    public static int? OrdinalOf(StatefulSet set, Pod pod)
    {
        var prefix = set.Metadata.Name + "-";
        var name = pod.Metadata.Name ?? "";
        return name.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(name[prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : null;
    }

    public static bool IsWanted(StatefulSet set, int ordinal) =>
        ordinal >= (set.Spec.Ordinals?.Start ?? 0) && ordinal < (set.Spec.Ordinals?.Start ?? 0) + (set.Spec.Replicas ?? 1);

    public static Pod Make(StatefulSet set, PodTemplateSpec template, string revision, int ordinal)
    {
        var name = NameOf(set, ordinal);
        var claims = set.Spec.VolumeClaimTemplates.Select(claim => claim.Metadata.Name ?? "").ToList();
        return new Pod
        {
            Metadata = new ObjectMeta
            {
                Name = name,
                Namespace = set.Metadata.Namespace,
                Labels = template.Metadata.Labels.Set(NameLabel, name).Set(IndexLabel, ordinal.ToString(CultureInfo.InvariantCulture)).Set(RevisionLabel, revision),
                Annotations = template.Metadata.Annotations,
                Finalizers = template.Metadata.Finalizers,
                OwnerReferences = [Owners.ReferenceTo(set)],
            },
            Spec = template.Spec with { Hostname = name, Subdomain = set.Spec.ServiceName.Length == 0 ? template.Spec.Subdomain : set.Spec.ServiceName, Volumes = WithClaims(claims, name, template.Spec.Volumes) },
        };
    }

    /// <summary>The pod as it is when nobody has taken its name's label or its claims away.</summary>
    public static Pod WithIdentity(StatefulSet set, Pod pod)
    {
        if (OrdinalOf(set, pod) is not { } ordinal) return pod;
        var name = pod.Metadata.Name ?? "";
        if (pod.Metadata.Labels.GetValueOrDefault(NameLabel) != name)
            pod = pod with { Metadata = pod.Metadata with { Labels = pod.Metadata.Labels.Set(NameLabel, name).Set(IndexLabel, ordinal.ToString(CultureInfo.InvariantCulture)) } };
        var claims = set.Spec.VolumeClaimTemplates.Select(claim => claim.Metadata.Name ?? "").ToList();
        if (claims.TrueForAll(claim => pod.Spec.Volumes.Any(volume => volume.Name == claim && volume.PersistentVolumeClaim?.ClaimName == $"{claim}-{name}"))) return pod;
        return pod with { Spec = pod.Spec with { Volumes = WithClaims(claims, name, pod.Spec.Volumes) } };
    }

    private static ValueList<Volume> WithClaims(List<string> claims, string name, ValueList<Volume> volumes) =>
        claims.Select(claim => new Volume { Name = claim, PersistentVolumeClaim = new PersistentVolumeClaimVolumeSource { ClaimName = $"{claim}-{name}" } })
            .Concat(volumes.Where(volume => !claims.Contains(volume.Name))).ToValueList();

    public static IEnumerable<PersistentVolumeClaim> Claims(StatefulSet set, string podName)
    {
        foreach (var template in set.Spec.VolumeClaimTemplates.AsEnumerable())
        {
            var labels = template.Metadata.Labels;
            foreach (var (key, value) in set.Spec.Selector?.MatchLabels ?? default) labels = labels.Set(key, value);
            yield return template with
            {
                Metadata = template.Metadata with
                {
                    Name = $"{template.Metadata.Name}-{podName}",
                    Namespace = set.Metadata.Namespace,
                    Labels = labels,
                },
                Status = PersistentVolumeClaimStatus.Empty,
            };
        }
    }
}
