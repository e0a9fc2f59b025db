using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Utilities.FileSystem;

/// <summary><c>tar c|x|t [-zv] [-f FILE] [-C DIR] [FILE]…</c> in the ustar form.</summary>
internal sealed class Tar : Utility
{
    public override IReadOnlyList<string> Names => ["tar"];

    public override string Usage => "c|x|t [-ZzJjahmvokO] [-f TARFILE] [-C DIR] [-T FILE] [-X FILE] [FILE]...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (run.Arguments.Count > 0 && !run.Arguments[0].StartsWith('-')) run.Arguments[0] = "-" + run.Arguments[0];
        if (await run.OptionsAsync("cxtzvf:C:OpmohkaJj", new Dictionary<string, char> { ["file"] = 'f', ["directory"] = 'C', ["strip-components"] = 'k' }) is not { } options) return 1;
        var process = run.Process;
        if (options.Value('C') is { } into)
        {
            if (process.Tree.Walk(process, into, true, out var place) != Errno.Ok || place.Node is not DirectoryNode)
            {
                await run.ErrorAsync($"can't change directory to '{into}': No such file or directory");
                return 1;
            }
        }

        if (options.Has('c')) return await CreateAsync(run, options);
        if (!options.Has('x') && !options.Has('t'))
        {
            await run.UsageAsync();
            return 1;
        }

        if (await run.ReadAllAsync(options.Value('f') ?? "-") is not { } content) return 1;
        var bytes = Encoding.Latin1.GetBytes(content);
        if (bytes.Length > 2 && bytes[0] == 0x1F && bytes[1] == 0x8B) bytes = Gzip.Expand(bytes) ?? [];
        if (options.Value('C') is { } directory && process.Tree.Walk(process, directory, true, out var target) == Errno.Ok) process.WorkingDirectory = target.Path;
        try
        {
            return await ReadAsync(run, options, bytes);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            await run.ErrorAsync("invalid tar magic");
            return 1;
        }
    }

    private static async ValueTask<int> ReadAsync(Invocation run, Options options, byte[] bytes)
    {
        var process = run.Process;
        using var reader = new TarReader(new MemoryStream(bytes));
        var found = new HashSet<string>(StringComparer.Ordinal);
        while (reader.GetNextEntry() is { } entry)
        {
            var name = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(entry.Name));
            if (options.Operands.Count > 0 && !options.Operands.Exists(wanted => name.TrimEnd('/') == wanted.TrimEnd('/') || name.StartsWith(wanted.TrimEnd('/') + "/", StringComparison.Ordinal))) continue;
            found.UnionWith(options.Operands.Where(wanted => name.TrimEnd('/') == wanted.TrimEnd('/') || name.StartsWith(wanted.TrimEnd('/') + "/", StringComparison.Ordinal)));
            if (options.Has('t') || options.Has('v')) run.Output.Append(name).Append('\n');
            if (options.Has('t')) continue;
            if (options.Has('O'))
            {
                if (entry.DataStream is not { } stream) continue;
                var whole = new MemoryStream();
                stream.CopyTo(whole);
                await run.FlushAsync();
                await process.WriteAsync(1, whole.ToArray());
                continue;
            }

            var path = name.TrimStart('/');
            if (path.TrimEnd('/').LastIndexOf('/') is var slash and > 0) Mkdir.MakeAll(process, path[..slash]);
            if (entry.EntryType == TarEntryType.Directory)
            {
                Mkdir.MakeAll(process, path.TrimEnd('/'));
                continue;
            }

            if (entry.EntryType == TarEntryType.SymbolicLink)
            {
                process.Tree.Remove(process, path);
                process.Tree.MakeLink(process, entry.LinkName, path);
                continue;
            }

            var error = process.Open(path, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, out var number, (int)entry.Mode);
            if (error != Errno.Ok)
            {
                await run.ErrorAsync($"can't open '{path}': {error.Text()}");
                return 1;
            }

            if (entry.DataStream is { } data)
            {
                var copy = new MemoryStream();
                data.CopyTo(copy);
                if (copy.Length > 0) await process.WriteAsync(number, copy.ToArray());
            }

            process.Files.Close(number);
            process.Tree.ChangeMode(process, path, (int)entry.Mode);
            if (process.Credentials.Uid == 0) process.Tree.ChangeOwner(process, path, entry.Uid, entry.Gid, false);
        }

        if (options.Operands.Find(wanted => !found.Contains(wanted)) is not { } missing) return 0;
        await run.ErrorAsync($"{missing}: not found in archive");
        return 1;
    }

    private static async ValueTask<int> CreateAsync(Invocation run, Options options)
    {
        var memory = new MemoryStream();
        var status = 0;
        using (var writer = new TarWriter(memory, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var path in options.Operands)
                if (!await AddAsync(run, writer, options, (options.Value('C') is { } from && !path.StartsWith('/') ? from.TrimEnd('/') + "/" : "") + path, path)) status = 1;
        }

        var bytes = memory.ToArray();
        if (options.Has('z')) bytes = Gzip.Compress(bytes);
        var number = 1;
        if (options.Value('f') is { } archive && archive != "-")
        {
            var error = run.Process.Open(archive, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, out number);
            if (error != Errno.Ok)
            {
                await run.ErrorAsync($"can't open '{archive}': {error.Text()}");
                return 1;
            }
        }

        await run.Process.WriteAsync(number, bytes);
        if (status != 0) await run.ErrorAsync("error exit delayed from previous errors");
        return status;
    }

    private static async ValueTask<bool> AddAsync(Invocation run, TarWriter writer, Options options, string path, string name)
    {
        var tree = run.Process.Tree;
        var error = tree.Find(run.Process, path, false, out var node);
        if (error != Errno.Ok)
        {
            await run.ErrorAsync(path, error);
            return false;
        }

        var stored = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(name.TrimStart('/')));
        if (stored.Length == 0) stored = ".";
        if (options.Has('v')) await run.PrintAsync(name + "\n");
        UstarTarEntry entry;
        if (node is DirectoryNode) entry = new UstarTarEntry(TarEntryType.Directory, stored.TrimEnd('/') + "/");
        else if (node is SymlinkNode link) entry = new UstarTarEntry(TarEntryType.SymbolicLink, stored) { LinkName = link.Target };
        else entry = new UstarTarEntry(TarEntryType.RegularFile, stored) { DataStream = new MemoryStream(node is FileNode file ? file.ReadAll() : []) };
        entry.Mode = (UnixFileMode)node.Mode;
        entry.Uid = (int)node.Uid;
        entry.Gid = (int)node.Gid;
        entry.ModificationTime = node.Modified;
        writer.WriteEntry(entry);
        if (node is not DirectoryNode || tree.List(run.Process, path, out var names) != Errno.Ok) return true;
        var fine = true;
        foreach (var child in names) fine &= await AddAsync(run, writer, options, path.TrimEnd('/') + "/" + child, name.TrimEnd('/') + "/" + child);
        return fine;
    }
}

