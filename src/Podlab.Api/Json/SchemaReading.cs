using System.Text.Json;
using Podlab.Api.Schemas;

namespace Podlab.Api.Json;

/// <summary>Finds in JSON of a kind without a type of its own what decoding finds in others: unknown fields, fields that stand twice, values of the wrong type.</summary>
public static class SchemaReading
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static void Check(Schema schema, ReadOnlySpan<byte> json, DecodeLog log)
    {
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        Value(ref reader, schema, log);
    }

    private static void Value(ref Utf8JsonReader reader, Schema? schema, DecodeLog log)
    {
        if (schema is null || schema.IsOpaque || schema.Type.Length == 0 || reader.TokenType == JsonTokenType.Null)
        {
            reader.Skip();
            return;
        }

        switch (schema.Type)
        {
            case "object" when reader.TokenType == JsonTokenType.StartObject:
                Fields(ref reader, schema, log);
                return;
            case "array" when reader.TokenType == JsonTokenType.StartArray:
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                {
                    log.Push(i);
                    Value(ref reader, schema.Items, log);
                    log.Pop();
                }

                return;
            case "string" when reader.TokenType != JsonTokenType.String:
            case "boolean" when reader.TokenType is not (JsonTokenType.True or JsonTokenType.False):
            case "integer" when reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out _):
            case "number" when reader.TokenType != JsonTokenType.Number:
            case "object" or "array":
                var expected = schema.Type switch { "integer" => schema.Format ?? "int64", "number" => "float64", "boolean" => "bool", var other => other };
                log.WrongType(Found(ref reader, schema.Type), expected);
                break;
        }

        reader.Skip();
    }

    private static void Fields(ref Utf8JsonReader reader, Schema schema, DecodeLog log)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (schema.Field(name) is not { } field)
            {
                log.Unknown(name, [.. schema.Properties.Keys.Order(StringComparer.Ordinal)]);
                reader.Skip();
                continue;
            }

            if (!seen.Add(name)) log.Duplicate(name);
            log.Push(name);
            Value(ref reader, field, log);
            log.Pop();
        }
    }

    private static string Found(ref Utf8JsonReader reader, string wanted) => reader.TokenType switch
    {
        JsonTokenType.String => "string",
        JsonTokenType.Number => wanted == "integer" ? "number " + System.Text.Encoding.UTF8.GetString(reader.ValueSpan) : "number",
        JsonTokenType.True or JsonTokenType.False => "bool",
        JsonTokenType.StartArray => "array",
        _ => "object",
    };
}
