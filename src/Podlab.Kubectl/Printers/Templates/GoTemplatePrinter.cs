using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Printers.Templates;

/// <summary>Prints what a Go template makes of an object.</summary>
internal sealed class GoTemplatePrinter : IPrinter
{
    private readonly string template;
    private readonly IReadOnlyList<TemplateNode> nodes;
    private readonly bool allowMissing;

    /// <exception cref="KubectlError">The template is wrong.</exception>
    public GoTemplatePrinter(string template, bool allowMissing)
    {
        (this.template, this.allowMissing) = (template, allowMissing);
        try
        {
            nodes = TemplateParser.Parse(template);
        }
        catch (TemplateError error)
        {
            throw new KubectlError($"error parsing template {template}, {error.Message}");
        }
    }

    public string Print(JsonObject value)
    {
        try
        {
            return new TemplateRunner(allowMissing).Run(nodes, value);
        }
        catch (TemplateError error)
        {
            throw new KubectlError($"error executing template {GoText.Quote(template)}: template: output: executing \"output\": {error.Message}");
        }
    }
}
