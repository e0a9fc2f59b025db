using System.Security.Cryptography;
using System.Text;

namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>md5sum</c>, <c>sha1sum</c>, <c>sha256sum</c>, <c>sha512sum</c> with <c>-c</c></summary>
internal sealed class Digest : Utility
{
    public override IReadOnlyList<string> Names => ["md5sum", "sha1sum", "sha256sum", "sha384sum", "sha512sum", "cksum"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("cswbt") is not { } options) return 1;
        var status = 0;
        if (options.Has('c'))
        {
            var (bad, any) = (0, false);
            foreach (var line in await run.AllLinesAsync(options.Operands))
            {
                var at = line.IndexOf("  ", StringComparison.Ordinal);
                if (at < 0) at = line.IndexOf(" *", StringComparison.Ordinal);
                if (at < 0) continue;
                any = true;
                var path = line[(at + 2)..];
                var fine = await run.ReadAllAsync(path) is { } content && Hash(run.Name, content) == line[..at].ToLowerInvariant();
                if (!fine) bad++;
                if (!options.Has('s')) run.Output.Append(path).Append(fine ? ": OK\n" : ": FAILED\n");
            }

            if (bad > 0 && !options.Has('s')) await run.ErrorAsync($"WARNING: {bad} of {bad} computed checksums did NOT match");
            return bad > 0 || !any ? 1 : 0;
        }

        foreach (var path in options.Operands.Count == 0 ? ["-"] : options.Operands)
        {
            if (await run.ReadAllAsync(path) is { } content) run.Output.Append(Hash(run.Name, content)).Append("  ").Append(path).Append('\n');
            else status = 1;
        }

        return status;
    }

    private static string Hash(string name, string content)
    {
        var bytes = Encoding.Latin1.GetBytes(content);
#pragma warning disable CA5350, CA5351 // These programs compute what they are named after.
        return Convert.ToHexStringLower(name switch
        {
            "md5sum" => MD5.HashData(bytes),
            "sha1sum" => SHA1.HashData(bytes),
            "sha384sum" => SHA384.HashData(bytes),
            "sha512sum" => SHA512.HashData(bytes),
            _ => SHA256.HashData(bytes),
        });
#pragma warning restore CA5350, CA5351
    }
}

/// <summary><c>base64 [-d] [-w COL] [FILE]</c></summary>
internal sealed class Base64 : Utility
{
    public override IReadOnlyList<string> Names => ["base64"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("dw:", new Dictionary<string, char> { ["decode"] = 'd', ["wrap"] = 'w' }) is not { } options) return 1;
        if (await run.ReadAllAsync(options.Operands.Count > 0 ? options.Operands[0] : "-") is not { } content) return 1;
        if (options.Has('d'))
        {
            try
            {
                run.Output.Append(Encoding.Latin1.GetString(Convert.FromBase64String(string.Concat(content.Where(c => !char.IsWhiteSpace(c))))));
                return 0;
            }
            catch (FormatException)
            {
                await run.ErrorAsync("truncated input");
                return 1;
            }
        }

        var text = Convert.ToBase64String(Encoding.Latin1.GetBytes(content));
        var width = int.TryParse(options.Value('w'), out var column) ? column : 76;
        if (width == 0)
        {
            run.Output.Append(text);
            return 0;
        }

        for (var i = 0; i < text.Length; i += width) run.Output.Append(text.AsSpan(i, Math.Min(width, text.Length - i))).Append('\n');
        return 0;
    }
}

/// <summary><c>hexdump [-C]</c>, <c>xxd</c>, <c>od</c>, <c>strings</c></summary>
internal sealed class Dumps : Utility
{
    public override IReadOnlyList<string> Names => ["hexdump", "xxd", "od", "strings", "hd"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync(run.Name switch { "strings" => "afon:t:", "od" => "A:bcdt:xvN:j:", "xxd" => "pc:l:s:", _ => "bcdoxCvn:s:e:" }) is not { } options) return 1;
        var all = new StringBuilder();
        foreach (var path in options.Operands.Count == 0 ? ["-"] : options.Operands)
        {
            if (await run.ReadAllAsync(path) is not { } content) return 1;
            all.Append(content);
        }

