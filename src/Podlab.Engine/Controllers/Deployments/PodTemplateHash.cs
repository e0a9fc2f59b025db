using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine.Controllers.History;

namespace Podlab.Engine.Controllers.Deployments;

/// <summary>The short text behind a ReplicaSet's name that tells templates apart.</summary>
/// <remarks>As pkg/controller/controller_utils.go ComputeHash (v1.36.3): FNV-1a of the template's Go form, in safe letters. The letters are those of a real cluster.</remarks>
internal static class PodTemplateHash
{
    public const string Label = "pod-template-hash";

    public static string Of(PodTemplateSpec template, int? collisionCount)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, KubernetesJson.Compact)) template.Write(writer);
        using var json = JsonDocument.Parse(buffer.WrittenMemory);
        var hash = Fnv32.XorFirst(Fnv32.Start, Encoding.UTF8.GetBytes(GoForm.Of("PodTemplateSpec", json.RootElement)));
        if (collisionCount is { } count)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)count);
            hash = Fnv32.XorFirst(hash, bytes);
        }

        return Fnv32.InSafeLetters(hash);
    }

    /// <summary>Whether two templates are the same but for the hash that the controller itself put in.</summary>
    public static bool SameButForHash(PodTemplateSpec left, PodTemplateSpec right) => Without(left) == Without(right);

    public static PodTemplateSpec With(PodTemplateSpec template, string hash) =>
        template with { Metadata = template.Metadata with { Labels = template.Metadata.Labels.Set(Label, hash) } };

    private static PodTemplateSpec Without(PodTemplateSpec template) =>
        template with { Metadata = template.Metadata with { Labels = template.Metadata.Labels.Remove(Label) } };
}
