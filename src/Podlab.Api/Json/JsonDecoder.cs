using System.Text.Json;

namespace Podlab.Api.Json;

/// <summary>Reads one value at the decoder's place.</summary>
public delegate T DecodeValue<out T>(ref JsonDecoder decoder);

/// <summary>
/// A cursor over JSON that generated types read themselves from. Null counts as absent; a value of the wrong type is logged and skipped,
/// so that one pass finds everything that is wrong.
/// </summary>
/// <remarks>Follows the semantics of sigs.k8s.io/json: field names are case-sensitive, unknown and duplicate fields are reported, the last duplicate wins.</remarks>
public ref struct JsonDecoder
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };
    private readonly ReadOnlySpan<byte> json;
    private readonly DecodeLog log;
    private Utf8JsonReader reader;

    /// <param name="json">One JSON value. Text that is no JSON throws <see cref="JsonException"/> from the read that meets it.</param>
    public JsonDecoder(ReadOnlySpan<byte> json, DecodeLog log)
    {
        this.json = json;
        this.log = log;
        reader = new Utf8JsonReader(json, Options);
        reader.Read();
    }

    /// <summary>Makes sure that nothing but white space follows the value.</summary>
    public void ExpectEnd()
    {
        if (reader.Read()) throw new JsonException("invalid character after top-level value");
    }

    public bool BeginObject()
    {
        if (reader.TokenType == JsonTokenType.StartObject) return true;
        if (reader.TokenType != JsonTokenType.Null) Mismatch("object");
        return false;
    }

    /// <summary>Moves to the next field's name; false at the end of the object.</summary>
    public bool NextField(out ReadOnlySpan<byte> name)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            name = default;
            return false;
        }

        if (reader.ValueIsEscaped)
        {
            var unescaped = new byte[reader.ValueSpan.Length];
            name = unescaped.AsSpan(0, reader.CopyString(unescaped));
        }
        else
        {
            name = reader.ValueSpan;
        }

        return true;
    }

    /// <summary>Goes from a known field's name to its value. <paramref name="ordinal"/> is its number in the type, for finding duplicates.</summary>
    public void Enter(string field, int ordinal, ref UInt128 seen)
    {
        var bit = UInt128.One << ordinal;
        if ((seen & bit) != 0) log.Duplicate(field);
        seen |= bit;
        log.Push(field);
        reader.Read();
    }

    public readonly void Leave() => log.Pop();

    public void SkipUnknown(ReadOnlySpan<byte> name, IReadOnlyList<string> known)
    {
        log.Unknown(StringPool.Get(name), known);
        reader.Read();
        reader.Skip();
    }

    /// <summary>Reads a field's value without looking at it.</summary>
    public void Skip() => reader.Skip();

    public string? ReadStringOrNull()
    {
        if (reader.TokenType == JsonTokenType.String) return Text();
        if (reader.TokenType != JsonTokenType.Null) Mismatch("string");
        return null;
    }

    /// <summary>For fields whose zero value is not written: empty is absent.</summary>
    public string? ReadStringOmitEmpty() => ReadStringOrNull() is { Length: > 0 } text ? text : null;

    public string ReadString() => ReadStringOrNull() ?? "";

    public bool? ReadBooleanOrNull()
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False) return reader.GetBoolean();
        if (reader.TokenType != JsonTokenType.Null) Mismatch("bool");
        return null;
    }

    public bool ReadBoolean() => ReadBooleanOrNull() ?? false;

    public int? ReadInt32OrNull()
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value)) return value;
        if (reader.TokenType != JsonTokenType.Null) Mismatch("int32");
        return null;
    }

    public int ReadInt32() => ReadInt32OrNull() ?? 0;

    public long? ReadInt64OrNull()
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value)) return value;
        if (reader.TokenType != JsonTokenType.Null) Mismatch("int64");
        return null;
    }

    public long ReadInt64() => ReadInt64OrNull() ?? 0;

    public double? ReadDoubleOrNull()
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value)) return value;
        if (reader.TokenType != JsonTokenType.Null) Mismatch("float64");
        return null;
    }

    public double ReadDouble() => ReadDoubleOrNull() ?? 0;

    /// <summary>RFC 3339, as metav1.Time has it.</summary>
    public DateTimeOffset? ReadTimeOrNull()
    {
        return ReadTime(micro: false);
    }

    /// <summary>RFC 3339 with microseconds, as metav1.MicroTime has it.</summary>
    public DateTimeOffset? ReadMicroTimeOrNull() => ReadTime(micro: true);

    private DateTimeOffset? ReadTime(bool micro)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (ReadStringOrNull() is not { } text) return null;
        var time = GoTime.Parse(text, micro, out var error);
        if (error is null) return time;
        log.Invalid(error);
        return null;
    }

    public Base64Data ReadBase64()
    {
        var text = ReadString();
        if (GoBase64.Complaint(text) is { } complaint) log.Invalid(complaint);
        if (text.AsSpan().ContainsAny('\r', '\n')) text = text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
        return new Base64Data(text);
    }

    public Quantity? ReadQuantityOrNull()
    {
        string text;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                text = Text();
                break;
            case JsonTokenType.Number:
                text = System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
                break;
            default:
                reader.Skip();
                log.Invalid(QuantityError.Format.Message());
                return null;
        }

        if (Quantity.TryParseWire(text, out var quantity, out var error)) return quantity;
        log.Invalid(error.Message());
        return null;
    }

    public IntOrString? ReadIntOrStringOrNull()
    {
        if (reader.TokenType == JsonTokenType.String) return IntOrString.Of(Text());
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value)) return IntOrString.Of(value);
        if (reader.TokenType != JsonTokenType.Null) Mismatch("int32");
        return null;
    }

    /// <summary>The value as it stands, whatever it is.</summary>
    public RawJson? ReadRawOrNull()
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return RawJson.Parse(json[start..(int)reader.BytesConsumed]);
    }

    public ValueList<T> ReadList<T>(DecodeValue<T> read)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            if (reader.TokenType != JsonTokenType.Null) Mismatch("array");
            return default;
        }

        var items = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            log.Push(items.Count);
            items.Add(read(ref this));
            log.Pop();
        }

        return new ValueList<T>([.. items]);
    }

    public ValueMap<T> ReadMap<T>(DecodeValue<T> read)
    {
        if (!BeginObject()) return default;
        var entries = new List<KeyValuePair<string, T>>();
        while (NextField(out var name))
        {
            var key = StringPool.Get(name);
            foreach (var entry in entries)
            {
                if (entry.Key == key)
                {
                    log.Duplicate(key);
                    break;
                }
            }

            log.Push(key);
            reader.Read();
            entries.Add(KeyValuePair.Create(key, read(ref this)));
            log.Pop();
        }

        return entries.Count == 0 ? ValueMap<T>.Empty : ValueMap<T>.From(entries);
    }

    private readonly string Text() => reader.ValueIsEscaped ? reader.GetString()! : StringPool.Get(reader.ValueSpan);

    private void Mismatch(string expected)
    {
        var found = reader.TokenType switch
        {
            JsonTokenType.String => "string",
            JsonTokenType.Number => "number" + (expected is "int32" or "int64" ? " " + System.Text.Encoding.UTF8.GetString(reader.ValueSpan) : ""),
            JsonTokenType.True or JsonTokenType.False => "bool",
            JsonTokenType.StartArray => "array",
            _ => "object",
        };
        log.WrongType(found, expected);
        reader.Skip();
    }
}
