using System.Text.Json;
using Podlab.Api.Json;
using Podlab.Api.Model;

namespace Podlab.Engine.Store;

/// <summary>One version of an object. Its bytes are made when first asked for and shared by every reader after, until they are among those that were made longest ago.</summary>
public sealed class StoredObject(IKubernetesObject value, long resourceVersion)
{
    private byte[]? json;
    private int kindStart;
    private int kindEnd;

    public IKubernetesObject Value { get; } = value;

    public long ResourceVersion { get; } = resourceVersion;

    public string Namespace => Value.Metadata.Namespace ?? "";

    public string Name => Value.Metadata.Name ?? "";

    /// <summary>Canonical JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Json => Volatile.Read(ref json) ?? MakeJson();

    /// <summary>How many bytes <see cref="WriteAsItem"/> writes.</summary>
    internal int ItemLength
    {
        get
        {
            var bytes = Json.Span;
            if (Volatile.Read(ref kindEnd) == 0) FindKind(bytes);
            return bytes.Length - ItemPrefix(bytes) - (kindEnd - kindStart);
        }
    }

    /// <summary>Writes the object as lists have it: without apiVersion and kind, which the list itself tells.</summary>
    /// <returns>What is left of the place.</returns>
    internal Span<byte> WriteAsItem(Span<byte> output)
    {
        var bytes = Json.Span;
        if (Volatile.Read(ref kindEnd) == 0) FindKind(bytes);
        // {"apiVersion":"v1", … "kind":"Pod", … } : apiVersion comes first, kind somewhere behind it.
        var start = 1 + ItemPrefix(bytes);
        output[0] = (byte)'{';
        output = output[1..];
        bytes[start..kindStart].CopyTo(output);
        output = output[(kindStart - start)..];
        bytes[kindEnd..].CopyTo(output);
        return output[(bytes.Length - kindEnd)..];
    }

    /// <summary>Lets go of the bytes; who asks again makes them again.</summary>
    /// <returns>How many they were.</returns>
    internal int Forget() => Interlocked.Exchange(ref json, null)?.Length ?? 0;

    private byte[] MakeJson()
    {
        var made = KubernetesJson.ToUtf8(Value);
        if (Interlocked.CompareExchange(ref json, made, null) is { } other) return other;
        RecentBytes.Shared.Add(this, made.Length);
        return made;
    }

    private static int ItemPrefix(ReadOnlySpan<byte> bytes) => bytes[1..].IndexOf(","u8) + 1;

    private void FindKind(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var found = reader.ValueTextEquals("kind"u8);
            reader.Read();
            if (found)
            {
                kindStart = start;
                // The comma behind it goes too; kind is never the last field, metadata follows.
                Volatile.Write(ref kindEnd, (int)reader.BytesConsumed + 1);
                return;
            }

            reader.Skip();
        }
    }
}
