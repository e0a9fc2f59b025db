using Podlab.Notebooks.Documents;
using Podlab.Notebooks.Lab;
using Podlab.Notebooks.Sessions;

namespace Podlab.Notebooks.Tests.Sessions;

/// <summary>A session for tests, and what its cells show as one text.</summary>
internal sealed class ASession : IDisposable
{
    private readonly NotebookSession session;
    private int cells;

    public ASession(TimeSpan? cellLimit = null, TimeSpan? patience = null) => session = new NotebookSession(new NotebookSessionOptions
    {
        CreateLab = SimulatedCluster.CreateLab,
        CellLimit = cellLimit ?? TimeSpan.FromMinutes(2),
        Patience = patience ?? TimeSpan.FromSeconds(30),
        // A busy machine may take long to let the cell's thread see that it is to end.
        StopLimit = TimeSpan.FromMinutes(2),
        WarmUp = false,
    });

    public NotebookSession Session => session;

    public CellResult Run(string source) => session.Run("cell-" + ++cells, source);

    /// <summary>Streams as they are, results after <c>=> </c>, errors after <c>! </c>, line by line.</summary>
    public string Show(string source) => string.Concat(Run(source).Outputs.Select(output => output switch
    {
        StreamOutput { Name: "stdout" } stream => stream.Text,
        StreamOutput stream => $"[{stream.Name}] {stream.Text}",
        DisplayOutput display => (display.IsResult ? "=> " : "") + display.Data["text/plain"] + "\n",
        ErrorOutput error => string.Concat(error.Traceback.Select(line => $"! {line}\n")),
        _ => output.ToString(),
    }));

    public void Dispose() => session.Dispose();
}
