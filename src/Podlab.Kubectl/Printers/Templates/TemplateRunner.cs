using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Podlab.Kubectl.Printers.Templates;

/// <summary>Runs a template over a value.</summary>
internal sealed class TemplateRunner(bool allowMissing)
{
    private readonly StringBuilder output = new();
    private readonly Stack<(string Name, JsonNode? Value)> variables = new();

    /// <exception cref="TemplateError">The value does not fit the template.</exception>
    public string Run(IReadOnlyList<TemplateNode> nodes, JsonNode? root)
    {
        variables.Push(("$", root));
        Body(nodes, root);
        return output.ToString();
    }

    private void Body(IReadOnlyList<TemplateNode> nodes, JsonNode? dot)
    {
        foreach (var node in nodes)
        {
            switch (node)
            {
                case TextPart text:
                    output.Append(text.Text);
                    break;
                case OutputPart part:
                    var value = Value(part.Pipeline, dot);
                    if (part.Pipeline.Variables.Count > 0) Declare(part.Pipeline.Variables[0], value);
                    else output.Append(TemplateFunctions.Print(value));
                    break;
                case IfPart part:
                    Scoped(part.Condition, dot, condition => Body(TemplateFunctions.Truth(condition) ? part.Then : part.Else, dot));
                    break;
                case WithPart part:
                    Scoped(part.Value, dot, inner => Body(TemplateFunctions.Truth(inner) ? part.Then : part.Else, TemplateFunctions.Truth(inner) ? inner : dot));
                    break;
                case RangePart part:
                    Range(part, dot);
                    break;
            }
        }
    }

    private void Range(RangePart part, JsonNode? dot)
    {
        var value = Value(part.Value, dot);
        var items = value switch
        {
            JsonArray list => list.Select((item, i) => ((JsonNode?)i, item)).ToList(),
            JsonObject map => map.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => ((JsonNode?)e.Key, e.Value)).ToList(),
            JsonValue number when number.GetValueKind() == JsonValueKind.Number => [.. Enumerable.Range(0, int.Parse(number.ToJsonString(), CultureInfo.InvariantCulture)).Select(i => ((JsonNode?)i, (JsonNode?)i))],
            null => [],
            _ => throw new TemplateError($"range can't iterate over {TemplateFunctions.Print(value)}"),
        };
        if (items.Count == 0) Body(part.Else, dot);
        foreach (var (key, item) in items)
        {
            var depth = variables.Count;
            if (part.Value.Variables.Count == 2) variables.Push((part.Value.Variables[0], key));
            if (part.Value.Variables.Count > 0) variables.Push((part.Value.Variables[^1], item));
            Body(part.Body, item);
            while (variables.Count > depth) variables.Pop();
        }
    }

    private void Scoped(Pipeline pipeline, JsonNode? dot, Action<JsonNode?> body)
    {
        var depth = variables.Count;
        var value = Value(pipeline, dot);
        if (pipeline.Variables.Count > 0) variables.Push((pipeline.Variables[0], value));
        body(value);
        while (variables.Count > depth) variables.Pop();
    }

    private void Declare(string name, JsonNode? value) => variables.Push((name, value));

    private JsonNode? Value(Pipeline pipeline, JsonNode? dot)
    {
        JsonNode? value = null;
        for (var i = 0; i < pipeline.Commands.Count; i++) value = Command(pipeline.Commands[i], dot, i > 0, value);
        return value;
    }

    private JsonNode? Command(IReadOnlyList<Operand> operands, JsonNode? dot, bool piped, JsonNode? previous)
    {
        if (operands[0] is not FunctionOperand function) return Evaluate(operands[0], dot);
        var args = operands.Skip(1).Select(o => Evaluate(o, dot)).ToList();
        if (piped) args.Add(previous);
        if (args.Count == 0) throw new TemplateError($"wrong number of args for {function.Name}: want at least 1 got 0");
        return TemplateFunctions.Call(function.Name, args);
    }

    private JsonNode? Evaluate(Operand operand, JsonNode? dot) => operand switch
    {
        LiteralOperand literal => literal.Value,
        FieldOperand field => Walk(dot, field.Names),
        VariableOperand variable => Walk(Variable(variable.Name), variable.Names),
        NestedOperand nested => Walk(Value(nested.Pipeline, dot), nested.Names),
        FunctionOperand function => TemplateFunctions.Call(function.Name, [dot]),
        _ => null,
    };

    private JsonNode? Variable(string name)
    {
        foreach (var (known, value) in variables)
        {
            if (known == name) return value;
        }

        throw new TemplateError($"undefined variable {Api.GoText.Quote(name)}");
    }

    private JsonNode? Walk(JsonNode? node, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (node is null) return null;
            if (node is not JsonObject map) throw new TemplateError($"can't evaluate field {name} in type {(node is JsonArray ? "[]interface {}" : "interface {}")}");
            if (!map.TryGetPropertyValue(name, out var next) && !allowMissing) throw new TemplateError($"map has no entry for key {Api.GoText.Quote(name)}");
            node = next;
        }

        return node;
    }
}
