using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Get;

/// <summary>A table of names and ages, for objects that come without one.</summary>
internal static class PlainTable
{
    public static JsonObject Of(JsonObject value, DateTimeOffset now)
    {
        var items = value.At("items") is JsonArray list ? list.OfType<JsonObject>() : [value];
        return new JsonObject
        {
            ["kind"] = "Table",
            ["metadata"] = new JsonObject { ["resourceVersion"] = value.Text("metadata", "resourceVersion") },
            ["columnDefinitions"] = new JsonArray(
                new JsonObject { ["name"] = "Name", ["type"] = "string", ["format"] = "name", ["priority"] = 0 },
                new JsonObject { ["name"] = "Age", ["type"] = "string", ["priority"] = 0 }),
            ["rows"] = new JsonArray([.. items.Select(item => new JsonObject
            {
                ["cells"] = new JsonArray(item.Name(), Ages.Since(item.Time("metadata", "creationTimestamp"), now)),
                ["object"] = item.DeepClone(),
            })]),
        };
    }
}
