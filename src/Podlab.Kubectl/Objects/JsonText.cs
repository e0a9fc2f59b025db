using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Api;

namespace Podlab.Kubectl.Objects;

/// <summary>JSON as Go's encoder writes it: <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> escaped, keys of maps sorted.</summary>
internal static class JsonText
{
    /// <summary>On one line, keys sorted.</summary>
    public static string Compact(JsonNode? node)
    {
        var text = new StringBuilder();
        Append(text, node, "", 0, sorted: true);
        return text.ToString();
    }

    /// <param name="sorted">Whether keys are sorted (a map) or stay in their order (a struct).</param>
    public static string Indented(JsonNode? node, bool sorted = true, string indent = "    ")
    {
        var text = new StringBuilder();
        Append(text, node, indent, 0, sorted);
        return text.ToString();
    }

    public static JsonNode? Parse(ReadOnlySpan<byte> utf8) => JsonNode.Parse(utf8, documentOptions: new JsonDocumentOptions { MaxDepth = 1024, AllowDuplicateProperties = true });

    public static string Quote(string value)
    {
        var text = new StringBuilder(value.Length + 2);
        AppendString(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonNode? node, string indent, int depth, bool sorted)
    {
        switch (node)
        {
            case JsonObject map:
                Join<KeyValuePair<string, JsonNode?>>(text, '{', '}', sorted ? map.OrderBy(e => e.Key, StringComparer.Ordinal) : map, indent, depth, entry =>
                {
                    AppendString(text, entry.Key);
                    text.Append(indent.Length == 0 ? ":" : ": ");
                    Append(text, entry.Value, indent, depth + 1, sorted);
                });
                break;
            case JsonArray list:
                Join(text, '[', ']', list, indent, depth, item => Append(text, item, indent, depth + 1, sorted));
                break;
            case JsonValue value:
                AppendScalar(text, value);
                break;
            default:
                text.Append("null");
                break;
        }
    }

    private static void Join<T>(StringBuilder text, char open, char close, IEnumerable<T> items, string indent, int depth, Action<T> append)
    {
        text.Append(open);
        var any = false;
        foreach (var item in items)
        {
            if (any) text.Append(',');
            NewLine(text, indent, depth + 1);
            append(item);
            any = true;
        }

        if (any) NewLine(text, indent, depth);
        text.Append(close);
    }

    private static void NewLine(StringBuilder text, string indent, int depth)
    {
        if (indent.Length == 0) return;
        text.Append('\n');
        for (var i = 0; i < depth; i++) text.Append(indent);
    }

    private static void AppendScalar(StringBuilder text, JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                AppendString(text, value.GetValue<string>());
                break;
            case JsonValueKind.Number:
                text.Append(Number(value));
                break;
            default:
                text.Append(value.ToJsonString());
                break;
        }
    }

    public static string Number(JsonValue value)
    {
        var raw = value.ToJsonString();
        return raw.AsSpan().ContainsAny(".eE") ? GoText.Float(double.Parse(raw, CultureInfo.InvariantCulture)) : raw;
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '<' or '>' or '&' or '\u2028' or '\u2029' or < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
