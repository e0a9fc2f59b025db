namespace Podlab.Notebooks.CSharp;

/// <summary>What a C# cell came to: a value, nothing, or a failure with the lines that explain it.</summary>
public sealed record CSharpOutcome
{
    /// <summary>Whether the cell ends in an expression whose value is to be shown.</summary>
    public bool HasValue { get; init; }

    public object? Value { get; init; }

    /// <summary>Null: the cell ran to its end.</summary>
    public CSharpFailure? Failure { get; init; }

    /// <summary>Warnings of the compiler, one line each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <param name="Name"><c>CompilationError</c> or the exception's type.</param>
/// <param name="Message">One sentence; the first error's text where there are several.</param>
/// <param name="Lines">What to show: errors with source line and caret, or the exception with the cell's lines it came through.</param>
public sealed record CSharpFailure(string Name, string Message, IReadOnlyList<string> Lines);
