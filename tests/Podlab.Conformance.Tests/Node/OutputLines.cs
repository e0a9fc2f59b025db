using System.Text.RegularExpressions;

namespace Podlab.Conformance.Tests.Node;

/// <summary>
/// Lines of what kubectl printed, with one space for many; without ages, points in time, process numbers and chance names; events, and lines with chance names, sorted; repeated lines once.
/// </summary>
internal static partial class OutputLines
{
    public static List<string> Of(string? output, string command)
    {
        var result = new List<string>();
        List<int>? age = null;
        var events = false;
        foreach (var raw in SplitLines(output ?? ""))
        {
            var cells = Columns().Split(raw.TrimEnd());
            if (cells.Contains("AGE") || cells.Contains("DURATION"))
            {
                age = [.. Enumerable.Range(0, cells.Length).Where(i => cells[i] is "AGE" or "DURATION")];
            }
            else if (age is { Count: > 0 } && cells.Length > age.Max())
            {
                foreach (var i in age) cells[i] = "<age>";
            }
            else if (age is { Count: > 0 } && raw.Trim().Length > 0)
            {
                for (var i = 0; i < cells.Length; i++)
                {
                    if (Age().IsMatch(cells[i])) cells[i] = "<age>";
                }
            }
            else if (raw.Trim().Length == 0)
            {
                age = null;
            }

            var line = RecordText.Line(string.Join(' ', cells).Trim());
            if (line.StartsWith("Events:", StringComparison.Ordinal)) events = true;
            if (events) line = EventAge().Replace(line, "$1 $2 <age> ");
            line = Ago().Replace(line, "(<age> ago)");
            line = Lasts().Replace(line, "(lasts <age>)");
            line = Varying().Replace(line, "$1: <n>");
            line = ChanceName().Replace(line, "<r>");
            line = Addresses().Replace(line, match => string.Join(',', match.Value.Split(',').Order(StringComparer.Ordinal)));
            if (command.Contains("ps -o", StringComparison.Ordinal) || command.Contains("$$", StringComparison.Ordinal) || command.Contains("dbg", StringComparison.Ordinal))
                line = LongPid().Replace(ShortPid().Replace(line, "<pid>$2"), "<pid>$1");
            line = Blanks().Replace(line, " ");
            if (!(command.StartsWith("logs", StringComparison.Ordinal) && result.Count > 0 && result[^1] == line)) result.Add(line);
        }

        if (events)
        {
            var at = result.FindIndex(line => line.StartsWith("Events:", StringComparison.Ordinal)) + 1;
            var tail = result.Skip(at).Where(line => !RecordText.IsNoise(line)).Order(StringComparer.Ordinal).ToList();
            result.RemoveRange(at, result.Count - at);
            result.AddRange(tail);
        }

        SortChanceLines(result);
        if (command.StartsWith("logs", StringComparison.Ordinal) && (command.Contains("--all-containers", StringComparison.Ordinal) || command.Contains("-l ", StringComparison.Ordinal)))
            result.Sort(StringComparer.Ordinal);
        return result;
    }

    private static void SortChanceLines(List<string> result)
    {
        var i = 0;
        while (i < result.Count)
        {
            var j = i;
            while (j < result.Count && Chance().IsMatch(result[j])) j++;
            result.Sort(i, j - i, StringComparer.Ordinal);
            i = Math.Max(i + 1, j);
        }
    }

    private static IEnumerable<string> SplitLines(string text)
    {
        if (text.Length == 0) return [];
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines[^1].Length == 0 ? lines.SkipLast(1) : lines;
    }

    [GeneratedRegex(" {2,}")]
    private static partial Regex Columns();

    [GeneratedRegex(@"^((\d+[smhd])+|<unknown>)$")]
    private static partial Regex Age();

    [GeneratedRegex(@"^(Normal|Warning) (\S+) (\S+ \(x\d+ over \S+\)|\S+) ")]
    private static partial Regex EventAge();

    [GeneratedRegex(@"\([^() ]+ ago\)")]
    private static partial Regex Ago();

    [GeneratedRegex(@"\(lasts [^)]*\)")]
    private static partial Regex Lasts();

    [GeneratedRegex(@"^(Duration|resourceVersion): .*")]
    private static partial Regex Varying();

    [GeneratedRegex(@"<r\d+>")]
    private static partial Regex ChanceName();

    [GeneratedRegex(@"\S*<ip:\S*,\S*")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"^([2-9])( |$)")]
    private static partial Regex ShortPid();

    [GeneratedRegex(@"^\d\d+( |$)")]
    private static partial Regex LongPid();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"<r>|^replicaset.apps/")]
    private static partial Regex Chance();
}
