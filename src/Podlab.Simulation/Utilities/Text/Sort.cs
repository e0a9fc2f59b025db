using System.Globalization;

namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>sort [-nrughMcszbdfiokt] [-t CHAR] [-k START[.OFS][OPTS][,END…]] [-o FILE] [FILE]…</c></summary>
internal sealed class Sort : Utility
{
    public override IReadOnlyList<string> Names => ["sort"];

    public override string Usage => "[-nrughMcszbdfiok] [-o FILE] [-t CHAR] [FILE]...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("ngMucszbrdfik:o:t:T:hVm", new Dictionary<string, char> { ["reverse"] = 'r', ["numeric-sort"] = 'n', ["unique"] = 'u', ["key"] = 'k' }) is not { } options) return 2;
        var status = 0;
        var end = options.Has('z') ? '\0' : '\n';
        foreach (var input in options.Operands.Where(input => input != "-"))
        {
            var missing = run.Process.Tree.Find(run.Process, input, true, out _);
            if (missing == Files.Errno.Ok) continue;
            await run.ErrorAsync(input, missing);
            return 2;
        }

        var lines = await run.AllLinesAsync(options.Operands, () => status = 2, end);
        if (status != 0) return status;
        if (options.Values('k').Any(text => text.Length == 0 || text[0] is not (>= '1' and <= '9')))
        {
            await run.ErrorAsync("bad field specification");
            return 2;
        }

        var flags = string.Concat(options.Given.Where(option => option.Value is null).Select(option => option.Letter));
        var keys = options.Values('k').Select(text => new Key(text, flags)).ToList();
        if (keys.Count == 0) keys.Add(new Key("1", flags));
        var separator = options.Value('t') is { Length: > 0 } given ? given[0] : default(char?);
        var noTieBreak = options.Has('c') && options.Has('u');
        int Compare(string a, string b)
        {
            foreach (var key in keys)
            {
                var result = key.Compare(a, b, separator);
                if (result != 0) return result;
            }

            if (options.Has('s') || noTieBreak) return 0;
            var last = string.CompareOrdinal(a, b);
            return options.Has('r') ? -last : last;
        }

        if (options.Has('c'))
        {
            for (var i = 1; i < lines.Count; i++)
            {
                var order = Compare(lines[i - 1], lines[i]);
                if (order < 0 || (order == 0 && !options.Has('u'))) continue;
                await run.FlushAsync();
                await run.Process.WriteAsync(2, $"Check line {i}\n");
                return 1;
            }

            return 0;
        }

        if (run.Process.Charge(lines.Count / 4)) await run.Process.RestAsync();
        var sorted = lines.Order(Comparer<string>.Create(Compare)).ToList();
        var text = new System.Text.StringBuilder();

        // Lines are told apart by their keys alone, but sorted by all of them.
        noTieBreak = true;
        var kept = 0;
        for (var i = 0; i < sorted.Count; i++)
        {
            if (options.Has('u') && i > 0 && Compare(sorted[kept], sorted[i]) == 0) continue;
            kept = i;
            text.Append(sorted[i]).Append(end);
        }

        if (options.Value('o') is not { } path)
        {
            await run.PrintAsync(text.ToString());
            return 0;
        }

