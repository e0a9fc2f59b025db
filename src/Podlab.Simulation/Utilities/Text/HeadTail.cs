using System.Globalization;
using System.Text;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>head [-n N] [-c N] [-qv] [FILE]…</c></summary>
internal sealed class Head : Utility
{
    public override IReadOnlyList<string> Names => ["head"];

    public override string Usage => "[OPTIONS] [FILE]...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        Count.ExpandShortForm(run.Arguments);
        if (await run.OptionsAsync("n:c:qv") is not { } options) return 1;
        var bytes = options.Has('c');
        if (options.Value(bytes ? 'c' : 'n')?[..1] == "+" || Count.Parse(options.Value(bytes ? 'c' : 'n') ?? "10") is not { } count)
        {
            await run.ErrorAsync($"invalid number '{options.Value(bytes ? 'c' : 'n')}'");
            return 1;
        }

        var status = 0;
        var titles = (options.Operands.Count > 1 || options.Has('v')) && !options.Has('q');
        var first = true;
        foreach (var path in options.Operands.Count == 0 ? ["-"] : options.Operands)
        {
            if (await run.OpenAsync(path, quoteName: false) is not { } file)
            {
                status = 1;
                continue;
            }

            if (titles) run.Output.Append(first ? "" : "\n").Append(CultureInfo.InvariantCulture, $"==> {(path == "-" ? "standard input" : path)} <==\n");
            first = false;
            if (count < 0) await AllButLastAsync(run, file, -count, bytes);
            else if (bytes) await BytesAsync(run, file, count);
            else await LinesAsync(run, file, count);
            file.Close();
        }

        return status;
    }

    private static async ValueTask BytesAsync(Invocation run, OpenFile file, long count)
    {
        var buffer = new byte[64 * 1024];
        while (count > 0)
        {
            var read = await run.Process.ReadAsync(file, buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)));
            if (read <= 0) return;
            count -= read;
            await run.FlushAsync();
            if (await run.Process.WriteAsync(1, buffer.AsMemory(0, read)) < 0) return;
        }
    }

    private static async ValueTask LinesAsync(Invocation run, OpenFile file, long count)
    {
        if (count == 0) return;
        await foreach (var line in run.LinesAsync(file))
        {
            await run.PrintAsync(line);
            if (--count == 0) return;
        }
    }

    private static async ValueTask AllButLastAsync(Invocation run, OpenFile file, long count, bool bytes)
    {
        var content = await run.ReadAllAsync(file) ?? "";
        if (bytes)
        {
            run.Output.Append(content.AsSpan(0, (int)Math.Max(0, content.Length - count)));
            return;
        }

        var lines = content.Split('\n');
        var whole = lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        foreach (var line in lines.Take((int)Math.Max(0, whole - count))) run.Output.Append(line).Append('\n');
    }
}

/// <summary>Counts as head, tail, dd and split read them.</summary>
internal static class Count
{
    /// <summary><c>-5</c> means <c>-n 5</c>.</summary>
    public static void ExpandShortForm(List<string> arguments)
    {
        if (arguments.Count > 0 && arguments[0].Length > 1 && arguments[0][0] == '-' && char.IsAsciiDigit(arguments[0][1]))
        {
            var number = arguments[0][1..];
            arguments[0] = "-n";
            arguments.Insert(1, number);
        }
    }

