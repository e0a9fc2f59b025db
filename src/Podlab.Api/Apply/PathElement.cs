using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api.Json;

namespace Podlab.Api.Apply;

/// <summary>
/// A step into an object, written as managed fields write it: <c>f:name</c> a field, <c>k:{"name":"c"}</c> an element by its keys, <c>v:"a"</c> an element of a set,
/// <c>i:0</c> a position.
/// </summary>
/// <remarks>Follows sigs.k8s.io/structured-merge-diff/v6/fieldpath/serialize-pe.go.</remarks>
internal static class PathElement
{
    public static string Field(string name) => "f:" + name;

    public static string Value(JsonNode? value) => "v:" + JsonTree.ToText(value);

    public static string Keys(JsonObject keys) => "k:" + JsonTree.ToText(keys);

    public static string? FieldName(string element) => element.StartsWith("f:", StringComparison.Ordinal) ? element[2..] : null;

    /// <summary>A path as messages show it: <c>.spec.containers[name="c"].image</c>.</summary>
    public static string Text(IEnumerable<string> path)
    {
        var text = new StringBuilder();
        foreach (var element in path) Append(text, element);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string element)
    {
        var content = element[2..];
        switch (element[0])
        {
            case 'f':
                text.Append('.').Append(content);
                break;
            case 'k':
                var keys = (JsonObject)JsonTree.Parse(Encoding.UTF8.GetBytes(content))!;
                text.Append('[').AppendJoin(',', keys.Select(key => $"{key.Key}={Scalar(key.Value)}")).Append(']');
                break;
            case 'v':
                text.Append(CultureInfo.InvariantCulture, $"[={content}]");
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"[{content}]");
                break;
        }
    }

    private static string Scalar(JsonNode? value) => JsonTree.StringOrNull(value) is { } text ? GoText.Quote(text) : JsonTree.ScalarText(value);
}
