using System.Text;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>split [-l N | -b N[k|m]] [-a N] [INPUT [PREFIX]]</c>: pieces named xaa, xab, …</summary>
internal sealed class Split : Utility
{
    private const int DefaultLines = 1000;

    public override IReadOnlyList<string> Names => ["split"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("l:b:a:") is not { } options) return 1;
        if (await run.ReadAllAsync(options.Operands.FirstOrDefault("-")) is not { } content) return 1;
        var letters = int.TryParse(options.Value('a'), out var length) && length > 0 ? length : 2;
        var prefix = options.Operands.Count > 1 ? options.Operands[1] : "x";
        var size = Count.Parse(options.Value('b') ?? options.Value('l') ?? "") ?? DefaultLines;
        if (size < 1)
        {
            await run.ErrorAsync($"invalid number '{options.Value('b') ?? options.Value('l')}'");
            return 1;
        }

        var number = 0;
        for (var at = 0; at < content.Length; number++)
        {
            var end = options.Has('b') ? (int)Math.Min(content.Length, at + size) : AfterLines(content, at, size);
            if (Suffix(number, letters) is not { } suffix)
            {
                await run.ErrorAsync("suffixes exhausted");
                return 1;
            }

            var error = run.Process.Open(prefix + suffix, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, out var file);
            if (error == Errno.Ok && await run.Process.WriteAsync(file, content[at..end]) is var written and < 0) error = (Errno)(-written);
            if (error != Errno.Ok)
            {
                await run.ErrorAsync(prefix + suffix, error);
                return 1;
            }

            run.Process.Files.Close(file);
            at = end;
        }

        return 0;
    }

    private static int AfterLines(string content, int at, long lines)
    {
        while (lines-- > 0 && at < content.Length) at = content.IndexOf('\n', at) is var end and >= 0 ? end + 1 : content.Length;
        return at;
    }

    /// <summary>A number in base 26, as letters; null when there are too few of them.</summary>
    private static string? Suffix(int number, int letters)
    {
        var text = new StringBuilder();
        for (var i = 0; i < letters; i++, number /= 26) text.Insert(0, (char)('a' + number % 26));
        return number > 0 ? null : text.ToString();
    }
}

/// <summary><c>less</c> and <c>more</c>: without a keyboard to page with they print all.</summary>
internal sealed class Pager : Utility
{
    public override IReadOnlyList<string> Names => ["less", "more"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("EFIMmNSRh~") is not { } options) return 1;
        var status = 0;
        var buffer = new byte[8192];
        foreach (var path in options.Operands.Count == 0 ? ["-"] : options.Operands)
        {
            if (await run.OpenAsync(path, quoteName: true) is not { } file)
            {
                status = 1;
                continue;
            }

            for (int count; (count = await run.Process.ReadAsync(file, buffer)) > 0;)
                if (await run.Process.WriteAsync(1, buffer.AsMemory(0, count)) < 0) return 1;
            file.Close();
        }

        return status;
    }
}

/// <summary><c>dos2unix [FILE]</c>, <c>unix2dos [FILE]</c>: the ends of lines, in the file or from input to output; <c>-u</c> and <c>-d</c> choose.</summary>
internal sealed class LineEnds : Utility
{
    public override IReadOnlyList<string> Names => ["dos2unix", "unix2dos"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("ud") is not { } options) return 1;
        var toUnix = options.Has('u') || (run.Name == "dos2unix" && !options.Has('d'));
        var status = 0;
        foreach (var path in options.Operands.Count == 0 ? ["-"] : options.Operands)
        {
            if (await run.ReadAllAsync(path) is not { } content)
            {
                status = 1;
                continue;
            }

            var text = content.Replace("\r", "", StringComparison.Ordinal);
            if (!toUnix) text = text.Replace("\n", "\r\n", StringComparison.Ordinal);
            if (path == "-")
            {
                await run.PrintAsync(text);
                continue;
            }

            if (run.Process.Open(path, OpenFlags.Write | OpenFlags.Truncate, out var number) != Errno.Ok) return 1;
            await run.Process.WriteAsync(number, text);
            run.Process.Files.Close(number);
        }

        return status;
    }
}
