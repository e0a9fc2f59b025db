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

    /// <summary>In bytes; a buffer that has grown larger is not kept.</summary>
    private const int LargestScratch = 256 * 1024;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? scratch;

    public static byte[] ToUtf8(IKubernetesObject value)
    {
        // Writing an object may work out its managed fields, which writes another: then the scratch is taken, and a second one is made.
        var (buffer, writer) = scratch ?? NewScratch();
        scratch = null;
        value.Write(writer);
        writer.Flush();
        var bytes = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity > LargestScratch) return bytes;
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        scratch = (buffer, writer);
        return bytes;
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) NewScratch()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        return (buffer, new Utf8JsonWriter(buffer, Compact));
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
