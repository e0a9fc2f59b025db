namespace Podlab.Simulation.Utilities.Awk;

/// <summary>A word, sign or literal of an awk program.</summary>
/// <param name="Number">The value of a number.</param>
internal readonly record struct AwkToken(AwkTokenKind Kind, string Text, double Number = 0);

internal enum AwkTokenKind
{
    Number,
    String,
    Regex,
    Name,
    Function,
    Operator,
    Newline,
    End,
}
