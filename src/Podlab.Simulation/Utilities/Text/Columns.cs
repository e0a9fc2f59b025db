using System.Globalization;
using System.Text;

namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>cut {-b|-c|-f} LIST [-d CHAR] [-s] [FILE]…</c></summary>
internal sealed class Cut : Utility
{
    public override IReadOnlyList<string> Names => ["cut"];

    public override string Usage => "{-b|c LIST | -f|F LIST [-d SEP] [-s]} [-D] [-O SEP] [FILE]...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("b:c:f:d:snDO:", new Dictionary<string, char> { ["fields"] = 'f', ["delimiter"] = 'd', ["characters"] = 'c' }) is not { } options) return 1;
        var list = options.Value('f') ?? options.Value('c') ?? options.Value('b');
        if (list is null)
        {
            await run.ErrorAsync("expected a list of bytes, characters, or fields");
            return 1;
        }

        if (options.Given.Count(option => option.Letter is 'b' or 'c' or 'f') > 1)
        {
            await run.UsageAsync();
            return 1;
        }

        var ranges = new List<(int From, int To)>();
        foreach (var part in list.Split(','))
        {
            var ends = part.Split('-');
            int from = 1, to = int.MaxValue;
            var valid = part.Length > 0 && ends.Length <= 2 && part != "-"
                && (ends[0].Length == 0 || int.TryParse(ends[0], out from))
                && (ends.Length == 1 ? (to = from) >= 0 : ends[1].Length == 0 || int.TryParse(ends[1], out to));
            if (!valid)
            {
                await run.ErrorAsync($"invalid number '{(ends[0].Length > 0 && !int.TryParse(ends[0], out _) ? ends[0] : ends[^1])}'");
                return 1;
            }

            if (to < from)
            {
                await run.ErrorAsync($"{to}<{from - 1}");
                return 1;
            }

            ranges.Add((Math.Max(1, from), Math.Max(1, to)));
        }

        if (!options.Has('D')) ranges.Sort();
        var delimiter = options.Value('d') is { Length: > 0 } chosen ? chosen[..1] : options.Value('d') is null ? "\t" : "\0";
        var joiner = options.Value('O') ?? delimiter;
        var status = 0;
        foreach (var line in await run.AllLinesAsync(options.Operands, () => status = 1))
        {
            if (!options.Has('f'))
            {
                var selected = new StringBuilder();
                for (var i = 0; i < line.Length; i++)
                    if (ranges.Exists(range => i + 1 >= range.From && i + 1 <= range.To)) selected.Append(line[i]);
                await run.PrintAsync(selected.Append('\n').ToString());
                continue;
            }

            if (!line.Contains(delimiter, StringComparison.Ordinal))
            {
                if (!options.Has('s')) await run.PrintAsync(line + "\n");
                continue;
            }

            var fields = line.Split(delimiter);
            var pieces = new List<string>();
            var done = 0;
            foreach (var (from, to) in ranges)
            {
                // A field that the line lacks is empty; what an earlier range has shown is not shown again.
                if (from > fields.Length) pieces.Add("");
                for (var i = options.Has('D') ? from : Math.Max(from, done + 1); i <= Math.Min(to, fields.Length); i++) pieces.Add(fields[i - 1]);
                done = Math.Max(done, to);
            }

            await run.PrintAsync(string.Join(joiner, pieces) + "\n");
        }

        return status;
    }
}

/// <summary><c>uniq [-cduiz] [-f N] [-s N] [-w N] [INPUT [OUTPUT]]</c></summary>
internal sealed class Uniq : Utility
{
    public override IReadOnlyList<string> Names => ["uniq"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("cduizf:s:w:") is not { } options) return 1;
        var end = options.Has('z') ? '\0' : '\n';
        var failed = false;
        var lines = await run.AllLinesAsync(options.Operands.Take(1).ToList(), () => failed = true, end);
        if (failed) return 1;
        if (options.Operands.Count > 1 && options.Operands[1] != "-")
        {
            var error = run.Process.Open(options.Operands[1], Files.OpenFlags.Write | Files.OpenFlags.Create | Files.OpenFlags.Truncate, out var number);
            if (error != Files.Errno.Ok)
            {
                await run.ErrorAsync(options.Operands[1], error);
                return 1;
            }

            run.Process.Files.Set(1, run.Process.Files[number]!);
        }

        int Number(char letter, int fallback) => int.TryParse(options.Value(letter), out var number) ? number : fallback;
        string Key(string line)
        {
            for (var i = 0; i < Number('f', 0); i++) line = line.TrimStart(' ', '\t').IndexOfAny([' ', '\t']) is var at and >= 0 ? line.TrimStart(' ', '\t')[at..] : "";
            line = line[Math.Min(line.Length, Number('s', 0))..];
            line = line[..Math.Min(line.Length, Number('w', int.MaxValue))];
            return options.Has('i') ? line.ToUpperInvariant() : line;
        }

