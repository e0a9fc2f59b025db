using System.Text.Json;
using Podlab.Notebooks.Running;

namespace Podlab.Cli.Running;

/// <summary>The findings of a run as JSON, for other programs.</summary>
internal static class RunReportFile
{
    private const int SlowestCells = 5;

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <exception cref="CliException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<RunReport> reports, IReadOnlyList<string> unreadable)
    {
        try
        {
            using var file = File.Create(path);
            using var json = new Utf8JsonWriter(file, Options);
            json.WriteStartObject();
            json.WriteStartArray("chapters");
            foreach (var report in reports) Write(json, report);
            json.WriteEndArray();
            json.WriteStartArray("unreadable");
            foreach (var problem in unreadable) json.WriteStringValue(problem);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Usage, $"the report cannot be written: {exception.Message}", "Give --report a file in a folder that you may write to.");
        }
    }

    private static void Write(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartObject();
        json.WriteString("notebook", report.Notebook);
        json.WriteBoolean("passed", report.Passed);
        json.WriteBoolean("written", report.Written);
        json.WriteNumber("cells", report.CellsRun);
        json.WriteStartArray("findings");
        foreach (var finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("kind", finding.Kind.ToString());
            json.WriteString("cell", finding.CellId);
            json.WriteNumber("number", finding.CellNumber);
            json.WriteString("text", finding.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("milliseconds");
        json.WriteNumber("compile", Math.Round(report.Times.Compile.TotalMilliseconds));
        json.WriteNumber("engine", Math.Round(report.Times.Engine.TotalMilliseconds));
        json.WriteNumber("comparison", Math.Round(report.Times.Comparison.TotalMilliseconds));
        json.WriteStartObject("slowest");
        foreach (var (cell, time) in report.CellTimes.OrderByDescending(entry => entry.Time).Take(SlowestCells)) json.WriteNumber(cell, Math.Round(time.TotalMilliseconds));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
