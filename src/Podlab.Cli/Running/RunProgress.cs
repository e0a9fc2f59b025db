using Spectre.Console;

namespace Podlab.Cli.Running;

/// <summary>A line on stderr that says which cells run, when a person watches; nothing else otherwise. Callable from any thread.</summary>
internal sealed class RunProgress : IDisposable
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, string> running = new(StringComparer.Ordinal);
    private readonly IAnsiConsole? screen;
    private readonly int chapters;
    private int ended;

    public RunProgress(CliConsole console, int chapters)
    {
        this.chapters = chapters;
        if (console.IsInteractive) screen = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console.Error) });
    }

    public void Cell(string chapter, int number, int count)
    {
        if (screen is null) return;
        lock (gate)
        {
            running[chapter] = $"{Path.GetFileNameWithoutExtension(chapter)} {number}/{count}";
            Clear();
            screen.Markup($"[grey]{ended} of {chapters}[/] {Markup.Escape(string.Join("  ", running.Values))}");
        }
    }

    /// <summary>The chapter is told of next: takes the line away, so that something else can be written there.</summary>
    public void End(string chapter)
    {
        lock (gate)
        {
            ended++;
            running.Remove(chapter);
            Clear();
        }
    }

    public void Dispose() => Clear();

    private void Clear() => screen?.Write(new ControlCode("\r\u001b[2K"));
}
