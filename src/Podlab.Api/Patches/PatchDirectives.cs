using System.Text.Json.Nodes;
using Podlab.Api.Json;

namespace Podlab.Api.Patches;

/// <summary>The words with which a strategic merge patch says more than values can.</summary>
internal static class PatchDirectives
{
    /// <summary>What to do with the map or list it stands in: delete, replace or merge.</summary>
    public const string Marker = "$patch";

    public const string Delete = "delete";

    public const string Replace = "replace";

    /// <summary>The keys that stay in a map; all others go.</summary>
    public const string RetainKeys = "$retainKeys";

    /// <summary>Before a list's name: the scalars to take out of it.</summary>
    public const string DeletePrefix = "$deleteFromPrimitiveList/";

    /// <summary>Before a list's name: the order in which its elements are to stand.</summary>
    public const string OrderPrefix = "$setElementOrder/";

    public static bool IsDeletion(JsonNode? item) => item is JsonObject map && JsonTree.StringOrNull(map[Marker]) == Delete;

    /// <summary>A copy without directives, and without what they delete.</summary>
    /// <param name="keepNulls">Whether fields that are null stay: they do where the copy is a patch itself.</param>
    public static JsonNode? Without(JsonNode? node, bool keepNulls)
    {
        switch (node)
        {
            case JsonObject map:
                var fields = new JsonObject();
                foreach (var (name, value) in map)
                {
                    if (name is Marker or RetainKeys || name.StartsWith(DeletePrefix, StringComparison.Ordinal) || name.StartsWith(OrderPrefix, StringComparison.Ordinal)) continue;
                    if (value is not null || keepNulls) fields[name] = Without(value, keepNulls);
                }

                return fields;
            case JsonArray list:
                return new JsonArray([.. list.Where(item => item is not JsonObject map || !map.ContainsKey(Marker)).Select(item => Without(item, keepNulls))]);
            default:
                return node?.DeepClone();
        }
    }

    public static PatchException BadRequest(string why) => new(PatchErrors.Malformed(why));

    public static PatchException Unexpected(string why) => new(PatchErrors.Unexpected(why));

    public static PatchException NoMergeKey(JsonNode? item, string key) => Unexpected($"map: {PatchErrors.GoMap(item)} does not contain declared merge key: {key}");

    public static PatchException UnknownType(JsonNode? type, JsonObject map) => Unexpected($"unknown patch type: {PatchErrors.GoMap(type)} in map: {PatchErrors.GoMap(map)}");

    public static PatchException ListOfLists() => new(PatchErrors.Inapplicable());
}
