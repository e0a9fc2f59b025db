using System.Diagnostics;
using Podlab.Notebooks.Documents;
using Podlab.Notebooks.Sessions;

namespace Podlab.Notebooks.Running;

/// <summary>Runs a notebook without a reader: every cell in order on a fresh cluster, every output compared with the stored one or stored anew.</summary>
public static class NotebookRunner
{
    /// <param name="progress">Called before each code cell with its number and how many there are.</param>
    /// <exception cref="DocumentException">The file is no notebook; it is left as it was.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static RunReport Run(RunRequest request, Action<int, int>? progress = null)
    {
        var notebook = NotebookFile.Read(request.Path);
        var name = request.Name ?? request.Path;
        var findings = new List<CellFinding>();
        var cells = new List<NotebookCell>();
        var times = new List<(string, TimeSpan)>();
        var (codeCells, ran, comparing) = (notebook.Cells.Count(IsRun), 0, TimeSpan.Zero);
        using var session = new NotebookSession(new NotebookSessionOptions { CreateLab = request.CreateLab, CellLimit = request.CellLimit });
        foreach (var cell in notebook.Cells)
        {
            if (!IsRun(cell) || findings.Any(finding => finding.Kind == FindingKind.Raised))
            {
                cells.Add(cell);
                continue;
            }

            ran++;
            progress?.Invoke(ran, codeCells);
            var started = Stopwatch.GetTimestamp();
            var result = session.Run(cell);
            times.Add((cell.Id, Stopwatch.GetElapsedTime(started)));
            started = Stopwatch.GetTimestamp();
            findings.AddRange(Check(name, cell, cells.Count + 1, result, request.Update));
            cells.Add(cell with { Outputs = result.Outputs });
            comparing += Stopwatch.GetElapsedTime(started);
        }

        var updated = notebook.WithCells(cells);
        return new RunReport
        {
            Notebook = name,
            CellsRun = ran,
            Findings = findings,
            Result = updated,
            Written = request.Update && findings.Count == 0 && NotebookFile.Write(request.Path, updated),
            CellTimes = times,
            Times = new RunTimes(session.CompileTime, session.RunTime - session.CompileTime, comparing),
        };
    }

    private static bool IsRun(NotebookCell cell) => cell.Kind == CellKind.Code && !string.IsNullOrWhiteSpace(cell.Source);

    private static IEnumerable<CellFinding> Check(string notebook, NotebookCell cell, int number, CellResult result, bool update)
    {
        if (result.Error is { } error && !cell.MayRaise)
            yield return new CellFinding(FindingKind.Raised, cell.Id, number, string.Join('\n', error.Traceback));
        if (result.Error is null && cell.MayRaise)
            yield return new CellFinding(FindingKind.DidNotRaise, cell.Id, number, $"the cell has the tag {NotebookCell.RaisesException}, but it ran without an error");
        if (!update && OutputComparison.Diff(notebook, cell.Id, cell.Outputs, result.Outputs) is { } diff)
            yield return new CellFinding(FindingKind.Differs, cell.Id, number, diff);
    }
}
