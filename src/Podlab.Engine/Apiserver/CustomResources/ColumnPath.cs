using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Podlab.Api.Json;

namespace Podlab.Engine.Apiserver.CustomResources;

/// <summary>The paths that columns use: <c>.spec.image</c>, <c>.metadata.labels.app\.kubernetes\.io/name</c>, <c>.spec.hosts[0]</c>, <c>.status.conditions[?(@.type=="Ready")].status</c>.</summary>
internal sealed partial class ColumnPath
{
    private readonly List<Func<JsonNode, JsonNode?>> steps = [];

    public static ColumnPath Parse(string text)
    {
        var path = new ColumnPath();
        foreach (Match step in Step().Matches(text))
        {
            if (step.Groups["field"] is { Success: true } field) path.steps.Add(Field(field.Value.Replace("\\.", ".", StringComparison.Ordinal)));
            else if (step.Groups["quoted"] is { Success: true } quoted) path.steps.Add(Field(quoted.Value));
            else if (step.Groups["index"] is { Success: true } index) path.steps.Add(Item(index.Value == "*" ? 0 : int.Parse(index.Value, CultureInfo.InvariantCulture)));
            else path.steps.Add(Where(step.Groups["key"].Value.Split('.'), step.Groups["value"].Value));
        }

        return path;
    }

    /// <summary>The first value at the path; null where there is none.</summary>
    public JsonNode? First(JsonNode root)
    {
        JsonNode? node = root;
        foreach (var step in steps)
        {
            if (node is null) return null;
            node = step(node);
        }

        return node;
    }

    private static Func<JsonNode, JsonNode?> Field(string name) => node => node is JsonObject fields ? fields[name] : null;

    private static Func<JsonNode, JsonNode?> Item(int position) => node => node is JsonArray items && position < items.Count ? items[position] : null;

    private static Func<JsonNode, JsonNode?> Where(string[] key, string value) => node =>
    {
        if (node is not JsonArray items) return null;
        foreach (var item in items)
        {
            var found = item;
            foreach (var name in key) found = (found as JsonObject)?[name];
            if (found is not null && (JsonTree.StringOrNull(found) ?? JsonTree.ToText(found)) == value) return item;
        }

        return null;
    };

    [GeneratedRegex("""\.(?<field>(?:\\\.|[^.\[\\])+)|\['(?<quoted>[^']*)'\]|\[(?<index>\d+|\*)\]|\[\?\(@\.(?<key>[\w.]+)\s*==\s*["'](?<value>[^"']*)["']\)\]""")]
    private static partial Regex Step();
}
