using System.Globalization;
using System.Text;

namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>xxd [-pri] [-g N] [-c N] [-l LEN] [-s OFS] [-o OFS] [FILE]</c></summary>
internal sealed class Xxd : Utility
{
    public override IReadOnlyList<string> Names => ["xxd"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("l:n:s:o:c:g:pir") is not { } options) return 1;
        if (await DumpInput.ReadAsync(run, options.Operands, options.Value('s'), options.Value('l') ?? options.Value('n')) is not var (bytes, start)) return 1;
        if (options.Has('r'))
        {
            await run.Process.WriteAsync(1, Reversed(Encoding.Latin1.GetString(bytes), options.Has('p')));
            return 0;
        }

        int Number(char letter, int fallback) => int.TryParse(options.Value(letter), out var number) && number > 0 ? number : fallback;
        var row = Number('c', options.Has('p') ? 30 : options.Has('i') ? 12 : 16);
        if (options.Has('i')) return Include(run, bytes, row, options.Operands.Count > 0 ? options.Operands[0] : null);
        var group = Number('g', 2);
        for (var at = 0; at < bytes.Length; at += row)
        {
            var line = bytes.AsMemory(at, Math.Min(row, bytes.Length - at));
            if (options.Has('p'))
            {
                await run.PrintAsync(Convert.ToHexStringLower(line.Span) + "\n");
                continue;
            }

            var text = new StringBuilder((start + at + Number('o', 0)).ToString("x8", CultureInfo.InvariantCulture)).Append(": ");
            for (var i = 0; i < row; i++) text.Append(i < line.Length ? line.Span[i].ToString("x2", CultureInfo.InvariantCulture) : "  ").Append((i + 1) % group == 0 || i + 1 == row ? " " : "");
            await run.PrintAsync(text.Append(' ').Append(DumpInput.Printable(line.Span)).Append('\n').ToString());
        }

        return 0;
    }

    /// <summary>An array of C; with a file's name, its declaration too.</summary>
    private static int Include(Invocation run, byte[] bytes, int row, string? name)
    {
        var identifier = name is null ? "" : string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        if (name is not null) run.Output.Append($"unsigned char {identifier}[] = {{\n");
        for (var at = 0; at < bytes.Length; at += row)
            run.Output.Append("  ").AppendJoin(", ", bytes.Skip(at).Take(row).Select(b => "0x" + b.ToString("x2", CultureInfo.InvariantCulture))).Append(",\n");
        if (name is not null) run.Output.Append(CultureInfo.InvariantCulture, $"}};\nunsigned int {identifier}_len = {bytes.Length};\n");
        return 0;
    }

    /// <summary>The bytes that a dump shows: plain hexadecimal digits, or lines with an address and a text at the end.</summary>
    private static byte[] Reversed(string text, bool plain)
    {
        var digits = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            var shown = line;
            if (!plain)
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon < 0) continue;
                shown = line[(colon + 1)..].TrimStart();
                if (shown.IndexOf("  ", StringComparison.Ordinal) is var end and >= 0) shown = shown[..end];
            }

            foreach (var c in shown)
            {
                if (char.IsAsciiHexDigit(c)) digits.Append(c);
                else if (!char.IsWhiteSpace(c)) break;
            }
        }

        if (digits.Length % 2 != 0) digits.Length--;
        return Convert.FromHexString(digits.ToString());
    }
}

/// <summary><c>strings [-fo] [-t o|d|x] [-n LEN] [FILE]…</c></summary>
internal sealed class Strings : Utility
{
    public override IReadOnlyList<string> Names => ["strings"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("afon:t:") is not { } options) return 1;
        var least = int.TryParse(options.Value('n'), out var length) ? length : 4;
        var status = 0;
        foreach (var path in options.Operands.Count == 0 ? ["-"] : options.Operands)
        {
            if (path != "-" && run.Process.Tree.Find(run.Process, path, true, out _) is var error && error != Files.Errno.Ok)
            {
                await run.ErrorAsync(path, error);
                status = 1;
                continue;
            }

            if (await DumpInput.ReadAsync(run, [path], null, null) is not var (bytes, _)) return 1;
            var at = 0;
            foreach (var piece in new string([.. bytes.Select(b => b is >= 32 and < 127 or 9 ? (char)b : '\n')]).Split('\n'))
            {
                if (piece.Length >= least)
                {
                    if (options.Has('f')) run.Output.Append(path).Append(": ");
                    if (options.Has('o') || options.Has('t')) run.Output.Append((options.Value('t') switch { "x" => at.ToString("x", CultureInfo.InvariantCulture), "d" => at.ToString(CultureInfo.InvariantCulture), _ => Convert.ToString(at, 8) }).PadLeft(7)).Append(' ');
                    await run.PrintAsync(piece + "\n");
                }

                at += piece.Length + 1;
            }
        }

        return status;
    }
}