        var bytes = Encoding.Latin1.GetBytes(all.ToString());
        if ((options.Value('n') ?? options.Value('N') ?? options.Value('l')) is { } limit && run.Name != "strings" && int.TryParse(limit, out var most)) bytes = bytes[..Math.Min(most, bytes.Length)];
        switch (run.Name)
        {
            case "strings":
                var least = int.TryParse(options.Value('n'), out var length) ? length : 4;
                foreach (var piece in new string([.. bytes.Select(b => b is >= 32 and < 127 or 9 ? (char)b : '\n')]).Split('\n'))
                    if (piece.Length >= least) run.Output.Append(piece).Append('\n');
                return 0;
            case "od":
                await OctalAsync(run, options, bytes);
                return 0;
            case "xxd":
                await HexAsync(run, options, bytes);
                return 0;
            default:
                await CanonicalAsync(run, options.Has('C') || run.Name == "hd", bytes);
                return 0;
        }
    }

    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var b in bytes) text.Append(b is >= 32 and < 127 ? (char)b : '.');
        return text.ToString();
    }

    private static async ValueTask CanonicalAsync(Invocation run, bool canonical, byte[] bytes)
    {
        for (var i = 0; i < bytes.Length; i += 16)
        {
            var row = bytes[i..Math.Min(bytes.Length, i + 16)];
            var text = new StringBuilder(canonical ? $"{i:x8} " : $"{i:x7}");
            for (var j = 0; j < 16; j += canonical ? 1 : 2)
            {
                if (canonical) text.Append(j == 8 ? "  " : " ").Append(j < row.Length ? row[j].ToString("x2") : "  ");
                else if (j < row.Length) text.Append($" {(j + 1 < row.Length ? row[j + 1] : 0):x2}{row[j]:x2}");
            }

            if (canonical) text.Append("  |").Append(Printable(row)).Append('|');
            await run.PrintAsync(text.Append('\n').ToString());
        }

        if (bytes.Length > 0) run.Output.Append(canonical ? $"{bytes.Length:x8}\n" : $"{bytes.Length:x7}\n");
    }

    private static async ValueTask HexAsync(Invocation run, Options options, byte[] bytes)
    {
        if (options.Has('p'))
        {
            for (var i = 0; i < bytes.Length; i += 30) await run.PrintAsync(Convert.ToHexStringLower(bytes.AsSpan(i, Math.Min(30, bytes.Length - i))) + "\n");
            return;
        }

        for (var i = 0; i < bytes.Length; i += 16)
        {
            var row = bytes[i..Math.Min(bytes.Length, i + 16)];
            var hex = new StringBuilder();
            for (var j = 0; j < 16; j++) hex.Append(j < row.Length ? row[j].ToString("x2") : "  ").Append(j % 2 == 1 ? " " : "");
            await run.PrintAsync($"{i:x8}: {hex} {Printable(row)}\n");
        }
    }

    private static async ValueTask OctalAsync(Invocation run, Options options, byte[] bytes)
    {
        var kind = options.Value('t') ?? (options.Has('c') ? "c" : options.Has('b') ? "o1" : options.Has('x') ? "x2" : "o2");
        for (var i = 0; i < bytes.Length; i += 16)
        {
            var text = new StringBuilder(options.Value('A') switch { "n" => "", "x" => $"{i:x6}", "d" => $"{i:d7}", _ => Convert.ToString(i, 8).PadLeft(7, '0') });
            for (var j = i; j < Math.Min(bytes.Length, i + 16); j++)
            {
                var b = bytes[j];
                if (kind == "c") text.Append(' ').Append((b switch { 0 => "\\0", 7 => "\\a", 8 => "\\b", 9 => "\\t", 10 => "\\n", 11 => "\\v", 12 => "\\f", 13 => "\\r", >= 32 and < 127 => ((char)b).ToString(), _ => Convert.ToString(b, 8).PadLeft(3, '0') }).PadLeft(3));
                else if (kind.EndsWith('1')) text.Append(' ').Append(kind[0] == 'x' ? b.ToString("x2") : kind[0] is 'u' or 'd' ? b.ToString("d").PadLeft(3) : Convert.ToString(b, 8).PadLeft(3, '0'));
                else if ((j - i) % 2 == 0)
                {
                    var word = b | (j + 1 < bytes.Length ? bytes[j + 1] << 8 : 0);
                    text.Append(' ').Append(kind[0] == 'x' ? word.ToString("x4") : kind[0] is 'u' or 'd' ? word.ToString("d").PadLeft(5) : Convert.ToString(word, 8).PadLeft(6, '0'));
                }
            }

            await run.PrintAsync(text.Append('\n').ToString());
        }

        if (options.Value('A') != "n") run.Output.Append(Convert.ToString(bytes.Length, 8).PadLeft(7, '0')).Append('\n');
    }
}

/// <summary><c>cmp [-ls] FILE1 [FILE2]</c>, <c>comm [-123] FILE1 FILE2</c></summary>
internal sealed class Cmp : Utility
{
    public override IReadOnlyList<string> Names => ["cmp", "comm"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("ls123") is not { } options) return 2;
        if (options.Operands.Count == 0)
        {
            await run.UsageAsync();
            return 2;
        }

        var (first, second) = (options.Operands[0], options.Operands.Count > 1 ? options.Operands[1] : "-");
        if (await run.ReadAllAsync(first) is not { } a || await run.ReadAllAsync(second) is not { } b) return 2;
        if (run.Name == "comm") return Common(run, options, a, b);
        var length = Math.Min(a.Length, b.Length);
        var at = 0;
        while (at < length && a[at] == b[at]) at++;
        if (at == length && a.Length == b.Length) return 0;
        if (options.Has('s')) return 1;
        if (at == length) await run.ErrorAsync($"EOF on {(a.Length < b.Length ? first : second)}");
        else run.Output.Append($"{first} {second} differ: char {at + 1}, line {a.AsSpan(0, at).Count('\n') + 1}\n");
        return 1;
    }

    private static int Common(Invocation run, Options options, string a, string b)
    {
        var (left, right) = (a.TrimEnd('\n').Split('\n'), b.TrimEnd('\n').Split('\n'));
        var (i, j) = (0, 0);
        while (i < left.Length || j < right.Length)
        {
            var order = i >= left.Length ? 1 : j >= right.Length ? -1 : string.CompareOrdinal(left[i], right[j]);
            var column = order < 0 ? '1' : order > 0 ? '2' : '3';
            var line = order > 0 ? right[j] : left[i];
            if (order <= 0) i++;
            if (order >= 0) j++;
            if (options.Has(column)) continue;
            var tabs = (column >= '2' && !options.Has('1') ? 1 : 0) + (column == '3' && !options.Has('2') ? 1 : 0);
            run.Output.Append(new string('\t', tabs)).Append(line).Append('\n');
        }

        return 0;
    }
}
