using System.Security.Cryptography;
using System.Text;

namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>md5sum</c>, <c>sha1sum</c>, <c>sha256sum</c>, <c>sha512sum</c> with <c>-c</c></summary>
internal sealed class Digest : Utility
{
    public override IReadOnlyList<string> Names => ["md5sum", "sha1sum", "sha256sum", "sha384sum", "sha512sum"];

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
                // Other characters are passed over.
                run.Output.Append(Encoding.Latin1.GetString(Convert.FromBase64String(string.Concat(content.Where(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=')))));
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
        if (options.Has('l'))
        {
            for (var i = at; i < length; i++)
                if (a[i] != b[i]) run.Output.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i + 1} {Convert.ToString(a[i], 8),3} {Convert.ToString(b[i], 8),3}\n");
        }

        if (at == length || (options.Has('l') && a.Length != b.Length)) await run.ErrorAsync($"EOF on {(a.Length < b.Length ? first : second)}");
        else if (!options.Has('l')) run.Output.Append($"{first} {second} differ: char {at + 1}, line {a.AsSpan(0, at).Count('\n') + 1}\n");
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
