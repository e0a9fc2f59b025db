using System.Text.Json.Nodes;

namespace Podlab.Kubectl.Printers.Templates;

/// <summary>A part of a Go template.</summary>
internal abstract record TemplateNode;

internal sealed record TextPart(string Text) : TemplateNode;

/// <summary>An action whose value is printed, unless it sets a variable.</summary>
internal sealed record OutputPart(Pipeline Pipeline) : TemplateNode;

internal sealed record IfPart(Pipeline Condition, IReadOnlyList<TemplateNode> Then, IReadOnlyList<TemplateNode> Else) : TemplateNode;

internal sealed record WithPart(Pipeline Value, IReadOnlyList<TemplateNode> Then, IReadOnlyList<TemplateNode> Else) : TemplateNode;

internal sealed record RangePart(Pipeline Value, IReadOnlyList<TemplateNode> Body, IReadOnlyList<TemplateNode> Else) : TemplateNode;

/// <param name="Variables">Names that the value is given to; a range may have two.</param>
internal sealed record Pipeline(IReadOnlyList<string> Variables, IReadOnlyList<IReadOnlyList<Operand>> Commands);

internal abstract record Operand;

internal sealed record LiteralOperand(JsonNode? Value) : Operand;

/// <summary><c>.a.b</c>; no names: the dot itself.</summary>
internal sealed record FieldOperand(IReadOnlyList<string> Names) : Operand;

/// <summary><c>$x.a</c>.</summary>
internal sealed record VariableOperand(string Name, IReadOnlyList<string> Names) : Operand;

internal sealed record FunctionOperand(string Name) : Operand;

internal sealed record NestedOperand(Pipeline Pipeline, IReadOnlyList<string> Names) : Operand;

/// <summary>What is wrong with a template, or with a value that it meets.</summary>
internal sealed class TemplateError(string message) : Exception(message);
