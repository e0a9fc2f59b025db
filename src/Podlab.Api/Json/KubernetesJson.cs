using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Podlab.Api.Model;

namespace Podlab.Api.Json;

/// <summary>JSON in and out of the model. What it writes is canonical: fields in alphabetical order, as <c>kubectl -o json</c> prints them, so that equal objects are equal bytes.</summary>
public static class KubernetesJson
{
    /// <summary>Compact, nothing escaped that JSON does not ask for.</summary>
    public static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static readonly JsonWriterOptions Indented = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, Indented = true, IndentSize = 4, NewLine = "\n" };

    public static byte[] ToUtf8(IKubernetesObject value)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, Compact);
        value.Write(writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static string ToText(IKubernetesObject value) => Encoding.UTF8.GetString(ToUtf8(value));

    /// <summary>Reads an object of a kind known at compile time. <paramref name="log"/> has what was found wrong.</summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, DecodeLog log)
        where T : class, IKubernetesObject<T>
    {
        var decoder = new JsonDecoder(json, log);
        var value = T.Read(ref decoder);
        decoder.ExpectEnd();
        return value;
    }

    /// <summary>Reads an object of any kind of the model; false when the model has no such kind.</summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static bool TryRead(GroupVersionKind kind, ReadOnlySpan<byte> json, DecodeLog log, [NotNullWhen(true)] out IKubernetesObject? value)
    {
        value = null;
        if (!Decoders.ByKind.TryGetValue(kind, out var read)) return false;
        var decoder = new JsonDecoder(json, log);
        value = read(ref decoder);
        decoder.ExpectEnd();
        return true;
    }
}
