using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Podlab.Api.Json;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Deployments;

/// <summary>The short text behind a ReplicaSet's name that tells templates apart.</summary>
/// <remarks>As pkg/controller/controller_utils.go ComputeHash: FNV-1a in safe letters. It hashes our canonical JSON, not Go's memory, so the letters differ from a real cluster's.</remarks>
internal static class PodTemplateHash
{
    public const string Label = "pod-template-hash";
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    public static string Of(PodTemplateSpec template, int? collisionCount)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, KubernetesJson.Compact)) template.Write(writer);
        var hash = 2166136261u;
        foreach (var value in buffer.WrittenSpan) hash = (hash ^ value) * 16777619;
        if (collisionCount is { } count)
        {
            foreach (var letter in count.ToString(CultureInfo.InvariantCulture)) hash = (hash ^ letter) * 16777619;
        }

        return string.Concat(hash.ToString(CultureInfo.InvariantCulture).Select(digit => Letters[digit % Letters.Length]));
    }

    /// <summary>Whether two templates are the same but for the hash that the controller itself put in.</summary>
    public static bool SameButForHash(PodTemplateSpec left, PodTemplateSpec right) => Without(left) == Without(right);

    public static PodTemplateSpec With(PodTemplateSpec template, string hash) =>
        template with { Metadata = template.Metadata with { Labels = template.Metadata.Labels.Set(Label, hash) } };

    private static PodTemplateSpec Without(PodTemplateSpec template) =>
        template with { Metadata = template.Metadata with { Labels = template.Metadata.Labels.Remove(Label) } };
}
