using System.Diagnostics;
using Podlab.Notebooks.Lab;
using Podlab.Notebooks.Running;

namespace Podlab.Benchmarks;

/// <summary>What `podlab run` costs: all chapters once from a cold process, then again; by compiling, engine and comparison. Goal: three chapters cold in under 3 s on two cores.</summary>
internal static class ChapterBenchmark
{
    public static void Run()
    {
        var folder = Chapters.FindFolder(Environment.CurrentDirectory) ?? throw new DirectoryNotFoundException("No folder notebooks is here or above.");
        foreach (var turn in new[] { "cold", "warm" })
        {
            var started = Stopwatch.GetTimestamp();
            var total = new RunTimes(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
            foreach (var path in Chapters.All(folder))
            {
                var report = NotebookRunner.Run(new RunRequest { Path = path, CreateLab = SimulatedCluster.CreateLab });
                total += report.Times;
                Console.WriteLine($"{turn}  {Path.GetFileName(path),-28} {report.CellsRun,3} cells  {Shares(report.Times)}{(report.Passed ? "" : "  (differs)")}");
            }

            Console.WriteLine($"{turn}  {"all",-28}            {Shares(total)}, wall {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
        }
    }

    private static string Shares(RunTimes times) =>
        $"{times.Total.TotalMilliseconds,6:0} ms = compile {times.Compile.TotalMilliseconds:0} + engine {times.Engine.TotalMilliseconds:0} + comparison {times.Comparison.TotalMilliseconds:0}";
}
