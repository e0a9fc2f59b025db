using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Printers;

/// <summary>Prints <c>pod/web</c>, and what was done to it where an operation is given.</summary>
internal sealed class NamePrinter(string operation = "") : IPrinter
{
    public string Print(JsonObject value)
    {
        if (value.Text("kind").EndsWith("List", StringComparison.Ordinal) && value.At("items") is JsonArray items)
            return string.Concat(items.OfType<JsonObject>().Select(Print));
        var (group, _) = Resources.ManifestReader.GroupVersion(value.Text("apiVersion"));
        var kind = value.Text("kind").Length == 0 ? "<unknown>" : value.Text("kind").ToLowerInvariant();
        var name = value.Name().Length == 0 ? "<unknown>" : value.Name();
        var type = group.Length == 0 ? kind : $"{kind}.{group}";
        return operation.Length == 0 ? $"{type}/{name}\n" : $"{type}/{name} {operation}\n";
    }
}
