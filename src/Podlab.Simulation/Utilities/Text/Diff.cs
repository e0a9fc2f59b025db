using System.Globalization;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>diff [-abBdiNqrTtwU N] FILE1 FILE2</c>: unified, as busybox prints it.</summary>
internal sealed class Diff : Utility
{
    private const int MaxCells = 25_000_000;

    public override IReadOnlyList<string> Names => ["diff"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("abBdiL:NqrsS:tTU:wu") is not { } options) return 2;
        if (options.Operands.Count != 2)
        {
            await run.UsageAsync();
            return 2;
        }

        var (left, right) = (options.Operands[0], options.Operands[1]);
        foreach (var path in options.Operands)
        {
            if (path == "-" || run.Process.Tree.Find(run.Process, path, true, out _) is var error && error == Errno.Ok) continue;
            await run.ErrorAsync($"can't stat '{path}': {Errno.ENOENT.Text()}");
            return 2;
        }

        bool IsDirectory(string path) => path != "-" && run.Process.Tree.Find(run.Process, path, true, out var node) == Errno.Ok && node is DirectoryNode;
        var (leftIs, rightIs) = (IsDirectory(left), IsDirectory(right));
        if (leftIs && rightIs) return await DirectoriesAsync(run, options, left, right);
        if (leftIs) left = left.TrimEnd('/') + "/" + Processes.Process.BaseName(right);
        if (rightIs) right = right.TrimEnd('/') + "/" + Processes.Process.BaseName(left);
        return await FilesAsync(run, options, left, right);
    }

    /// <summary>What is in one only is named; what is in both is compared, directories below when asked for.</summary>
    private static async ValueTask<int> DirectoriesAsync(Invocation run, Options options, string left, string right)
    {
        var tree = run.Process.Tree;
        tree.List(run.Process, left, out var a);
        tree.List(run.Process, right, out var b);
        var status = 0;
        foreach (var name in a.Union(b).Order(StringComparer.Ordinal))
        {
            var (first, second) = (left.TrimEnd('/') + "/" + name, right.TrimEnd('/') + "/" + name);
            var (inFirst, inSecond) = (tree.Find(run.Process, first, true, out var x) == Errno.Ok, tree.Find(run.Process, second, true, out var y) == Errno.Ok);
            if (!inFirst || !inSecond)
            {
                run.Output.Append($"Only in {(inFirst ? left : right)}: {name}\n");
                status = Math.Max(status, 1);
            }
            else if (x is DirectoryNode && y is DirectoryNode)
            {
                if (options.Has('r')) status = Math.Max(status, await DirectoriesAsync(run, options, first, second));
                else run.Output.Append($"Common subdirectories: {first} and {second}\n");
            }
            else
            {
                status = Math.Max(status, await FilesAsync(run, options, first, second));
            }
        }

        return status;
    }

    private static async ValueTask<int> FilesAsync(Invocation run, Options options, string left, string right)
    {
        if (await run.ReadAllAsync(left) is not { } a || await run.ReadAllAsync(right) is not { } b) return 2;
        if (a == b) return 0;
        if (options.Has('q'))
        {
            run.Output.Append($"Files {left} and {right} differ\n");
            return 1;
        }

        run.Output.Append($"--- {left}\n+++ {right}\n");
        var context = int.TryParse(options.Value('U'), out var lines) ? lines : 3;
        Hunks(run, Lines(a), Lines(b), context);
        return 1;
    }

    private static string[] Lines(string text)
    {
        var lines = text.Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : [.. lines[..^1], lines[^1] + "\n\\ No newline at end of file"];
    }

    private static void Hunks(Invocation run, string[] a, string[] b, int context)
    {
        var edits = Edits(a, b);
        for (var i = 0; i < edits.Count;)
        {
            if (edits[i].Mark == ' ')
            {
                i++;
                continue;
            }

            var start = Math.Max(0, i - context);
            var end = i;
            for (var quiet = 0; end < edits.Count && quiet <= context * 2; end++) quiet = edits[end].Mark == ' ' ? quiet + 1 : 0;
            while (end > i && edits[end - 1].Mark == ' ') end--;
            end = Math.Min(edits.Count, end + context);
            var part = edits.GetRange(start, end - start);
            var (countA, countB) = (part.Count(edit => edit.Mark != '+'), part.Count(edit => edit.Mark != '-'));
            string Range(int line, int count) => count == 1 ? Number(line + 1) : $"{Number(count == 0 ? line : line + 1)},{Number(count)}";
            run.Output.Append($"@@ -{Range(part[0].A, countA)} +{Range(part[0].B, countB)} @@\n");
            foreach (var edit in part) run.Output.Append(edit.Mark).Append(edit.Text).Append('\n');
            i = end;
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static List<(char Mark, string Text, int A, int B)> Edits(string[] a, string[] b)
    {
        var edits = new List<(char, string, int, int)>();
        var prefix = 0;
        while (prefix < a.Length && prefix < b.Length && a[prefix] == b[prefix]) prefix++;
        var suffix = 0;
        while (suffix < a.Length - prefix && suffix < b.Length - prefix && a[^(suffix + 1)] == b[^(suffix + 1)]) suffix++;
        for (var k = 0; k < prefix; k++) edits.Add((' ', a[k], k, k));
        var (n, m) = (a.Length - prefix - suffix, b.Length - prefix - suffix);
        var (i, j) = (0, 0);
        if ((long)n * m <= MaxCells)
        {
            var longest = new int[n + 1, m + 1];
            for (var x = n - 1; x >= 0; x--)
                for (var y = m - 1; y >= 0; y--)
                    longest[x, y] = a[prefix + x] == b[prefix + y] ? longest[x + 1, y + 1] + 1 : Math.Max(longest[x + 1, y], longest[x, y + 1]);
            while (i < n && j < m)
            {
                if (a[prefix + i] == b[prefix + j])
                {
                    edits.Add((' ', a[prefix + i], prefix + i, prefix + j));
                    i++;
                    j++;
                }
                else if (longest[i + 1, j] >= longest[i, j + 1])
                {
                    edits.Add(('-', a[prefix + i], prefix + i, prefix + j));
                    i++;
                }
                else
                {
                    edits.Add(('+', b[prefix + j], prefix + i, prefix + j));
                    j++;
                }
            }
        }

        for (; i < n; i++) edits.Add(('-', a[prefix + i], prefix + i, prefix + j));
        for (; j < m; j++) edits.Add(('+', b[prefix + j], prefix + i, prefix + j));
        for (var k = 0; k < suffix; k++) edits.Add((' ', a[prefix + n + k], prefix + n + k, prefix + m + k));
        return edits;
    }
}

/// <summary><c>factor N…</c></summary>
internal sealed class Factor : Utility
{
    public override IReadOnlyList<string> Names => ["factor"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        foreach (var text in run.Arguments)
        {
            if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                await run.ErrorAsync($"invalid number '{text}'");
                return 1;
            }

            run.Output.Append(number.ToString(CultureInfo.InvariantCulture)).Append(':');
            for (var divisor = 2UL; divisor * divisor <= number && divisor < uint.MaxValue; divisor++)
            {
                if (run.Process.Charge(1)) await run.Process.RestAsync();
                for (; number % divisor == 0; number /= divisor) run.Output.Append(' ').Append(divisor.ToString(CultureInfo.InvariantCulture));
            }

            if (number > 1) run.Output.Append(' ').Append(number.ToString(CultureInfo.InvariantCulture));
            run.Output.Append('\n');
        }

        return 0;
    }
}

