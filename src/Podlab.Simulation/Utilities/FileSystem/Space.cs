using System.Globalization;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities.FileSystem;

/// <summary><c>df [-PkmhTai] [FILESYSTEM]…</c></summary>
internal sealed class Df : Utility
{
    /// <summary>What a file system without a limit shows.</summary>
    private const long DefaultBytes = 40L << 30;

    public override IReadOnlyList<string> Names => ["df"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("PkmhTaiB:") is not { } options) return 1;
        var mounts = run.Process.Tree.Mounts;
        var chosen = new List<Mount>();
        var status = 0;
        foreach (var path in options.Operands)
        {
            var error = run.Process.Tree.Walk(run.Process, path, true, out var place);
            if (error == Errno.Ok && place.Node is null) error = Errno.ENOENT;
            if (error == Errno.Ok)
            {
                chosen.Add(place.Mount);
                continue;
            }

            await run.ErrorAsync(path, error);
            status = 1;
        }

        if (options.Operands.Count == 0) chosen.AddRange(mounts.Where(mount => options.Has('a') || mount.Root.Store.Type is "overlay" or "ext4" or "tmpfs"));
        if (chosen.Count == 0) return status;
        var human = options.Has('h');
        var unit = options.Has('m') ? 1L << 20 : 1024;
        var type = options.Has('T') ? "Type       " : "";
        run.Output.Append(human ? $"Filesystem           {type}     Size      Used Available Use% Mounted on\n"
            : $"Filesystem           {type}{(options.Has('m') ? "1M-blocks" : options.Has('P') ? "1024-blocks" : "1K-blocks")}      Used Available {(options.Has('P') ? "Capacity" : "Use%")} Mounted on\n");
        foreach (var mount in chosen)
        {
            var (size, used) = Space(mount.Root.Store);
            var available = Math.Max(0, size - used);
            string Text(long bytes) => human ? bytes == 0 ? "0" : Sizes.Human(bytes) : (bytes / unit).ToString(CultureInfo.InvariantCulture);
            var percent = used + available == 0 ? 0 : (used * 100 + (used + available) - 1) / (used + available);
            var name = mount.Root.Store.Source;
            if (name.Length > 20) name += "\n" + new string(' ', 20);
            var kind = options.Has('T') ? $"{mount.Root.Store.Type,-10} " : "";
            run.Output.Append(CultureInfo.InvariantCulture, $"{name,-20} {kind}{Text(size),9} {Text(used),9} {Text(available),9} {percent,3}% {mount.Path}\n");
        }

        return status;
    }

    private static (long Size, long Used) Space(FileStore store)
    {
        var below = store.Below;
        return store.Limit is { } limit && below is null ? (limit, store.Used) : below is not null ? (below.Limit ?? DefaultBytes, below.Used) : (store.IsMemory ? DefaultBytes / 5 : DefaultBytes, store.Used);
    }
}

/// <summary><c>du [-aHLdclsxhmk] [FILE]…</c></summary>
internal sealed class Du : Utility
{
    public override IReadOnlyList<string> Names => ["du"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("aHLd:clsxhmkb", new Dictionary<string, char> { ["max-depth"] = 'd' }) is not { } options) return 1;
        var status = 0;
        var total = 0L;
        var most = options.Has('s') ? 0 : int.TryParse(options.Value('d'), out var depth) ? depth : int.MaxValue;
        foreach (var path in options.Operands.Count == 0 ? ["."] : options.Operands)
        {
            if (await SumAsync(run, options, path, 0, most) is { } blocks) total += blocks;
            else status = 1;
        }

        if (options.Has('c')) Print(run, options, total, "total");
        return status;
    }

    private static async ValueTask<long?> SumAsync(Invocation run, Options options, string path, int depth, int most)
    {
        if (run.Process.Charge(2)) await run.Process.RestAsync();
        var error = run.Process.Tree.Find(run.Process, path, depth == 0 && options.Has('H'), out var node);
        if (error != Errno.Ok)
        {
            await run.ErrorAsync(path, error);
            return null;
        }

        var blocks = options.Has('b') ? node.Size : node.Blocks;
        if (node is DirectoryNode && run.Process.Tree.List(run.Process, path, out var names) == Errno.Ok)
            foreach (var name in names) blocks += await SumAsync(run, options, path.TrimEnd('/') + "/" + name, depth + 1, most) ?? 0;
        if (depth <= most && (node is DirectoryNode || options.Has('a') || depth == 0)) Print(run, options, blocks, path);
        return blocks;
    }

    private static void Print(Invocation run, Options options, long blocks, string path) =>
        run.Output.Append(options.Has('h') ? Sizes.Human(blocks * 512) : (options.Has('m') ? (blocks + 2047) / 2048 : options.Has('b') ? blocks : blocks / 2).ToString(CultureInfo.InvariantCulture)).Append('\t').Append(path).Append('\n');
}

