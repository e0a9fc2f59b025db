using System.Text;
using Podlab.Notebooks.Documents;

namespace Podlab.Notebooks.Running;

/// <summary>Compares what a cell showed with what is stored, and says how they differ in a unified diff of just the outputs that do.</summary>
public static class OutputComparison
{
    /// <summary>Null when they are the same, byte for byte as they would be stored.</summary>
    /// <param name="notebook">The file's name, for the diff's heading.</param>
    public static string? Diff(string notebook, string cellId, IReadOnlyList<CellOutput> stored, IReadOnlyList<CellOutput> now)
    {
        var diff = new StringBuilder();
        var count = Math.Max(stored.Count, now.Count);
        for (var i = 0; i < count; i++)
        {
            var (before, after) = (stored.ElementAtOrDefault(i), now.ElementAtOrDefault(i));
            if (before is not null && after is not null && Bytes(before) == Bytes(after)) continue;
            var place = $"{notebook} cell {cellId} output {i + 1}";
            diff.Append(UnifiedDiff.Of(
                before is null ? "(nothing stored)" : place + " (stored)", after is null ? "(nothing shown)" : place + " (this run)",
                before is null ? "" : OutputText.Of(before), after is null ? "" : OutputText.Of(after)));
        }

        return diff.Length == 0 ? null : diff.ToString();
    }

    private static string Bytes(CellOutput output) => StableJson.Write(IpynbWriter.Output(output));
}
