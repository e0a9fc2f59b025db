using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Podlab.Kubectl.Printers.JsonPaths;

/// <summary>Finds what a template names in an object.</summary>
/// <remarks>Follows client-go/util/jsonpath/jsonpath.go (v1.36.3).</remarks>
internal sealed class JsonPathRunner(bool allowMissing)
{
    /// <summary>One list of findings for each part of the template.</summary>
    /// <exception cref="JsonPathError">The object has no such field, or it is of another type.</exception>
    public List<List<JsonNode?>> Run(IReadOnlyList<PathNode> nodes, JsonNode? value)
    {
        var all = new List<List<JsonNode?>>();
        foreach (var node in nodes)
        {
            if (node is RangeNode range)
            {
                foreach (var item in Walk([value], range.Over)) all.AddRange(Run(range.Body, item));
            }
            else
            {
                all.Add(Walk([value], node));
            }
        }

        return all;
    }

    public List<JsonNode?> Walk(List<JsonNode?> input, PathNode node) => node switch
    {
        LiteralNode literal => [literal.Value],
        ListNode list => list.Steps.Aggregate(input, Walk),
        FieldNode field => Field(input, field.Name),
        SliceNode slice => [.. input.Where(v => v is not null).SelectMany(v => Slice(v!, slice))],
        WildcardNode => [.. input.SelectMany(Children)],
        RecursiveNode => Recursive(input),
        UnionNode union => [.. union.Choices.SelectMany(choice => Walk(input, choice))],
        FilterNode filter => [.. input.Where(v => v is not null).SelectMany(v => Filter(v!, filter))],
        _ => throw new JsonPathError("unexpected Node"),
    };

    private List<JsonNode?> Field(List<JsonNode?> input, string name)
    {
        if (name.Length == 0) return input;
        var found = new List<JsonNode?>();
        foreach (var value in input)
        {
            if (value is JsonObject map && map.TryGetPropertyValue(name, out var next)) found.Add(next);
        }

        if (found.Count == 0 && !allowMissing) throw new JsonPathError($"{name} is not found");
        return found;
    }

    private static IEnumerable<JsonNode?> Slice(JsonNode value, SliceNode slice)
    {
        if (value is not JsonArray list) throw new JsonPathError($"{GoType(value)} is not array or slice");
        var from = slice.From ?? 0;
        if (from < 0) from += list.Count;
        var to = slice.To ?? list.Count;
        if (to < 0 || (to == 0 && slice.Single)) to += list.Count;
        if (from == to) return [];
        if (from >= list.Count || from < 0) throw new JsonPathError($"array index out of bounds: index {from}, length {list.Count}");
        if (to > list.Count || to < 0) throw new JsonPathError($"array index out of bounds: index {to - 1}, length {list.Count}");
        if (from > to) throw new JsonPathError($"starting index {from} is greater than ending index {to}");
        var step = slice.Step ?? 1;
        if (step <= 0) throw new JsonPathError("step must be > 0");
        return list.Skip(from).Take(to - from).Where((_, i) => i % step == 0).ToList();
    }

    private static IEnumerable<JsonNode?> Children(JsonNode? value) => value switch
    {
        JsonArray list => list,
        JsonObject map => map.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => e.Value),
        _ => [],
    };

    private static List<JsonNode?> Recursive(IEnumerable<JsonNode?> input)
    {
        var found = new List<JsonNode?>();
        foreach (var value in input)
        {
            var children = Children(value).ToList();
            if (children.Count == 0) continue;
            found.Add(value);
            found.AddRange(Recursive(children));
        }

        return found;
    }

    private IEnumerable<JsonNode?> Filter(JsonNode value, FilterNode filter)
    {
        if (value is not JsonArray list) throw new JsonPathError($"{GoType(value)} is not array or slice and cannot be filtered");
        var found = new List<JsonNode?>();
        foreach (var item in list)
        {
            var left = Soft(item, filter.Left);
            if (filter.Operator.Length == 0)
            {
                if (left.Count > 0) found.Add(item);
                continue;
            }

            var right = Soft(item, filter.Right);
            if (left.Count == 0 || right.Count == 0) continue;
            if (left.Count > 1 || right.Count > 1) throw new JsonPathError("can only compare one element at a time");
            if (Compare(left[0], filter.Operator, right[0])) found.Add(item);
        }

        return found;
    }

    private static List<JsonNode?> Soft(JsonNode? item, ListNode list) => new JsonPathRunner(allowMissing: true).Walk([item], list);

    private static bool Compare(JsonNode? left, string operation, JsonNode? right)
    {
        var (kind, other) = (Kind(left), Kind(right));
        if (kind != other || kind == "") throw new JsonPathError("incompatible types for comparison");
        var order = kind switch
        {
            "string" => string.CompareOrdinal(left!.GetValue<string>(), right!.GetValue<string>()),
            "bool" when operation is not ("==" or "!=") => throw new JsonPathError("invalid type for comparison"),
            "bool" => left!.GetValueKind() == right!.GetValueKind() ? 0 : 1,
            _ => Number(left!).CompareTo(Number(right!)),
        };
        return operation switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            ">=" => order >= 0,
            _ => throw new JsonPathError($"unrecognized filter operator {operation}"),
        };
    }

    private static string Kind(JsonNode? node) => node is not JsonValue value ? "" : value.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Number => value.ToJsonString().AsSpan().ContainsAny(".eE") ? "float" : "int",
        _ => "",
    };

    private static double Number(JsonNode node) => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);

    private static string GoType(JsonNode value) => value is JsonObject ? "map[string]interface {}" : Kind(value) switch { "int" => "int64", "float" => "float64", var kind => kind };
}
