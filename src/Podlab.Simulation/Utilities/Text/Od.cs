using System.Globalization;
using System.Text;

namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>od [-abcdfhiloxsv] [-t TYPE] [-A RADIX] [-N SIZE] [-j SKIP] [-w BYTES] [FILE]…</c></summary>
internal sealed class Od : Utility
{
    public override IReadOnlyList<string> Names => ["od"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        for (var i = 0; i < run.Arguments.Count; i++)
            if (run.Arguments[i] == "-w") run.Arguments[i] = "-w32";
        if (await run.OptionsAsync("A:N:abcdfhij:lot:vxsS:w:") is not { } options) return 1;
        if (await DumpInput.ReadAsync(run, options.Operands, options.Value('j'), options.Value('N')) is not var (bytes, start)) return 1;
        var types = new List<string>();
        foreach (var (letter, value) in options.Given)
        {
            if (letter == 't') types.AddRange(Split(value!));
            else if (letter switch { 'b' => "o1", 'c' => "c1", 'd' => "u2", 'i' => "d4", 'l' => "d8", 'o' => "o2", 'x' or 'h' => "x2", 's' => "d2", _ => null } is { } type) types.Add(type);
        }

        if (types.Count == 0) types.Add("o2");
        if (types.Find(type => type[0] is not ('c' or 'o' or 'x' or 'd' or 'u') || type[1..] is not ("1" or "2" or "4" or "8")) is { } wrong)
        {
            await run.ErrorAsync($"invalid type string '{wrong}'");
            return 1;
        }

        var row = int.TryParse(options.Value('w'), out var width) && width > 0 ? width : 16;
        string Address(long at) => options.Value('A') switch { "n" => "", "x" => at.ToString("x6", CultureInfo.InvariantCulture), "d" => at.ToString("D7", CultureInfo.InvariantCulture), _ => DumpInput.Octal(at, 7) };
        var skipping = false;
        for (var at = 0; at < bytes.Length; at += row)
        {
            if (!options.Has('v') && DumpInput.Repeats(bytes, at, row))
            {
                if (!skipping) run.Output.Append("*\n");
                skipping = true;
                continue;
            }

            skipping = false;
            for (var i = 0; i < types.Count; i++)
            {
                var address = Address(start + at);
                run.Output.Append(i == 0 ? address : new string(' ', address.Length));
                Row(run.Output, bytes.AsSpan(at, Math.Min(row, bytes.Length - at)), types[i]);
                await run.PrintAsync("\n");
            }
        }

        if (options.Value('A') != "n") run.Output.Append(Address(start + bytes.Length)).Append('\n');
        return 0;
    }

    /// <summary><c>x1z</c>, <c>cx1</c>, <c>d4</c>: letters with their sizes in bytes; C's names of sizes are understood.</summary>
    private static IEnumerable<string> Split(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            var start = i + 1;
            while (i + 1 < text.Length && char.IsAsciiDigit(text[i + 1])) i++;
            var size = text[start..(i + 1)];
            if (size.Length == 0 && i + 1 < text.Length && "CSIL".IndexOf(text[i + 1], StringComparison.Ordinal) is var named and >= 0)
            {
                size = (1 << named).ToString(CultureInfo.InvariantCulture);
                i++;
            }

            yield return letter + (letter == 'c' ? "1" : size.Length > 0 ? size : "4");
        }
    }

    private static void Row(StringBuilder output, ReadOnlySpan<byte> row, string type)
    {
        var size = type[1] - '0';
        for (var i = 0; i < row.Length; i += size)
        {
            ulong value = 0;
            for (var j = Math.Min(size, row.Length - i) - 1; j >= 0; j--) value = (value << 8) | row[i + j];
            var shift = 64 - size * 8;
            var signed = (long)(value << shift) >> shift;
            output.Append(' ').Append(type[0] switch
            {
                'c' => DumpInput.Character(row[i]).PadLeft(3),
                'x' => value.ToString("x" + size * 2, CultureInfo.InvariantCulture),
                'o' => DumpInput.Octal((long)value, size switch { 1 => 3, 2 => 6, 4 => 11, _ => 22 }),
                'u' => value.ToString(CultureInfo.InvariantCulture).PadLeft(size switch { 1 => 3, 2 => 5, 4 => 10, _ => 20 }),
                _ => signed.ToString(CultureInfo.InvariantCulture).PadLeft(size switch { 1 => 4, 2 => 6, 4 => 11, _ => 20 }),
            });
        }
    }
}
