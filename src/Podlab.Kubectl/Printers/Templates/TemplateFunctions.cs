using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Podlab.Api;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Printers.Templates;

/// <summary>The functions that templates may call: Go's own, and kubectl's base64decode and exists.</summary>
internal static partial class TemplateFunctions
{
    private static readonly string[] Names =
        ["and", "or", "not", "len", "index", "slice", "print", "printf", "println", "eq", "ne", "lt", "le", "gt", "ge", "html", "js", "urlquery", "base64decode", "exists"];

    public static bool Known(string name) => Names.Contains(name, StringComparer.Ordinal);

    /// <exception cref="TemplateError">The arguments do not fit.</exception>
    public static JsonNode? Call(string name, IReadOnlyList<JsonNode?> args)
    {
        switch (name)
        {
            case "and":
                return args.FirstOrDefault(a => !Truth(a)) is var low && args.Any(a => !Truth(a)) ? low : args[^1];
            case "or":
                return args.FirstOrDefault(Truth) ?? args[^1];
            case "not":
                return !Truth(args[0]);
            case "len":
                return args[0] switch
                {
                    JsonArray list => list.Count,
                    JsonObject map => map.Count,
                    JsonValue value when value.GetValueKind() == JsonValueKind.String => Encoding.UTF8.GetByteCount(value.GetValue<string>()),
                    _ => throw new TemplateError("error calling len: len of nil pointer"),
                };
            case "index":
                return args.Skip(1).Aggregate(args[0], Index);
            case "exists":
                return args.Skip(1).Aggregate(args[0], (node, key) => node is JsonObject map ? map[Print(key)] : null) is not null;
            case "slice":
                return Slice(args);
            case "print":
                return string.Concat(args.Select(Print));
            case "println":
                return string.Join(' ', args.Select(Print)) + "\n";
            case "printf":
                return Format(Print(args[0]), [.. args.Skip(1)]);
            case "html":
                return System.Net.WebUtility.HtmlEncode(string.Concat(args.Select(Print)));
            case "js":
                return string.Concat(args.Select(Print)).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            case "urlquery":
                return Uri.EscapeDataString(string.Concat(args.Select(Print)));
            case "base64decode":
                return Decode(Print(args[0]));
            case "eq":
                return args.Skip(1).Any(other => Order(args[0], other) == 0);
            case "ne":
                return Order(args[0], args[1]) != 0;
            default:
                var order = Order(args[0], args[1]);
                return name switch { "lt" => order < 0, "le" => order <= 0, "gt" => order > 0, _ => order >= 0 };
        }
    }

    /// <summary>What Go takes for true: all but nothing, zero and empty.</summary>
    public static bool Truth(JsonNode? node) => node switch
    {
        null => false,
        JsonArray list => list.Count > 0,
        JsonObject map => map.Count > 0,
        JsonValue value => value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>().Length > 0,
            JsonValueKind.Number => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) != 0,
            var kind => kind == JsonValueKind.True,
        },
        _ => false,
    };

    public static string Print(JsonNode? node) => node is null ? "<no value>" : GoValue.Plain(node);

    private static JsonNode? Index(JsonNode? node, JsonNode? key) => node switch
    {
        JsonObject map => map[Print(key)],
        JsonArray list when key is JsonValue value && value.GetValueKind() == JsonValueKind.Number =>
            int.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) is >= 0 and var at && at < list.Count ? list[at] : throw new TemplateError($"error calling index: index out of range: {value.ToJsonString()}"),
        _ => throw new TemplateError("error calling index: index of untyped nil"),
    };

    private static JsonNode Slice(IReadOnlyList<JsonNode?> args)
    {
        int Bound(int i, int fallback) => i < args.Count ? int.Parse(Print(args[i]), CultureInfo.InvariantCulture) : fallback;
        if (args[0] is JsonArray list) return new JsonArray([.. list.Skip(Bound(1, 0)).Take(Bound(2, list.Count) - Bound(1, 0)).Select(v => v?.DeepClone())]);
        var text = Print(args[0]);
        return text[Bound(1, 0)..Bound(2, text.Length)];
    }

    private static string Decode(string text)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException)
        {
            throw new TemplateError("error calling base64decode: base64 decode failed");
        }
    }

    private static int Order(JsonNode? a, JsonNode? b)
    {
        if (a is null || b is null) return a is null && b is null ? 0 : -1;
        if (a is not JsonValue x || b is not JsonValue y) return JsonNode.DeepEquals(a, b) ? 0 : 1;
        var (kindX, kindY) = (x.GetValueKind(), y.GetValueKind());
        if (kindX == JsonValueKind.Number && kindY == JsonValueKind.Number)
            return double.Parse(x.ToJsonString(), CultureInfo.InvariantCulture).CompareTo(double.Parse(y.ToJsonString(), CultureInfo.InvariantCulture));
        if (kindX == JsonValueKind.String && kindY == JsonValueKind.String) return string.CompareOrdinal(x.GetValue<string>(), y.GetValue<string>());
        if (kindX is JsonValueKind.True or JsonValueKind.False && kindY is JsonValueKind.True or JsonValueKind.False) return kindX == kindY ? 0 : 1;
        throw new TemplateError("incompatible types for comparison");
    }

    private static string Format(string format, List<JsonNode?> args)
    {
        var next = 0;
        return Verb().Replace(format, match =>
        {
            if (match.Groups["verb"].Value == "%") return "%";
            var arg = next < args.Count ? args[next++] : null;
            var text = match.Groups["verb"].Value switch
            {
                "q" => GoText.Quote(Print(arg)),
                "T" => arg is JsonArray ? "[]interface {}" : arg is JsonObject ? "map[string]interface {}" : "string",
                _ => Print(arg),
            };
            var width = match.Groups["width"].Value.Length == 0 ? 0 : int.Parse(match.Groups["width"].Value, CultureInfo.InvariantCulture);
            return match.Groups["flag"].Value.Contains('-', StringComparison.Ordinal) ? text.PadRight(Math.Min(width, 1000)) : text.PadLeft(Math.Min(width, 1000));
        });
    }

    [GeneratedRegex(@"%(?<flag>[-+# 0]*)(?<width>\d*)(\.\d+)?(?<verb>[a-zA-Z%])")]
    private static partial Regex Verb();
}
