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
            var others = TextTellsIt(ref before, ref after);
            diff.Append(UnifiedDiff.Of(
                before is null ? "(nothing stored)" : place + " (stored)", after is null ? "(nothing shown)" : place + " (this run)",
                before is null ? "" : OutputText.Of(before), after is null ? "" : OutputText.Of(after)));
            if (others.Count > 0) diff.Append($"(so {(others.Count == 1 ? "does" : "do")} {string.Join(" and ", others)})\n");
        }

        return diff.Length == 0 ? null : diff.ToString();
    }

    /// <summary>Where the plain text of a display differs, it alone is worth reading; names the other forms that differ too.</summary>
    private static List<string> TextTellsIt(ref CellOutput? before, ref CellOutput? after)
    {
        if (before is not DisplayOutput old || after is not DisplayOutput now || old.IsResult != now.IsResult) return [];
        if (!old.Data.TryGetValue(MimeBundle.PlainText, out var oldText) || !now.Data.TryGetValue(MimeBundle.PlainText, out var nowText) || oldText == nowText) return [];
        var others = old.Data.Keys.Union(now.Data.Keys, StringComparer.Ordinal)
            .Where(type => type != MimeBundle.PlainText && old.Data.GetValueOrDefault(type) != now.Data.GetValueOrDefault(type)).ToList();
        before = old with { Data = MimeBundle.Of(oldText) };
        after = now with { Data = MimeBundle.Of(nowText) };
        return others;
    }

    private static string Bytes(CellOutput output) => StableJson.Write(IpynbWriter.Output(output));
}
