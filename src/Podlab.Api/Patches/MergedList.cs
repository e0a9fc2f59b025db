using System.Text.Json.Nodes;
using Podlab.Api.Json;

namespace Podlab.Api.Patches;

/// <summary>Lists whose elements are known by a key (or, for scalars, by themselves).</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (v1.36.3), where the laws of order are.</remarks>
internal static class MergedList
{
    /// <summary>Whether the elements are maps; all must be of one sort.</summary>
    public static bool HoldsMaps(params ReadOnlySpan<IList<JsonNode?>> lists)
    {
        bool? maps = null;
        foreach (var list in lists)
        {
            foreach (var item in list)
            {
                if (item is JsonArray) throw PatchDirectives.ListOfLists();
                if (maps is { } known && known != item is JsonObject) throw PatchDirectives.Unexpected("list element types are not identical");
                maps = item is JsonObject;
            }
        }

        return maps ?? false;
    }

    /// <summary>What tells an element from others: its key's value, or itself where it is a scalar.</summary>
    public static string Identity(JsonNode? item, string? mergeKey)
    {
        if (item is not JsonObject map) return JsonTree.ScalarText(item);
        if (string.IsNullOrEmpty(mergeKey) || !map.TryGetPropertyValue(mergeKey, out var value)) throw PatchDirectives.NoMergeKey(item, mergeKey ?? "");
        return PatchErrors.GoMap(value);
    }

    public static int IndexOf(IList<JsonNode?> list, string identity, string? mergeKey)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (Identity(list[i], mergeKey) == identity) return i;
        }

        return -1;
    }

    /// <summary>
    /// Puts the elements that <paramref name="wanted"/> names in its order, and the others among them where they stood in <paramref name="former"/>.
    /// </summary>
    public static List<JsonNode?> Ordered(IList<JsonNode?> merged, IList<JsonNode?> wanted, IList<JsonNode?> former, string? mergeKey)
    {
        var order = Positions(wanted, mergeKey);
        var before = Positions(former, mergeKey);
        var named = SortedBy(order, merged.Where(item => order.ContainsKey(Identity(item, mergeKey))), mergeKey);
        var others = SortedBy(before, merged.Where(item => !order.ContainsKey(Identity(item, mergeKey))), mergeKey);
        var all = new List<JsonNode?>(merged.Count);
        int left = 0, right = 0;
        while (left < others.Count || right < named.Count)
        {
            var takeOther = right >= named.Count
                || (left < others.Count
                    && before.TryGetValue(Identity(others[left], mergeKey), out var otherAt)
                    && before.TryGetValue(Identity(named[right], mergeKey), out var namedAt)
                    && otherAt < namedAt);
            all.Add(takeOther ? others[left++] : named[right++]);
        }

        return all;
    }

    /// <summary>The elements in the order of another list; what is to be deleted comes last.</summary>
    public static List<JsonNode?> SortedBy(IList<JsonNode?> order, IEnumerable<JsonNode?> items, string? mergeKey) => SortedBy(Positions(order, mergeKey), items, mergeKey);

    private static List<JsonNode?> SortedBy(Dictionary<string, int> order, IEnumerable<JsonNode?> items, string? mergeKey) =>
        [.. items.OrderBy(PatchDirectives.IsDeletion).ThenBy(item => order.GetValueOrDefault(Identity(item, mergeKey), int.MaxValue))];

    private static Dictionary<string, int> Positions(IList<JsonNode?> list, string? mergeKey)
    {
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++) positions.TryAdd(Identity(list[i], mergeKey), i);
        return positions;
    }
}