    /// <summary>With b, k, m, g behind it; null when it is no number.</summary>
    public static long? Parse(string text)
    {
        if (text.Length == 0) return null;
        var (unit, digits) = (1L, text);
        foreach (var (suffix, factor) in Suffixes)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            (unit, digits) = (factor, text[..^suffix.Length]);
            break;
        }

        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number * unit : null;
    }

    private static readonly (string Suffix, long Factor)[] Suffixes =
        [("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("KB", 1000), ("KiB", 1024), ("MiB", 1 << 20), ("b", 512), ("k", 1024), ("K", 1024), ("m", 1 << 20), ("M", 1 << 20), ("g", 1 << 30), ("G", 1 << 30), ("c", 1), ("w", 2)];
}

/// <summary><c>tail [-n [+]N] [-c [+]N] [-fF] [-s SECONDS] [FILE]…</c></summary>
internal sealed class Tail : Utility
{
    public override IReadOnlyList<string> Names => ["tail"];

    public override string Usage => "[OPTIONS] [FILE]...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        Count.ExpandShortForm(run.Arguments);
        if (run.Arguments.Count > 0 && run.Arguments[0].Length > 1 && run.Arguments[0][0] == '+' && char.IsAsciiDigit(run.Arguments[0][1])) run.Arguments.Insert(0, "-n");
        if (await run.OptionsAsync("n:c:fFqvs:", new Dictionary<string, char> { ["follow"] = 'f', ["lines"] = 'n' }) is not { } options) return 1;
        var bytes = options.Has('c');
        var text = options.Value(bytes ? 'c' : 'n') ?? "10";
        if (Count.Parse(text.TrimStart('+', '-')) is not { } count)
        {
            await run.ErrorAsync($"invalid number '{text}'");
            return 1;
        }

        var fromStart = text.StartsWith('+');
        var follows = options.Has('f') || options.Has('F');
        var status = 0;
        var titles = (options.Operands.Count > 1 || options.Has('v')) && !options.Has('q');
        var followed = new List<(string Path, OpenFile? File)>();
        var first = true;
        var opened = new List<(string Path, OpenFile? File)>();
        foreach (var path in options.Operands.Count == 0 ? ["-"] : options.Operands) opened.Add((path, await OpenAsync(run, path)));
        if (!options.Has('F') && opened.Count(entry => entry.File is not null) < 2 && !options.Has('v')) titles = false;
        foreach (var (path, file) in opened)
        {
            if (file is null)
            {
                status = 1;
                if (options.Has('F')) followed.Add((path, null));
                continue;
            }

            if (titles) run.Output.Append(first ? "" : "\n").Append(CultureInfo.InvariantCulture, $"==> {path} <==\n");
            first = false;
            await LastAsync(run, file, count, bytes, fromStart);
            if (follows) followed.Add((path, file));
            else file.Close();
        }

        if (first && status != 0 && !options.Has('F'))
        {
            await run.ErrorAsync("no files");
            return 1;
        }

        if (!follows || followed.Count == 0) return status;
        await FollowAsync(run, followed, options.Has('F'), titles, Basics.Sleep.Seconds(options.Value('s') ?? "1") ?? 1);
        return status;
    }

    private static async ValueTask<OpenFile?> OpenAsync(Invocation run, string path)
    {
        if (path == "-" && run.Process.Files[0] is { } input) return input.Share();
        var error = run.Process.Tree.Open(run.Process, path, OpenFlags.Read, 0, out var file);
        if (error == Errno.Ok) return file;
        await run.ErrorAsync($"can't open '{path}': {error.Text()}");
        return null;
    }

    private static async ValueTask LastAsync(Invocation run, OpenFile file, long count, bool bytes, bool fromStart)
    {
        // All that may be wanted is kept in memory, which is why `tail /dev/zero` runs out of it.
        var content = new StringBuilder();
        var buffer = new byte[64 * 1024];
        var kept = 0L;
        var endless = file.Node is SpecialNode;
        while (true)
        {
            var read = await run.Process.ReadAsync(file, buffer);
            if (read <= 0) break;
            if (endless || content.Length > 1 << 20)
            {
                kept += 1 << 20;
                await run.Process.AllocateAsync(endless ? 1 << 20 : read);
            }

            if (endless && buffer.AsSpan(0, read).IndexOfAnyExcept((byte)0) < 0)
            {
                await run.Process.SleepAsync(TimeSpan.FromMilliseconds(1));
                continue;
            }

            content.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        var text = content.ToString();
        run.Process.Free(kept);
        await run.PrintAsync(Select(text, count, bytes, fromStart));
    }

    private static string Select(string text, long count, bool bytes, bool fromStart)
    {
        if (bytes) return fromStart ? text[(int)Math.Min(text.Length, Math.Max(0, count - 1))..] : text[(int)Math.Max(0, text.Length - count)..];
        if (fromStart)
        {
            var at = 0;
            for (var line = 1; line < count && at < text.Length; line++)
            {
                var end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end + 1;
            }

            return text[at..];
        }

        if (count == 0) return "";
        var start = text.Length;
        if (start > 0 && text[start - 1] == '\n') start--;
        for (var lines = count; start > 0; start--)
        {
            if (text[start - 1] == '\n' && --lines == 0) break;
        }

        return text[start..];
    }

    private static async ValueTask FollowAsync(Invocation run, List<(string Path, OpenFile? File)> files, bool byName, bool titles, double seconds)
    {
        var last = files.FindLastIndex(entry => entry.File is not null);
        var buffer = new byte[16 * 1024];
        while (await run.FlushAsync())
        {
            await run.Process.SleepAsync(TimeSpan.FromSeconds(seconds));
            for (var i = 0; i < files.Count; i++)
            {
                var (path, file) = files[i];
                if (byName && run.Process.Tree.Find(run.Process, path, true, out var node) == Errno.Ok && (file is null || file.Node != node))
                {
                    file?.Close();
                    if (run.Process.Tree.Open(run.Process, path, OpenFlags.Read, 0, out var reopened) != Errno.Ok) continue;
                    file = reopened;
                    files[i] = (path, file);
                }

                if (file is null) continue;
                if (file.Node is { } inode && inode.Size < file.Position) file.Seek(0);
                for (int count; file.CanRead && (count = file.Read(buffer)) > 0;)
                {
                    if (titles && last != i) run.Output.Append(CultureInfo.InvariantCulture, $"\n==> {path} <==\n");
                    last = i;
                    await run.PrintAsync(Encoding.Latin1.GetString(buffer, 0, count));
                }
            }
        }
    }
}
