using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Printers;

/// <summary>Labels and selectors on one line.</summary>
internal static class LabelText
{
    /// <summary><c>a=b,c=d</c>, or <c>&lt;none&gt;</c>.</summary>
    public static string Format(JsonNode? labels) => Join(labels) is { Length: > 0 } text ? text : "<none>";

    public static string Join(JsonNode? labels) => string.Join(',', labels.Entries().Select(e => $"{e.Key}={(e.Value as JsonValue)?.GetValue<string>()}"));

    /// <summary>A label selector with expressions: <c>a=b,c in (x,y),!d</c>.</summary>
    public static string Selector(JsonNode? selector)
    {
        if (selector is null) return "<none>";
        var parts = selector.Entries("matchLabels").Select(e => (e.Key, $"{e.Key}={(e.Value as JsonValue)?.GetValue<string>()}"))
            .Concat(selector.Items("matchExpressions").Select(e => (e.Text("key"), Expression(e))));
        var text = string.Join(',', parts.OrderBy(p => p.Item1, StringComparer.Ordinal).Select(p => p.Item2));
        return text.Length == 0 ? "<none>" : text;
    }

    private static string Expression(JsonNode? expression)
    {
        var key = expression.Text("key");
        var values = string.Join(',', expression.Items("values").Select(v => v!.GetValue<string>()).Order(StringComparer.Ordinal));
        return expression.Text("operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "Exists" => key,
            _ => $"!{key}",
        };
    }
}
