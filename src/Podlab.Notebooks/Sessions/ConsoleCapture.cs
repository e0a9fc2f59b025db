using System.Text;

namespace Podlab.Notebooks.Sessions;

/// <summary>
/// Sends what a cell writes to <see cref="Console"/> to that cell's outputs, and what anyone else writes to where it went before. Which cell is
/// meant flows with the call, so several sessions may run side by side.
/// </summary>
internal sealed class ConsoleCapture : TextWriter
{
    private static readonly AsyncLocal<CellOutputs?> Current = new();
    private static readonly Lock Gate = new();
    private static TextWriter? installedOut;
    private static TextWriter? installedError;

    private readonly string stream;
    private readonly TextWriter outside;

    private ConsoleCapture(string stream, TextWriter outside)
    {
        this.stream = stream;
        this.outside = outside;
    }

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Until disposed, the console of this flow of control is <paramref name="outputs"/>.</summary>
    public static IDisposable Into(CellOutputs outputs)
    {
        lock (Gate)
        {
            // Someone may have replaced the writers since (a test framework does); then stand in front again.
            if (!ReferenceEquals(Console.Out, installedOut))
            {
                Console.SetOut(new ConsoleCapture(CellOutputs.Stdout, Console.Out) { NewLine = "\n" });
                installedOut = Console.Out;
            }

            if (!ReferenceEquals(Console.Error, installedError))
            {
                Console.SetError(new ConsoleCapture(CellOutputs.Stderr, Console.Error) { NewLine = "\n" });
                installedError = Console.Error;
            }
        }

        var before = Current.Value;
        Current.Value = outputs;
        return new Restore(before);
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value)
    {
        if (Current.Value is { } outputs) outputs.Write(stream, value ?? "");
        else outside.Write(value);
    }

    public override void WriteLine() => Write("\n");

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void Flush()
    {
        if (Current.Value is null) outside.Flush();
    }

    private sealed class Restore(CellOutputs? before) : IDisposable
    {
        public void Dispose() => Current.Value = before;
    }
}
