using Spectre.Console;

namespace Podlab.Cli.Running;

/// <summary>A line on stderr that says which cell runs, when a person watches; nothing else otherwise.</summary>
internal sealed class RunProgress : IDisposable
{
    private readonly IAnsiConsole? screen;
    private readonly int chapters;
    private string chapter = "";
    private int begun;

    public RunProgress(CliConsole console, int chapters)
    {
        this.chapters = chapters;
        if (console.IsInteractive) screen = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console.Error) });
    }

    public void Begin(string name)
    {
        chapter = name;
        begun++;
        Draw("");
    }

    public void Cell(int number, int count) => Draw($" cell {number} of {count}");

    public void Dispose() => Clear();

    private void Draw(string what)
    {
        if (screen is null) return;
        Clear();
        screen.Markup($"[grey]{begun}/{chapters}[/] {Markup.Escape(chapter)}{what}");
    }

    /// <summary>Takes the line away, so that something else can be written there.</summary>
    public void Clear() => screen?.Write(new ControlCode("\r\u001b[2K"));
}
