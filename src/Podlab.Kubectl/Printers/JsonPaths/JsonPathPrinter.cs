using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Printers.JsonPaths;

/// <summary>Prints what a JSONPath template finds.</summary>
internal sealed class JsonPathPrinter : IPrinter
{
    private readonly string template;
    private readonly IReadOnlyList<PathNode> nodes;
    private readonly bool allowMissing;
    private readonly bool asJson;

    /// <exception cref="KubectlError">The template is wrong.</exception>
    public JsonPathPrinter(string template, bool allowMissing, bool asJson)
    {
        (this.template, this.allowMissing, this.asJson) = (template, allowMissing, asJson);
        try
        {
            nodes = JsonPathParser.Parse(template);
        }
        catch (JsonPathError error)
        {
            throw new KubectlError($"error parsing jsonpath {template}, {error.Message}\n");
        }
    }

    public string Print(JsonObject value)
    {
        try
        {
            var text = new StringBuilder();
            foreach (var found in new JsonPathRunner(allowMissing).Run(nodes, value)) Append(text, found);
            return text.ToString();
        }
        catch (JsonPathError error)
        {
            throw new KubectlError($"error executing jsonpath {GoText.Quote(template)}: Error executing template: {error.Message}. Printing more information for debugging the template:\n"
                + $"\ttemplate was:\n\t\t{template}\n\tobject given to jsonpath engine was:\n\t\t{GoValue.Source(value)}\n\n\n");
        }
    }

    private void Append(StringBuilder text, List<JsonNode?> found)
    {
        if (asJson)
        {
            text.Append(JsonText.Indented(new JsonArray([.. found.Select(f => f?.DeepClone())]))).Append('\n');
            return;
        }

        text.AppendJoin(' ', found.Select(Text));
    }

    public static string Text(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject or JsonArray => JsonText.Compact(node),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => JsonText.Number(value),
        _ => node.ToJsonString(),
    };
}
