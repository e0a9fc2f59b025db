using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Printers.JsonPaths;

namespace Podlab.Kubectl.Get;

/// <summary>Puts objects, or the rows of a table, in the order of a field.</summary>
/// <remarks>Follows kubectl/pkg/cmd/get/sorter.go (v1.36.3).</remarks>
internal static class Sorting
{
    /// <exception cref="KubectlError">The path is wrong, or no object has such a field.</exception>
    public static List<T> By<T>(IReadOnlyList<T> items, Func<T, JsonNode?> value, string path)
    {
        IReadOnlyList<PathNode> nodes;
        try
        {
            nodes = JsonPathParser.Parse(path);
            var keyed = items.Select(i => (Item: i, Key: Key(nodes, value(i)))).ToList();
            if (keyed.Count > 0 && keyed.TrueForAll(k => !k.Key.Found)) throw new KubectlError($"couldn't find any field with path {GoText.Quote(path)} in the list of objects");
            return [.. keyed.OrderBy(k => k.Key, Comparer<(bool Found, JsonNode? Value)>.Create(Compare)).Select(k => k.Item)];
        }
        catch (JsonPathError error)
        {
            throw new KubectlError($"sorting error: {error.Message}");
        }
    }

    /// <summary>Sorts the rows of one table by a field of their objects.</summary>
    public static JsonObject Table(JsonObject table, string path)
    {
        var copy = table.Copy();
        if (copy.At("rows") is not JsonArray { Count: > 1 } rows) return copy;
        var sorted = By([.. rows], row => row.At("object"), path);
        rows.Clear();
        foreach (var row in sorted) rows.Add(row);
        return copy;
    }

    private static (bool Found, JsonNode? Value) Key(IReadOnlyList<PathNode> nodes, JsonNode? value)
    {
        try
        {
            var found = new JsonPathRunner(allowMissing: true).Run(nodes, value).SelectMany(f => f).ToList();
            return found.Count == 0 ? (false, null) : (true, found[0]);
        }
        catch (JsonPathError)
        {
            // An index out of bounds in one object only says that this object has no such field.
            return (false, null);
        }
    }

    private static int Compare((bool Found, JsonNode? Value) a, (bool Found, JsonNode? Value) b) =>
        !a.Found || !b.Found ? a.Found.CompareTo(b.Found) : NaturalOrder.Compare(a.Value, b.Value);
}
