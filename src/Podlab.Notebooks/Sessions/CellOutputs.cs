using Podlab.Notebooks.Documents;

namespace Podlab.Notebooks.Sessions;

/// <summary>
/// What a cell shows, in order. Text to one stream in a row is one output, as Jupyter's front ends keep it. Callable from several threads, since
/// a cell's code may write from more than one.
/// </summary>
public sealed class CellOutputs
{
    public const string Stdout = "stdout";
    public const string Stderr = "stderr";

    /// <summary>What one cell may print before the rest is cut off, in characters.</summary>
    public const int MaxStreamLength = 4_000_000;

    private readonly Lock gate = new();
    private readonly List<CellOutput> outputs = [];
    private readonly System.Text.StringBuilder open = new();
    private string? openStream;
    private int written;

    /// <summary>Raised as the cell goes on, for a front end that shows output at once.</summary>
    public event Action<CellOutput>? Added;

    public void Write(string stream, string text)
    {
        if (text.Length == 0) return;
        lock (gate)
        {
            if (written > MaxStreamLength) return;
            written += text.Length;
            if (written > MaxStreamLength) text = $"\n[cut off: a cell shows at most {MaxStreamLength} characters]\n";
            if (openStream != stream) Close();
            openStream = stream;
            open.Append(text);
        }

        Added?.Invoke(new StreamOutput(stream, text));
    }

    public void Show(MimeBundle bundle, bool isResult = false) => Add(new DisplayOutput(bundle) { IsResult = isResult });

    public void Add(CellOutput output)
    {
        lock (gate)
        {
            Close();
            outputs.Add(output);
        }

        Added?.Invoke(output);
    }

    public IReadOnlyList<CellOutput> Finish()
    {
        lock (gate)
        {
            Close();
            return [.. outputs];
        }
    }

    private void Close()
    {
        if (openStream is not null) outputs.Add(new StreamOutput(openStream, open.ToString()));
        openStream = null;
        open.Clear();
    }
}