        var error = run.Process.Open(path, Files.OpenFlags.Write | Files.OpenFlags.Create | Files.OpenFlags.Truncate, out var number);
        if (error == Files.Errno.Ok) await run.Process.WriteAsync(number, text.ToString());
        else await run.ErrorAsync($"can't open '{path}': {Files.ErrnoText.Text(error)}");
        return error == Files.Errno.Ok ? 0 : 2;
    }

    private sealed class Key
    {
        private readonly int startField;
        private readonly int startCharacter;
        private readonly int endField;
        private readonly int endCharacter;
        private readonly string flags;

        public Key(string text, string globalFlags)
        {
            var parts = text.Split(',');
            (startField, startCharacter, var startFlags) = Position(parts[0]);
            var endFlags = "";
            if (parts.Length > 1) (endField, endCharacter, endFlags) = Position(parts[1]);
            flags = startFlags.Length + endFlags.Length > 0 ? startFlags + endFlags : globalFlags;
        }

        public int Compare(string a, string b, char? separator)
        {
            var (x, y) = (Field(a, separator), Field(b, separator));
            if (flags.Contains('b', StringComparison.Ordinal)) (x, y) = (x.TrimStart(), y.TrimStart());
            if (flags.Contains('f', StringComparison.Ordinal)) (x, y) = (x.ToUpperInvariant(), y.ToUpperInvariant());
            if (flags.Contains('d', StringComparison.Ordinal)) (x, y) = (Dictionary(x), Dictionary(y));
            int result;
            if (flags.Contains('n', StringComparison.Ordinal)) result = Number(x).CompareTo(Number(y));
            else if (flags.Contains('g', StringComparison.Ordinal)) result = General(x).CompareTo(General(y));
            else if (flags.Contains('h', StringComparison.Ordinal)) result = Human(x).CompareTo(Human(y));
            else if (flags.Contains('M', StringComparison.Ordinal)) result = Month(x).CompareTo(Month(y));
            else if (flags.Contains('V', StringComparison.Ordinal)) result = Version(x, y);
            else result = string.CompareOrdinal(x, y);
            return flags.Contains('r', StringComparison.Ordinal) ? -result : result;
        }

        private static (int, int, string) Position(string text)
        {
            var i = 0;
            int Digits()
            {
                var start = i;
                while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
                return int.TryParse(text.AsSpan(start, i - start), out var number) ? number : 0;
            }

            var field = Digits();
            var character = 0;
            if (i < text.Length && text[i] == '.')
            {
                i++;
                character = Digits();
            }

            return (field, character, text[i..]);
        }

        private string Field(string line, char? separator)
        {
            if (startField <= 1 && startCharacter <= 1 && endField == 0) return line;
            var start = Start(line, startField, separator) + Math.Max(0, startCharacter - 1);
            var end = line.Length;
            if (endField > 0) end = endCharacter > 0 ? Start(line, endField, separator) + endCharacter : End(line, endField, separator);
            start = Math.Min(start, line.Length);
            return line[start..Math.Clamp(end, start, line.Length)];
        }

        private static int Start(string line, int field, char? separator)
        {
            var at = 0;
            for (var i = 1; i < field && at < line.Length; i++)
            {
                at = End(line, 1, separator, at);
                if (separator is not null) at = Math.Min(line.Length, at + 1);
            }

            return at;
        }

        private static int End(string line, int field, char? separator, int from = 0)
        {
            var at = from;
            for (var i = 0; i < field; i++)
            {
                if (i > 0 && separator is not null) at = Math.Min(line.Length, at + 1);
                if (separator is { } c)
                {
                    var next = line.IndexOf(c, at);
                    at = next < 0 ? line.Length : next;
                    continue;
                }

                while (at < line.Length && char.IsWhiteSpace(line[at])) at++;
                while (at < line.Length && !char.IsWhiteSpace(line[at])) at++;
            }

            return at;
        }

        private static string Dictionary(string text) => string.Concat(text.Where(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '\t'));

        private static double Number(string text)
        {
            text = text.TrimStart();
            var end = 0;
            if (end < text.Length && text[end] is '-' or '+') end++;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
            return double.TryParse(text.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
        }

        /// <summary>As strtod reads it: with an exponent, and in base 16.</summary>
        private static double General(string text)
        {
            text = text.TrimStart();
            if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) return long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : 0;
            for (var end = text.Length; end > 0; end--)
                if (double.TryParse(text.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
            return 0;
        }

        private static double Human(string text)
        {
            var trimmed = text.Trim();
            var unit = trimmed.Length > 0 ? "KMGTP".IndexOf(char.ToUpperInvariant(trimmed.TrimEnd('i', 'B')[^1..].FirstOrDefault()), StringComparison.Ordinal) + 1 : 0;
            return Number(trimmed) * Math.Pow(1024, unit);
        }

        private static int Month(string text)
        {
            var name = text.Trim();
            return name.Length < 3 ? -1 : "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC".IndexOf(name[..3].ToUpperInvariant(), StringComparison.Ordinal);
        }

        private static int Version(string a, string b)
        {
            var (i, j) = (0, 0);
            while (i < a.Length && j < b.Length)
            {
                if (char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j]))
                {
                    var (si, sj) = (i, j);
                    while (i < a.Length && char.IsAsciiDigit(a[i])) i++;
                    while (j < b.Length && char.IsAsciiDigit(b[j])) j++;
                    var order = decimal.Parse(a.AsSpan(si, i - si), CultureInfo.InvariantCulture).CompareTo(decimal.Parse(b.AsSpan(sj, j - sj), CultureInfo.InvariantCulture));
                    if (order != 0) return order;
                }
                else if (a[i] != b[j])
                {
                    return a[i].CompareTo(b[j]);
                }
                else
                {
                    i++;
                    j++;
                }
            }

            return (a.Length - i).CompareTo(b.Length - j);
        }
    }
}