/// <summary><c>gzip [-cfkdt] [FILE]…</c>, <c>gunzip</c>, <c>zcat</c></summary>
internal sealed class Gzip : Utility
{
    public override IReadOnlyList<string> Names => ["gzip", "gunzip", "zcat"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("cfkdtqvn123456789") is not { } options) return 1;
        var expands = run.Name != "gzip" || options.Has('d');
        var toOutput = options.Has('c') || run.Name == "zcat" || options.Operands.Count == 0;
        var status = 0;
        foreach (var path in options.Operands.Count == 0 ? ["-"] : options.Operands)
        {
            if (await run.OpenAsync(path, quoteName: false) is not { } file)
            {
                status = 1;
                continue;
            }

            if (expands && !toOutput && !path.EndsWith(".gz", StringComparison.Ordinal) && !path.EndsWith(".tgz", StringComparison.Ordinal))
            {
                file.Close();
                await run.ErrorAsync($"{path}: unknown suffix - ignored");
                status = 1;
                continue;
            }

            var bytes = Encoding.Latin1.GetBytes(await run.ReadAllAsync(file) ?? "");
            file.Close();
            var result = expands ? Expand(bytes) : Compress(bytes);
            if (result is null)
            {
                await run.ErrorAsync("invalid magic");
                status = 1;
                continue;
            }

            if (toOutput)
            {
                await run.Process.WriteAsync(1, result);
                continue;
            }

            var target = expands ? path.EndsWith(".tgz", StringComparison.Ordinal) ? path[..^4] + ".tar" : path[..^3] : path + ".gz";
            if (options.Has('t')) continue;
            if (!options.Has('f') && run.Process.Tree.Find(run.Process, target, true, out _) == Errno.Ok)
            {
                await run.ErrorAsync($"can't open '{target}': File exists");
                status = 1;
                continue;
            }

            if (run.Process.Open(target, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, out var number) != Errno.Ok) return 1;
            await run.Process.WriteAsync(number, result);
            run.Process.Files.Close(number);
            if (!options.Has('k')) run.Process.Tree.Remove(run.Process, path);
        }

        return status;
    }

    public static byte[] Compress(byte[] bytes)
    {
        var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(bytes);
        return memory.ToArray();
    }

    /// <summary>Null when it is not gzip.</summary>
    public static byte[]? Expand(byte[] bytes)
    {
        try
        {
            var memory = new MemoryStream();
            using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            gzip.CopyTo(memory);
            return memory.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
