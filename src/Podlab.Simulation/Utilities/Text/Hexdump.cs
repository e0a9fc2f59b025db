using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>hexdump [-bcdoxCv] [-n LENGTH] [-s OFFSET] [-e FORMAT] [FILE]…</c>, <c>hd</c> is <c>hexdump -C</c>.</summary>
internal sealed partial class Hexdump : Utility
{
    private const int RowBytes = 16;

    public override IReadOnlyList<string> Names => ["hexdump", "hd"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("bcdoxCvn:s:e:") is not { } options) return 1;
        if (await DumpInput.ReadAsync(run, options.Operands, options.Value('s'), options.Value('n')) is not var (bytes, start)) return 1;
        if (options.Value('e') is { } format)
        {
            Formatted(run.Output, format, bytes);
            return 0;
        }

        var kind = run.Name == "hd" ? 'C' : options.Given.Where(option => option.Value is null && option.Letter != 'v').Select(option => option.Letter).LastOrDefault('\0');
        var skipping = false;
        for (var at = 0; at < bytes.Length; at += RowBytes)
        {
            if (!options.Has('v') && DumpInput.Repeats(bytes, at, RowBytes))
            {
                if (!skipping) run.Output.Append("*\n");
                skipping = true;
                continue;
            }

            skipping = false;
            await run.PrintAsync(kind == 'C' ? Canonical(bytes.AsSpan(at, Math.Min(RowBytes, bytes.Length - at)), start + at) : Row(bytes.AsSpan(at, Math.Min(RowBytes, bytes.Length - at)), start + at, kind));
        }

        if (bytes.Length > 0) run.Output.Append((start + bytes.Length).ToString(kind == 'C' ? "x8" : "x7", CultureInfo.InvariantCulture)).Append('\n');
        return 0;
    }

    private static string Canonical(ReadOnlySpan<byte> row, long address)
    {
        var text = new StringBuilder(address.ToString("x8", CultureInfo.InvariantCulture)).Append(' ');
        for (var i = 0; i < RowBytes; i++) text.Append(i == 8 ? "  " : " ").Append(i < row.Length ? row[i].ToString("x2", CultureInfo.InvariantCulture) : "  ");
        return text.Append("  |").Append(DumpInput.Printable(row)).Append("|\n").ToString();
    }

    /// <summary>A row in one of the fixed forms; what the last row lacks is blank.</summary>
    private static string Row(ReadOnlySpan<byte> row, long address, char kind)
    {
        var (size, width) = kind switch { 'b' or 'c' => (1, 4), 'd' or 'o' or 'x' => (2, 8), _ => (2, 5) };
        var text = new StringBuilder(address.ToString("x7", CultureInfo.InvariantCulture));
        for (var i = 0; i < RowBytes; i += size)
        {
            if (i >= row.Length)
            {
                text.Append(' ', width);
                continue;
            }

            var value = size == 1 ? row[i] : row[i] | (i + 1 < row.Length ? row[i + 1] << 8 : 0);
            text.Append((kind switch
            {
                'b' => DumpInput.Octal(value, 3),
                'c' => DumpInput.Character(row[i]),
                'd' => value.ToString("D5", CultureInfo.InvariantCulture),
                'o' => DumpInput.Octal(value, 6),
                _ => value.ToString("x4", CultureInfo.InvariantCulture),
            }).PadLeft(width));
        }

        return text.Append('\n').ToString();
    }

    /// <summary>A format of units <c>[ITERATIONS][/BYTES] "TEXT"</c>, which is gone through until nothing is left.</summary>
    private static void Formatted(StringBuilder output, string format, byte[] bytes)
    {
        var units = Unit().Matches(format);
        for (var at = 0; at < bytes.Length;)
        {
            var before = at;
            foreach (Match unit in units)
            {
                var text = Shell.Syntax.Escapes.Expand(unit.Groups["text"].Value);
                var conversion = Conversion().Match(text);
                var size = unit.Groups["bytes"].Success ? int.Parse(unit.Groups["bytes"].Value, CultureInfo.InvariantCulture) : conversion.Success ? conversion.Value[^1] is 'c' or 'u' && !unit.Groups["times"].Success ? 1 : 4 : 0;
                var times = unit.Groups["times"].Success ? int.Parse(unit.Groups["times"].Value, CultureInfo.InvariantCulture) : 1;
                for (var i = 0; i < times; i++)
                {
                    if (!conversion.Success)
                    {
                        output.Append(text);
                        at += size;
                        continue;
                    }

                    if (at >= bytes.Length)
                    {
                        output.Append(' ', int.TryParse(conversion.Groups["width"].Value.TrimStart('0'), out var blank) ? blank : 0);
                        continue;
                    }

                    ulong value = 0;
                    for (var j = Math.Min(size, bytes.Length - at) - 1; j >= 0; j--) value = (value << 8) | bytes[at + j];
                    var written = new StringBuilder();
                    PrintfOf(written, conversion.Value, value);
                    output.Append(text.AsSpan(0, conversion.Index)).Append(written).Append(text.AsSpan(conversion.Index + conversion.Length));
                    at += size;
                }
            }

            if (at == before) return;
        }
    }

    private static void PrintfOf(StringBuilder output, string conversion, ulong value)
    {
        if (conversion.EndsWith('c')) output.Append((char)(value & 0xFF));
        else Basics.PrintfText.Append(output, ["printf", conversion, value.ToString(CultureInfo.InvariantCulture)], _ => { });
    }

    [GeneratedRegex("(?<times>\\d+)?(/(?<bytes>\\d+))?\\s*\"(?<text>(\\\\.|[^\"\\\\])*)\"")]
    private static partial Regex Unit();

    [GeneratedRegex("%[-+ #0]*(?<width>\\d*)(\\.\\d+)?[diouxXc]")]
    private static partial Regex Conversion();
}
