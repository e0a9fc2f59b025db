using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Api;

namespace Podlab.Kubectl.Objects;

/// <summary>Values as Go's fmt prints them.</summary>
internal static class GoValue
{
    /// <summary><c>%#v</c>: as Go source.</summary>
    public static string Source(JsonNode? node) => node switch
    {
        null => "interface {}(nil)",
        JsonObject map => $"map[string]interface {{}}{{{string.Join(", ", map.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{GoText.Quote(e.Key)}:{Source(e.Value)}"))}}}",
        JsonArray list => $"[]interface {{}}{{{string.Join(", ", list.Select(Source))}}}",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => GoText.Quote(value.GetValue<string>()),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => JsonText.Number(value),
        _ => node.ToJsonString(),
    };

    /// <summary><c>%v</c>: <c>map[a:b c:[d e]]</c>.</summary>
    public static string Plain(JsonNode? node) => node switch
    {
        null => "<nil>",
        JsonObject map => $"map[{string.Join(' ', map.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}:{Plain(e.Value)}"))}]",
        JsonArray list => $"[{string.Join(' ', list.Select(Plain))}]",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => JsonText.Number(value),
        _ => node.ToJsonString(),
    };
}
