using Microsoft.CodeAnalysis;

namespace Podlab.Notebooks.CSharp;

/// <summary>The compiler's findings as it would print them, with the line of the cell and a caret under the place.</summary>
internal static class CompilerMessages
{
    private const int MaxShown = 10;

    public static CSharpFailure Failure(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error).OrderBy(found => found.Location.SourceSpan.Start).ToList();
        var lines = errors.Take(MaxShown).SelectMany(Lines).ToList();
        if (errors.Count > MaxShown) lines.Add($"and {errors.Count - MaxShown} more errors");
        return new CSharpFailure("CompilationError", OneLine(errors[0]), lines);
    }

    /// <summary><c>(line,column): error CS1002: ; expected</c></summary>
    public static string OneLine(Diagnostic found)
    {
        var severity = found.Severity == DiagnosticSeverity.Error ? "error" : "warning";
        var text = $"{severity} {found.Id}: {found.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
        if (!found.Location.IsInSource) return text;
        var start = found.Location.GetLineSpan().StartLinePosition;
        return $"({start.Line + 1},{start.Character + 1}): {text}";
    }

    private static IEnumerable<string> Lines(Diagnostic found)
    {
        yield return OneLine(found);
        if (found.Location.SourceTree is not { } tree) yield break;
        var span = found.Location.GetLineSpan();
        var line = tree.GetText().Lines[span.StartLinePosition.Line].ToString();
        var start = span.StartLinePosition.Character;
        var end = span.EndLinePosition.Line == span.StartLinePosition.Line ? span.EndLinePosition.Character : line.Length;
        var indent = string.Concat(line.Take(start).Select(c => c == '\t' ? '\t' : ' '));
        yield return "    " + line;
        yield return "    " + indent + new string('^', Math.Max(1, end - start));
    }
}