/// <summary><c>cal [[MONTH] YEAR]</c></summary>
internal sealed class Cal : Utility
{
    public override IReadOnlyList<string> Names => ["cal"];

    public override ValueTask<int> RunAsync(Invocation run)
    {
        var now = run.Process.Kernel.Now;
        var numbers = run.Arguments.Select(text => int.TryParse(text, out var number) ? number : 0).ToList();
        var (month, year) = numbers.Count switch { 0 => (now.Month, now.Year), 1 => (1, numbers[0]), _ => (numbers[0], numbers[1]) };
        foreach (var current in numbers.Count == 1 ? Enumerable.Range(1, 12) : [month])
        {
            var first = new DateTime(Math.Clamp(year, 1, 9999), Math.Clamp(current, 1, 12), 1);
            var title = first.ToString("MMMM yyyy", CultureInfo.InvariantCulture);
            run.Output.Append(new string(' ', (20 - title.Length) / 2)).Append(title).Append("\nSu Mo Tu We Th Fr Sa\n");
            var line = new string(' ', (int)first.DayOfWeek * 3);
            for (var day = first; day.Month == first.Month; day = day.AddDays(1))
            {
                line += day.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2) + " ";
                if (day.DayOfWeek != DayOfWeek.Saturday && day.AddDays(1).Month == first.Month) continue;
                run.Output.Append(line.TrimEnd()).Append('\n');
                line = "";
                if (day.AddDays(1).Month != first.Month) break;
            }
        }

        return ValueTask.FromResult(0);
    }
}
