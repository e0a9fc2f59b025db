using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Api.Yaml;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Printers;

/// <summary>Prints KYAML: YAML in braces, every text in quotes, a comma behind everything.</summary>
/// <remarks>Follows sigs.k8s.io/yaml/kyaml (KEP-5295).</remarks>
internal sealed class KyamlPrinter(bool showManagedFields = false) : IPrinter
{
    public string Print(JsonObject value)
    {
        var text = new StringBuilder("---\n");
        Append(text, ManagedFields.Without(value, showManagedFields), 0);
        return text.Append('\n').ToString();
    }

    private static void Append(StringBuilder text, JsonNode? node, int indent)
    {
        switch (node)
        {
            case JsonObject { Count: 0 }:
                text.Append("{}");
                break;
            case JsonArray { Count: 0 }:
                text.Append("[]");
                break;
            case JsonObject map:
                text.Append("{\n");
                foreach (var (key, value) in map.OrderBy(e => e.Key, StringComparer.Ordinal))
                {
                    text.Append(' ', indent + 2).Append(Key(key)).Append(": ");
                    Append(text, value, indent + 2);
                    text.Append(",\n");
                }

                text.Append(' ', indent).Append('}');
                break;
            case JsonArray list when list.All(i => i is JsonObject { Count: > 0 } or JsonArray { Count: > 0 }):
                text.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    if (i > 0) text.Append(", ");
                    Append(text, list[i], indent);
                }

                text.Append(']');
                break;
            case JsonArray list:
                text.Append("[\n");
                foreach (var item in list)
                {
                    text.Append(' ', indent + 2);
                    Append(text, item, indent + 2);
                    text.Append(",\n");
                }

                text.Append(' ', indent).Append(']');
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                AppendText(text, value.GetValue<string>(), indent);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                text.Append(JsonText.Number(value));
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void AppendText(StringBuilder text, string value, int indent)
    {
        if (!value.TrimEnd('\n').Contains('\n', StringComparison.Ordinal))
        {
            text.Append(Quote(value));
            return;
        }

        text.Append("\"\\\n");
        var lines = value.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var last = i == lines.Length - 1;
            if (last && lines[i].Length == 0) break;
            var line = Quote(lines[i])[1..^1];
            text.Append(' ', indent + 2).Append(line.StartsWith(' ') ? "\\" : " ").Append(line).Append(last ? "\\\n" : "\\n\\\n");
        }

        text.Append(' ', indent + 2).Append('"');
    }

    private static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\t' => text.Append("\\t"),
                '\r' => text.Append("\\r"),
                _ => text.Append(c),
            };
        }

        return text.Append('"').ToString();
    }

    /// <summary>A key without quotes where YAML reads it as the text that it is.</summary>
    private static string Key(string key)
    {
        var plain = YamlWriter.Write(Encoding.UTF8.GetBytes($"{{{JsonText.Quote(key)}:1}}"));
        return plain.StartsWith(key + ":", StringComparison.Ordinal) && !key.AsSpan().ContainsAny(" ,{}[]#&*!|>'%@`") ? key : Quote(key);
    }
}
