using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Printers;

/// <summary>Leaves out who manages which field, which is not for readers unless they ask.</summary>
internal static class ManagedFields
{
    public static JsonObject Without(JsonObject value, bool show)
    {
        if (show) return value;
        var copy = value.Copy();
        Drop(copy);
        foreach (var item in copy.Items("items").OfType<JsonObject>()) Drop(item);
        return copy;
    }

    private static void Drop(JsonObject value) => (value["metadata"] as JsonObject)?.Remove("managedFields");
}
