namespace Podlab.Cli;

/// <summary>Where a command reads, writes and looks for files. Tests give one of their own.</summary>
public sealed record CliConsole
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>What was piped in; empty when the terminal's own keyboard is behind it.</summary>
    public required Func<string> ReadInput { get; init; }

    public required string WorkingFolder { get; init; }

    /// <summary>Whether a person watches, so that progress may be drawn.</summary>
    public bool IsInteractive { get; init; }

    public static CliConsole OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        ReadInput = static () => Console.IsInputRedirected ? Console.In.ReadToEnd() : "",
        WorkingFolder = Environment.CurrentDirectory,
        IsInteractive = !Console.IsErrorRedirected && !Console.IsOutputRedirected,
    };

    public void Explain(string what, string whatToDo)
    {
        Error.Write($"podlab: {what}\n");
        Error.Write($"{whatToDo}\n");
    }
}