/// <summary><c>dd [if=FILE] [of=FILE] [bs=N] [count=N] [skip=N] [seek=N] [conv=notrunc,sync]</c></summary>
internal sealed class Dd : Utility
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["conv"] = ["notrunc", "sync", "noerror", "fsync", "swab"],
        ["iflag"] = ["skip_bytes", "count_bytes", "fullblock", "direct"],
        ["oflag"] = ["seek_bytes", "append", "direct"],
        ["status"] = ["noxfer", "none", "progress"],
    };

    public override IReadOnlyList<string> Names => ["dd"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var argument in run.Arguments.SkipWhile(argument => argument == "--"))
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                await run.UsageAsync();
                return 1;
            }

            var (name, value) = (argument[..equals], argument[(equals + 1)..]);
            if (name is "bs" or "ibs" or "obs" or "count" or "skip" or "seek" && Text.Count.Parse(value) is null)
            {
                await run.ErrorAsync($"invalid number '{value}'");
                return 1;
            }

            if (Known.GetValueOrDefault(name) is { } words && Array.Find(value.Split(','), word => !words.Contains(word)) is { } wrong)
            {
                await run.ErrorAsync($"invalid argument '{wrong}' to '{name}'");
                return 1;
            }

            values[name] = value;
        }

        long Value(string name, long fallback) => values.TryGetValue(name, out var text) && Text.Count.Parse(text) is { } number ? number : fallback;
        var process = run.Process;
        var (block, count, skip, seek) = (Value("bs", Value("ibs", 512)), Value("count", long.MaxValue), Value("skip", 0), Value("seek", 0));
        var (input, output) = (0, 1);
        if (values.TryGetValue("if", out var from) && process.Open(from, OpenFlags.Read, out input) is var inError && inError != Errno.Ok)
        {
            await run.ErrorAsync($"can't open '{from}': {inError.Text()}");
            return 1;
        }

        var truncates = !values.GetValueOrDefault("conv", "").Contains("notrunc", StringComparison.Ordinal) && seek == 0;
        if (values.TryGetValue("of", out var to) && process.Open(to, OpenFlags.Write | OpenFlags.Create | (truncates ? OpenFlags.Truncate : 0), out output) is var outError && outError != Errno.Ok)
        {
            await run.ErrorAsync($"can't open '{to}': {outError.Text()}");
            return 1;
        }

        await process.AllocateAsync(block);
        var buffer = new byte[Math.Min(block, 64 << 20)];
        if (skip > 0 && process.Files[input]?.Seek(skip * block) < 0)
            for (var i = 0L; i < skip; i++) await ReadBlockAsync(process, input, buffer);
        if (seek > 0) process.Files[output]?.Seek(seek * block);
        var started = process.Kernel.Now;
        var (wholeIn, partIn, wholeOut, partOut, bytes, status) = (0L, 0L, 0L, 0L, 0L, 0);
        for (var done = 0L; done < count; done++)
        {
            var read = await process.ReadAsync(input, buffer);
            if (read < 0)
            {
                await run.ErrorAsync(from ?? "read error", (Errno)(-read));
                status = 1;
                break;
            }

            if (read == 0) break;
            if (read == buffer.Length) wholeIn++;
            else partIn++;
            var written = await process.WriteAsync(output, buffer.AsMemory(0, read));
            if (written > 0)
            {
                bytes += written;
                if (written == buffer.Length) wholeOut++;
                else partOut++;
            }

            if (written == read) continue;
            await run.ErrorAsync("error writing '" + (to ?? "standard output") + "'", written < 0 ? (Errno)(-written) : Errno.ENOSPC);
            status = 1;
            break;
        }

        if (values.GetValueOrDefault("status") == "none") return status;
        var seconds = Math.Max((process.Kernel.Now - started).TotalSeconds, bytes / 1e9 + 0.000001);
        var rate = bytes / seconds;
        var (human, speed) = (HumanBytes(bytes), HumanBytes(rate));
        await process.WriteAsync(2, FormattableString.Invariant($"{wholeIn}+{partIn} records in\n{wholeOut}+{partOut} records out\n{(values.GetValueOrDefault("status") == "noxfer" ? "" : $"{bytes} bytes ({human}) copied, {seconds:F6} seconds, {speed}/s\n")}"));
        return status;
    }

    private static string HumanBytes(double bytes)
    {
        var unit = 0;
        while (bytes >= 1023.95 && unit < 5)
        {
            bytes /= 1024;
            unit++;
        }

        return bytes.ToString("F1", CultureInfo.InvariantCulture) + " KMGTP"[unit].ToString().Trim() + "B";
    }

    private static async ValueTask ReadBlockAsync(Process process, int input, byte[] buffer)
    {
        for (var done = 0; done < buffer.Length;)
        {
            var count = await process.ReadAsync(input, buffer.AsMemory(done));
            if (count <= 0) return;
            done += count;
        }
    }
}