        for (var i = 0; i < lines.Count;)
        {
            var count = 1;
            while (i + count < lines.Count && Key(lines[i]) == Key(lines[i + count])) count++;
            if (!(options.Has('d') && count == 1) && !(options.Has('u') && count > 1))
                await run.PrintAsync((options.Has('c') ? count.ToString(CultureInfo.InvariantCulture).PadLeft(7) + " " : "") + lines[i] + end);
            i += count;
        }

        return 0;
    }
}

/// <summary><c>tr [-cds] STRING1 [STRING2]</c></summary>
internal sealed class Tr : Utility
{
    public override IReadOnlyList<string> Names => ["tr"];

    public override string Usage => "[-cds] STRING1 [STRING2]";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("+Ccds") is not { } options) return 1;
        if (options.Operands.Count == 0)
        {
            await run.UsageAsync();
            return 1;
        }

        var first = Expand(options.Operands[0]);
        var second = options.Operands.Count > 1 ? Expand(options.Operands[1]) : "";
        if (options.Has('c') || options.Has('C')) first = string.Concat(Enumerable.Range(0, 256).Select(c => (char)c).Where(c => !first.Contains(c, StringComparison.Ordinal)));
        var map = new char[256];
        for (var i = 0; i < 256; i++) map[i] = (char)i;
        if (second.Length > 0 && !options.Has('d'))
            for (var i = 0; i < first.Length; i++) map[first[i] & 0xFF] = second[Math.Min(i, second.Length - 1)];
        var squeezed = options.Has('s') ? second.Length > 0 ? second : first : "";
        var buffer = new byte[16 * 1024];
        var last = -1;
        while (true)
        {
            var count = await run.Process.ReadAsync(0, buffer);
            if (count <= 0) return 0;
            for (var i = 0; i < count; i++)
            {
                var c = (char)buffer[i];
                if (options.Has('d') && first.Contains(c, StringComparison.Ordinal)) continue;
                c = map[c];
                if (c == last && squeezed.Contains(c, StringComparison.Ordinal)) continue;
                last = c;
                run.Output.Append(c);
            }

            if (!await run.FlushAsync()) return 1;
        }
    }

    private static string Expand(string text)
    {
        text = Shell.Syntax.Escapes.Expand(text);
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '[' && i + 1 < text.Length && text[i + 1] == ':' && text.IndexOf(":]", i, StringComparison.Ordinal) is var close and > 0)
            {
                var name = text[(i + 2)..close];
                for (var c = 0; c < 256; c++)
                    if (Shell.Expansion.Pattern.CharacterClass(name, (char)c)) result.Append((char)c);
                i = close + 1;
            }
            else if (i + 2 < text.Length && text[i + 1] == '-' && text[i + 2] >= text[i])
            {
                for (var c = text[i]; c <= text[i + 2]; c++) result.Append(c);
                i += 2;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }
}

/// <summary><c>paste [-s] [-d LIST] [FILE]…</c></summary>
internal sealed class Paste : Utility
{
    public override IReadOnlyList<string> Names => ["paste"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("d:s") is not { } options) return 1;
        var delimiters = Shell.Syntax.Escapes.Expand(options.Value('d') ?? "\t");
        var columns = new List<List<string>>();
        var paths = options.Operands.Count == 0 ? ["-"] : options.Operands;
        var inputs = paths.Count(path => path == "-");
        var shared = inputs > 1 ? await run.AllLinesAsync(["-"]) : [];
        var taken = 0;
        foreach (var path in paths)
        {
            // Standard input that is named more than once is read in turns.
            var turn = path == "-" ? taken++ : 0;
            columns.Add(path == "-" && inputs > 1 ? [.. shared.Where((_, index) => index % inputs == turn)] : await run.AllLinesAsync([path]));
        }

        string Joined(IEnumerable<string> parts)
        {
            var text = new StringBuilder();
            var index = 0;
            foreach (var part in parts)
            {
                if (index > 0 && delimiters.Length > 0) text.Append(delimiters[(index - 1) % delimiters.Length]);
                text.Append(part);
                index++;
            }

            return text.Append('\n').ToString();
        }

        if (options.Has('s')) foreach (var column in columns) await run.PrintAsync(Joined(column));
        else
            for (var row = 0; row < columns.Max(column => column.Count); row++) await run.PrintAsync(Joined(columns.Select(column => row < column.Count ? column[row] : "")));
        return 0;
    }
}

/// <summary><c>tee [-ai] [FILE]…</c></summary>
internal sealed class Tee : Utility
{
    public override IReadOnlyList<string> Names => ["tee"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("ai") is not { } options) return 1;
        var numbers = new List<int> { 1 };
        var status = 0;
        foreach (var path in options.Operands)
        {
            var error = run.Process.Open(path, Files.OpenFlags.Write | Files.OpenFlags.Create | (options.Has('a') ? Files.OpenFlags.Append : Files.OpenFlags.Truncate), out var number);
            if (error == Files.Errno.Ok) numbers.Add(number);
            else
            {
                await run.ErrorAsync(path, error);
                status = 1;
            }
        }

        var buffer = new byte[8192];
        for (int count; (count = await run.Process.ReadAsync(0, buffer)) > 0;)
            foreach (var number in numbers) await run.Process.WriteAsync(number, buffer.AsMemory(0, count));
        return status;
    }
}
