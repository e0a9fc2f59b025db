using System.Diagnostics;

namespace Podlab.Notebooks.CSharp;

/// <summary>An exception of a cell as its reader needs it: what, and through which lines of which cells it came. No other frames.</summary>
internal static class ExceptionText
{
    public static CSharpFailure Failure(string cell, Exception exception)
    {
        // A sentence for the reader, with a name of its own, needs neither type nor frames around it.
        if (exception is Cells.CellException told) return new CSharpFailure(told.Name, told.Message, [$"{told.Name}: {told.Message}", .. told.Lines.Skip(1), .. Frames(cell, told)]);
        if (exception is AggregateException { InnerExceptions.Count: 1 } wrapper) exception = wrapper.InnerExceptions[0];
        var name = exception.GetType().FullName ?? exception.GetType().Name;
        var lines = new List<string> { $"{name}: {exception.Message}" };
        lines.AddRange(Frames(cell, exception));
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            lines.Add($"caused by {inner.GetType().FullName}: {inner.Message}");
            lines.AddRange(Frames(cell, inner));
        }

        return new CSharpFailure(name, exception.Message, lines);
    }

    private static IEnumerable<string> Frames(string cell, Exception exception)
    {
        string? last = null;
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetFileName() is not { } file || frame.GetFileLineNumber() <= 0 || !IsCell(frame)) continue;
            var line = file == cell ? $"   at line {frame.GetFileLineNumber()}" : $"   at line {frame.GetFileLineNumber()} of cell {file}";
            // A recursion passes the same line many times; once says it.
            if (line != last) yield return line;
            last = line;
        }
    }

    private static bool IsCell(StackFrame frame) =>
        frame.GetMethod()?.DeclaringType?.Assembly.GetName().Name?.StartsWith("cell", StringComparison.Ordinal) == true;
}
