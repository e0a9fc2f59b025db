using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Podlab.Cli.Clusters;
using Podlab.Engine;
using Podlab.Notebooks.Documents;
using Podlab.Notebooks.Lab;
using Podlab.Notebooks.Running;

namespace Podlab.Cli.Running;

/// <summary>One call of <c>podlab run</c>.</summary>
internal sealed class ChapterRun(CliConsole console)
{
    public IReadOnlyList<string> Chapters { get; init; } = [];

    public string Engine { get; init; } = Engines.Simulated;

    public string Language { get; init; } = "en";

    public bool Update { get; init; }

    public string? Report { get; init; }

    public string? Notebooks { get; init; }

    /// <summary>A description of the cluster that every chapter begins with; null: the chapters' own.</summary>
    public string? ClusterFile { get; init; }

    public int Run()
    {
        Engines.Require(Engine);
        var files = Find();
        var options = DescribedCluster.Read(console, ClusterFile, new ClusterOptions { Nodes = SimulatedCluster.ChapterNodes });
        // A cell that asks for a line gets none: nobody is there to type it.
        Console.SetIn(TextReader.Null);
        var started = Stopwatch.GetTimestamp();
        var reports = new List<RunReport>();
        var unreadable = new List<string>();
        using (var progress = new RunProgress(console, files.Count))
        {
            // Chapters share nothing, so each processor runs one; they are told of in their order.
            var outcomes = Partitioner.Create(files, EnumerablePartitionerOptions.NoBuffering)
                .AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered)
                .Select(file => Run(file, options, progress));
            foreach (var (name, report, problem) in outcomes)
            {
                progress.End(name);
                if (report is not null)
                {
                    reports.Add(report);
                    Show(report);
                }
                else
                {
                    unreadable.Add(problem!);
                    console.Out.Write($"FAIL  {name}\n");
                    console.Explain(problem!, "The file was left as it was; mend it there, or take it back from version control.");
                }
            }
        }

        var failed = reports.Count(report => !report.Passed) + unreadable.Count;
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        console.Out.Write($"{reports.Count - (failed - unreadable.Count)} passed, {failed} failed ({reports.Sum(report => report.CellsRun)} cells, {seconds} s)\n");
        if (Report is not null) RunReportFile.Write(Report, reports, unreadable);
        return failed == 0 ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private (string Name, RunReport? Report, string? Problem) Run(string file, ClusterOptions options, RunProgress progress)
    {
        var name = Name(file);
        try
        {
            var request = new RunRequest { Path = file, Name = name, Update = Update, CreateLab = () => new SimulatedLab(SimulatedCluster.Create(options with { Records = true })) };
            return (name, NotebookRunner.Run(request, (number, count) => progress.Cell(name, number, count)), null);
        }
        catch (Exception exception) when (exception is DocumentException or IOException or UnauthorizedAccessException)
        {
            return (name, null, exception.Message);
        }
    }

    private IReadOnlyList<string> Find()
    {
        var folder = Notebooks ?? Podlab.Notebooks.Running.Chapters.FindFolder(console.WorkingFolder);
        if (Notebooks is not null && !Directory.Exists(Notebooks))
            throw new CliException(ExitCodes.Usage, $"there is no folder {Notebooks}", "Give --notebooks the folder that holds the chapters.");
        IReadOnlyList<string> all = folder is null ? [] : Podlab.Notebooks.Running.Chapters.All(folder, Language);
        if (Chapters.Count > 0) return [.. Chapters.SelectMany(word => Matching(all, word)).Distinct(StringComparer.Ordinal)];
        if (all.Count > 0) return all;
        throw folder is null
            ? new CliException(ExitCodes.Usage, "no folder named notebooks is here or above", "Go to the tutorial's folder, or give --notebooks FOLDER.")
            : new CliException(ExitCodes.Usage, $"{folder} holds no chapters in the language \"{Language}\"", "Give another --lang, or --notebooks FOLDER.");
    }

    private IReadOnlyList<string> Matching(IReadOnlyList<string> all, string word)
    {
        var path = Path.GetFullPath(word, console.WorkingFolder);
        var found = Podlab.Notebooks.Running.Chapters.Matching(all, File.Exists(path) ? path : word);
        if (found.Count > 0) return found;
        var names = string.Join(", ", all.Select(Path.GetFileNameWithoutExtension));
        throw new CliException(ExitCodes.Usage, $"no chapter is called \"{word}\"", names.Length > 0 ? $"There are: {names}." : "Give a notebook's file, or --notebooks FOLDER.");
    }

    /// <summary>Relative where that is shorter, with slashes on every system.</summary>
    private string Name(string file)
    {
        var relative = Path.GetRelativePath(console.WorkingFolder, file);
        return (relative.StartsWith("..", StringComparison.Ordinal) ? file : relative).Replace('\\', '/');
    }

    private void Show(RunReport report)
    {
        var state = !report.Passed ? "FAIL " : report.Written ? "wrote" : "ok   ";
        console.Out.Write($"{state} {report.Notebook} ({report.CellsRun} cells)\n");
        foreach (var finding in report.Findings)
        {
            var place = $"{report.Notebook}: cell {finding.CellNumber} ({finding.CellId})";
            console.Out.Write(finding.Kind switch
            {
                FindingKind.Differs => $"\n{place} shows something else than what is stored:\n{finding.Text}\n",
                FindingKind.Raised => $"\n{place} failed, and the cells after it did not run:\n{finding.Text}\nIf the error is meant, tag the cell {NotebookCell.RaisesException}.\n\n",
                _ => $"\n{place}: {finding.Text}\n\n",
            });
        }
    }
}
