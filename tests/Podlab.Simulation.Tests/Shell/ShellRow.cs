using System.Text.Json;

namespace Podlab.Simulation.Tests.Shell;

/// <summary>A script and what the real shell (busybox 1.35, <c>busybox sh -c SCRIPT</c> in an empty directory) did with it.</summary>
public sealed record ShellRow(string Group, string Script, string Stdout, string Stderr, int Code)
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNameCaseInsensitive = true };

    public static IReadOnlyList<ShellRow> All { get; } =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Shell", "rows.jsonl")).Select(line => JsonSerializer.Deserialize<ShellRow>(line, Format)!)];

    /// <summary>Scripts where ours differs on purpose, and why.</summary>
    public static IReadOnlyDictionary<string, string> Differences { get; } =
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Shell", "differences.json")))!;
}