/// <summary><c>truncate [-c] -s SIZE FILE…</c>, <c>fallocate [-o OFS] -l LEN FILE</c></summary>
internal sealed class Truncate : Utility
{
    public override IReadOnlyList<string> Names => ["truncate", "fallocate"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("cs:l:o:") is not { } options) return 1;
        if ((options.Value('s') ?? options.Value('l')) is not { } text || options.Operands.Count == 0 || Text.Count.Parse(text.TrimStart('+', '-', '<', '>')) is not { } size)
        {
            await run.UsageAsync();
            return 1;
        }

        var status = 0;
        foreach (var path in options.Operands)
        {
            var error = run.Process.Open(path, OpenFlags.Write | (options.Has('c') ? 0 : OpenFlags.Create), out var number);
            if (error == Errno.Ok && run.Process.Files[number]?.Node is FileNode node)
            {
                var length = text[0] == '+' ? node.Size + size : text[0] == '-' ? Math.Max(0, node.Size - size) : size;
                if (run.Name == "fallocate")
                {
                    var chunk = new byte[1 << 16];
                    run.Process.Files[number]!.Seek(node.Size);
                    while (node.Size < length && error == Errno.Ok)
                    {
                        var written = await run.Process.WriteAsync(number, chunk.AsMemory(0, (int)Math.Min(chunk.Length, length - node.Size)));
                        if (written <= 0) error = (Errno)(-written);
                    }
                }
                else
                {
                    error = node.SetLength(length);
                }

                run.Process.Files.Close(number);
            }

            if (error == Errno.Ok || (error == Errno.ENOENT && options.Has('c'))) continue;
            await run.ErrorAsync(path, error);
            status = 1;
        }

        return status;
    }
}

/// <summary><c>mount</c> without arguments lists; everything else needs rights that containers lack. <c>umount</c> likewise.</summary>
internal sealed class MountUtility : Utility
{
    public override IReadOnlyList<string> Names => ["mount", "umount", "mountpoint"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var mounts = run.Process.Tree.Mounts;
        if (run.Name == "mountpoint")
        {
            var path = run.Arguments.LastOrDefault() ?? "";
            var found = run.Process.Tree.Walk(run.Process, path, true, out var place) == Errno.Ok && place.Node is not null && mounts.Any(mount => mount.Path == place.Path);
            if (!run.Arguments.Contains("-q")) run.Output.Append(path).Append(found ? " is a mountpoint\n" : " is not a mountpoint\n");
            return found ? 0 : 1;
        }

        if (run.Arguments.Count > 0)
        {
            await run.ErrorAsync(run.Name == "umount" ? $"can't unmount {run.Arguments[^1]}: Operation not permitted" : "permission denied (are you root?)");
            return 1;
        }

        foreach (var mount in mounts)
            run.Output.Append(CultureInfo.InvariantCulture, $"{mount.Root.Store.Source} on {mount.Path} type {mount.Root.Store.Type} ({(mount.ReadOnly ? "ro" : "rw")},{mount.Options})\n");
        return 0;
    }
}
