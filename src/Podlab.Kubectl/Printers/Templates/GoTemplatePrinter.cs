using System.Text.Json.Nodes;

namespace Podlab.Kubectl.Printers.Templates;

internal sealed class GoTemplatePrinter(string template, bool allowMissing) : IPrinter
{
    public string Print(JsonObject value) => template + allowMissing + value.Count;
}
