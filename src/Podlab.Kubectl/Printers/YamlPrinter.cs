using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api.Yaml;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Printers;

/// <summary>Prints YAML; documents after the first start with <c>---</c>.</summary>
internal sealed class YamlPrinter(bool showManagedFields = false) : IPrinter
{
    private int printed;

    public string Print(JsonObject value) =>
        (printed++ > 0 ? "---\n" : "") + Text(ManagedFields.Without(value, showManagedFields));

    public static string Text(JsonNode? value) => YamlWriter.Write(Encoding.UTF8.GetBytes(JsonText.Compact(value)));
}
