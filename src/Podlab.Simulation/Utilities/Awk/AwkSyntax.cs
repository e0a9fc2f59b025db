namespace Podlab.Simulation.Utilities.Awk;

internal abstract record AwkNode;

internal sealed record AwkNumber(double Value) : AwkNode;

internal sealed record AwkString(string Value) : AwkNode;

internal sealed record AwkPattern(System.Text.RegularExpressions.Regex Regex) : AwkNode;

internal sealed record AwkVariable(string Name) : AwkNode;

internal sealed record AwkField(AwkNode Index) : AwkNode;

internal sealed record AwkElement(string Array, IReadOnlyList<AwkNode> Subscripts) : AwkNode;

internal sealed record AwkUnary(string Operator, AwkNode Operand) : AwkNode;

internal sealed record AwkBinary(string Operator, AwkNode Left, AwkNode Right) : AwkNode;

internal sealed record AwkCondition(AwkNode Test, AwkNode Yes, AwkNode No) : AwkNode;

/// <param name="Operator">Empty for a plain assignment.</param>
internal sealed record AwkAssign(string Operator, AwkNode Target, AwkNode Value) : AwkNode;

internal sealed record AwkStep(AwkNode Target, int By, bool Before) : AwkNode;

internal sealed record AwkIn(IReadOnlyList<AwkNode> Subscripts, string Array) : AwkNode;

internal sealed record AwkCall(string Name, IReadOnlyList<AwkNode> Arguments) : AwkNode;

internal sealed record AwkGetline(AwkNode? Target, AwkNode? File, bool FromCommand) : AwkNode;

internal sealed record AwkGroup(IReadOnlyList<AwkNode> Items) : AwkNode;

/// <summary>A statement: its kind says what the nodes and bodies mean.</summary>
internal sealed record AwkStatement(string Kind)
{
    public AwkNode? Value { get; init; }
    public IReadOnlyList<AwkNode> Values { get; init; } = [];
    public AwkStatement? First { get; init; }
    public AwkStatement? Second { get; init; }
    public AwkStatement? Third { get; init; }
    public IReadOnlyList<AwkStatement> Items { get; init; } = [];
    public string Name { get; init; } = "";
    public string Array { get; init; } = "";
    public string Redirect { get; init; } = "";
    public AwkNode? Target { get; init; }
}

internal sealed record AwkRule(AwkNode? Pattern, AwkNode? End, AwkStatement? Action)
{
    public bool InRange { get; set; }
}

internal sealed record AwkFunction(string Name, IReadOnlyList<string> Parameters, AwkStatement Body);

internal sealed class AwkProgram
{
    public List<AwkStatement> Begin { get; } = [];
    public List<AwkStatement> End { get; } = [];
    public List<AwkRule> Rules { get; } = [];
    public Dictionary<string, AwkFunction> Functions { get; } = new(StringComparer.Ordinal);
}
