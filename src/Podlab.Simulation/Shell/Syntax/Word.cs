namespace Podlab.Simulation.Shell.Syntax;

/// <summary>A word before expansion: pieces side by side.</summary>
public sealed class Word(IReadOnlyList<WordPart> parts)
{
    public IReadOnlyList<WordPart> Parts { get; } = parts;

    /// <summary>The text, when the word needs no expansion of any kind; else null.</summary>
    public string? Plain { get; } = PlainText(parts);

    /// <summary>The text when nothing in it is quoted or expanded: only such words can be keywords, names and assignments.</summary>
    public string? Bare => Parts.Count == 1 && Parts[0] is TextPart { Quoted: false } text ? text.Text : null;

    /// <summary>Whether any piece was quoted, so that an empty word stays a word (and a here-document's body is not expanded).</summary>
    public bool HasQuotes => Parts.Any(part => part.Quoted);

    /// <summary>The text without quotes (for here-document delimiters and function names).</summary>
    public string Unquoted => string.Concat(Parts.OfType<TextPart>().Select(part => part.Text));

    private static string? PlainText(IReadOnlyList<WordPart> parts)
    {
        if (parts.Count == 0) return "";
        foreach (var part in parts)
        {
            if (part is not TextPart text) return null;
            if (text.Quoted) continue;
            if (text.Text.AsSpan().IndexOfAny("*?[\\~") >= 0) return null;
        }

        return parts.Count == 1 ? ((TextPart)parts[0]).Text : string.Concat(parts.Select(part => ((TextPart)part).Text));
    }
}

/// <param name="Quoted">Inside quotes: its result is neither split nor a pattern.</param>
public abstract record WordPart(bool Quoted);

public sealed record TextPart(string Text, bool Quoted) : WordPart(Quoted);

/// <summary><c>$NAME</c> and <c>${NAME…}</c>.</summary>
/// <param name="Operator">Empty, or one of <c>- = ? + # ## % %%  / // : length</c>.</param>
/// <param name="Colon">With a colon in front of - = ? +: an empty value counts as none.</param>
/// <param name="Argument">What stands behind the operator.</param>
/// <param name="Second">The replacement of <c>/</c>, the length of <c>:</c>.</param>
public sealed record ParameterPart(string Name, string Operator, bool Colon, Word? Argument, Word? Second, bool Quoted) : WordPart(Quoted);

/// <summary><c>$(…)</c> and <c>`…`</c>.</summary>
public sealed record CommandPart(Command? Body, bool Quoted) : WordPart(Quoted);

/// <summary><c>$((…))</c>.</summary>
public sealed record ArithmeticPart(Word Expression, bool Quoted) : WordPart(Quoted);
