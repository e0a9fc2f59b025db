using System.Text;
using DiffPlex;

namespace Podlab.Notebooks.Running;

/// <summary>Two texts as <c>diff -u</c> shows their difference.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;
    private const int MaxLineLength = 400;

    /// <summary>Empty when the texts are the same.</summary>
    public static string Of(string oldName, string newName, string oldText, string newText)
    {
        var diff = new Differ().CreateLineDiffs(oldText, newText, ignoreWhitespace: false);
        if (diff.DiffBlocks.Count == 0) return oldText == newText ? "" : $"--- {oldName}\n+++ {newName}\n(the texts differ only in their last line feed)\n";
        var text = new StringBuilder($"--- {oldName}\n+++ {newName}\n");
        var (old, @new) = (Trim(diff.PiecesOld), Trim(diff.PiecesNew));
        for (var first = 0; first < diff.DiffBlocks.Count;)
        {
            var last = first;
            while (last + 1 < diff.DiffBlocks.Count && diff.DiffBlocks[last + 1].DeleteStartA - (diff.DiffBlocks[last].DeleteStartA + diff.DiffBlocks[last].DeleteCountA) <= 2 * Context) last++;
            AppendHunk(text, [.. diff.DiffBlocks.Skip(first).Take(last - first + 1)], old, @new);
            first = last + 1;
        }

        return text.ToString();
    }

    private static void AppendHunk(StringBuilder text, IReadOnlyList<DiffPlex.Model.DiffBlock> blocks, List<string> old, List<string> @new)
    {
        var start = Math.Max(0, blocks[0].DeleteStartA - Context);
        var end = Math.Min(old.Count, blocks[^1].DeleteStartA + blocks[^1].DeleteCountA + Context);
        var newStart = blocks[0].InsertStartB - (blocks[0].DeleteStartA - start);
        var lines = new StringBuilder();
        var (at, added) = (start, 0);
        foreach (var block in blocks)
        {
            for (; at < block.DeleteStartA; at++) Line(' ', old[at]);
            for (; at < Math.Min(old.Count, block.DeleteStartA + block.DeleteCountA); at++) Line('-', old[at]);
            foreach (var line in @new.Skip(block.InsertStartB).Take(block.InsertCountB))
            {
                Line('+', line);
                added++;
            }
        }

        for (; at < end; at++) Line(' ', old[at]);
        var removed = blocks.Sum(block => block.DeleteCountA);
        text.Append($"@@ -{Range(start, end - start)} +{Range(newStart, end - start - removed + added)} @@\n").Append(lines);

        void Line(char sign, string line) => lines.Append(sign).Append(line.Length > MaxLineLength ? line[..MaxLineLength] + "…" : line).Append('\n');
    }

    private static string Range(int start, int count) => count == 0 ? $"{start},0" : count == 1 ? $"{start + 1}" : $"{start + 1},{count}";

    private static List<string> Trim(IReadOnlyList<string> pieces) => [.. pieces.Count > 0 && pieces[^1].Length == 0 ? pieces.Take(pieces.Count - 1) : pieces];
}
