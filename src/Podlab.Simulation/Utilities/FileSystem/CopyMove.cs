using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities.FileSystem;

/// <summary><c>cp [-arPLHpfinlsTu] SOURCE… DEST</c></summary>
internal sealed class Cp : Utility
{
    public override IReadOnlyList<string> Names => ["cp"];

    public override string Usage => "[-arPLHpfinlsTu] SOURCE DEST\nor: cp [-arPLHpfinlsu] SOURCE... { -t DIRECTORY | DIRECTORY }";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("pdRfilsLHarPvuTt:nx", new Dictionary<string, char> { ["recursive"] = 'r', ["force"] = 'f', ["parents"] = 'x', ["archive"] = 'a' }) is not { } options) return 1;
        var operands = options.Operands;
        if (options.Value('t') is { } into) operands.Add(into);
        if (operands.Count < 2)
        {
            await run.UsageAsync();
            return 1;
        }

        var target = operands[^1];
        var isDirectory = !options.Has('T') && run.Process.Tree.Find(run.Process, target, true, out var node) == Errno.Ok && node is DirectoryNode;
        // Of several files each would go into the target, whether it is a directory or not.
        isDirectory |= operands.Count > 2;
        var status = 0;
        foreach (var source in operands.SkipLast(1))
        {
            var destination = isDirectory ? target.TrimEnd('/') + "/" + Process.BaseName(source.TrimEnd('/')) : target;
            if (!await CopyAsync(run, source, destination, new CopyMode(
                options.Has('r') || options.Has('R') || options.Has('a'), options.Has('p') || options.Has('a'), options.Has('L') || !(options.Has('r') || options.Has('R') || options.Has('a') || options.Has('d') || options.Has('P')), options.Has('n'))
            { Verbose = options.Has('v'), HardLink = options.Has('l'), SymbolicLink = options.Has('s') })) status = 1;
        }

        return status;
    }

    public sealed record CopyMode(bool Recursive, bool Preserve, bool Follow, bool NoClobber)
    {
        public bool Verbose { get; init; }
        public bool HardLink { get; init; }
        public bool SymbolicLink { get; init; }
    }

    public static async ValueTask<bool> CopyAsync(Invocation run, string source, string destination, CopyMode mode)
    {
        var (process, tree) = (run.Process, run.Process.Tree);
        if (process.Charge(3)) await process.RestAsync();
        var error = tree.Find(process, source, mode.Follow, out var node);
        if (error != Errno.Ok)
        {
            await run.ErrorAsync($"can't stat '{source}': {error.Text()}");
            return false;
        }

        if (mode.Verbose) await run.PrintAsync($"'{source}' -> '{destination}'\n");
        if (node is DirectoryNode) return await CopyDirectoryAsync(run, source, destination, node, mode);
        if (tree.Find(process, destination, true, out var existing) == Errno.Ok)
        {
            if (mode.NoClobber) return true;
            if (existing == node)
            {
                await run.ErrorAsync($"'{source}' and '{destination}' are the same file");
                return false;
            }
        }

        if (mode.HardLink) error = tree.HardLink(process, source, destination);
        else if (mode.SymbolicLink) error = tree.MakeLink(process, source, destination);
        else if (node is SymlinkNode link)
        {
            tree.Remove(process, destination);
            error = tree.MakeLink(process, link.Target, destination);
        }
        else
        {
            return await CopyFileAsync(run, source, destination, node, mode);
        }

        if (error == Errno.Ok) return true;
        await run.ErrorAsync($"can't create link '{destination}': {error.Text()}");
        return false;
    }

    private static async ValueTask<bool> CopyDirectoryAsync(Invocation run, string source, string destination, Node node, CopyMode mode)
    {
        var (process, tree) = (run.Process, run.Process.Tree);
        if (!mode.Recursive)
        {
            await run.ErrorAsync($"omitting directory '{source}'");
            return false;
        }

        var error = tree.List(process, source, out var names);
        if (error == Errno.Ok)
        {
            error = tree.MakeDirectory(process, destination, node.Mode | 0b111_000_000);
            if (error == Errno.EEXIST && tree.Find(process, destination, true, out var existing) == Errno.Ok && existing is DirectoryNode) error = Errno.Ok;
            if (error != Errno.Ok)
            {
                await run.ErrorAsync($"can't create directory '{destination}': {error.Text()}");
                return false;
            }
        }
        else
        {
            await run.ErrorAsync($"can't open '{source}': {error.Text()}");
            return false;
        }

        var fine = true;
        foreach (var name in names) fine &= await CopyAsync(run, source.TrimEnd('/') + "/" + name, destination.TrimEnd('/') + "/" + name, mode with { Follow = false });
        Preserve(process, node, destination, mode);
        return fine;
    }

    private static async ValueTask<bool> CopyFileAsync(Invocation run, string source, string destination, Node node, CopyMode mode)
    {
        var (process, tree) = (run.Process, run.Process.Tree);
        var error = process.Open(source, OpenFlags.Read, out var input);
        if (error != Errno.Ok)
        {
            await run.ErrorAsync($"can't open '{source}': {error.Text()}");
            return false;
        }

        error = process.Open(destination, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, out var output, node.Mode & 0b111_111_111);
        if (error != Errno.Ok)
        {
            process.Files.Close(input);
            await run.ErrorAsync($"can't create '{destination}': {error.Text()}");
            return false;
        }

        var buffer = new byte[64 * 1024];
        var fine = true;
        for (int count; fine && (count = await process.ReadAsync(input, buffer)) > 0;)
        {
            var written = await process.WriteAsync(output, buffer.AsMemory(0, count));
            if (written == count) continue;
            fine = false;
            await run.ErrorAsync($"error writing to '{destination}': {(written < 0 ? (Errno)(-written) : Errno.ENOSPC).Text()}");
        }

        if (node is FileNode { Program: { } program } && process.Files[output]?.Node is FileNode copy) copy.Program = program;
        process.Files.Close(input);
        process.Files.Close(output);
        Preserve(process, node, destination, mode);
        return fine;
    }

    private static void Preserve(Process process, Node node, string destination, CopyMode mode)
    {
        if (!mode.Preserve) return;
        process.Tree.ChangeOwner(process, destination, node.Uid, node.Gid, true);
        process.Tree.ChangeMode(process, destination, node.Mode);
        process.Tree.SetTime(process, destination, node.Modified, true);
    }
}

/// <summary><c>mv [-finT] SOURCE… DEST</c></summary>
internal sealed class Mv : Utility
{
    public override IReadOnlyList<string> Names => ["mv"];

    public override string Usage => "[-finT] SOURCE DEST\nor: mv [-fin] SOURCE... { -t DIRECTORY | DIRECTORY }";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("finTt:v") is not { } options) return 1;
        var operands = options.Operands;
        if (options.Value('t') is { } into) operands.Add(into);
        if (operands.Count < 2)
        {
            await run.UsageAsync();
            return 1;
        }

        var (process, tree) = (run.Process, run.Process.Tree);
        var target = operands[^1];
        var isDirectory = !options.Has('T') && tree.Find(process, target, true, out var node) == Errno.Ok && node is DirectoryNode;
        isDirectory |= operands.Count > 2;
        var status = 0;
        foreach (var source in operands.SkipLast(1))
        {
            var destination = isDirectory ? target.TrimEnd('/') + "/" + Process.BaseName(source.TrimEnd('/')) : target;
            if (operands.Count > 2 && tree.Find(process, destination, false, out _) is var place && place is Errno.ENOTDIR)
            {
                await run.ErrorAsync($"can't stat '{destination}': Path has non-directory component");
                status = 1;
                continue;
            }

            if (options.Has('n') && tree.Find(process, destination, false, out _) == Errno.Ok) continue;
            var error = tree.Rename(process, source.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : source, destination);
            if (error == Errno.EXDEV)
            {
                if (tree.Find(process, destination, false, out var old) == Errno.Ok && old is not DirectoryNode) tree.Remove(process, destination);
                if (await Cp.CopyAsync(run, source, destination, new Cp.CopyMode(true, true, false, false)) && await Rm.RemoveAsync(run, source, true, true)) continue;
                status = 1;
                continue;
            }

            if (error == Errno.Ok && options.Has('v')) run.Output.Append($"'{source}' -> '{destination}'\n");
            if (error == Errno.Ok) continue;
            await run.ErrorAsync($"can't rename '{source}': {error.Text()}");
            status = 1;
        }

        return status;
    }
}

/// <summary><c>ln [-sfnTv] TARGET… LINK</c></summary>
internal sealed class Ln : Utility
{
    public override IReadOnlyList<string> Names => ["ln", "link"];

    public override string Usage => "[-sfnbtv] [-S SUF] TARGET... LINK|DIR";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("sfnbTvS:t:") is not { } options) return 1;
        var operands = options.Operands;
        if (operands.Count == 0)
        {
            await run.UsageAsync();
            return 1;
        }

        var (process, tree) = (run.Process, run.Process.Tree);
        var target = operands.Count > 1 ? operands[^1] : "./" + Process.BaseName(operands[0]);
        var isDirectory = !options.Has('T') && tree.Find(process, target, !options.Has('n'), out var node) == Errno.Ok && node is DirectoryNode;
        var status = 0;
        foreach (var source in operands.Count > 1 ? operands.SkipLast(1) : operands)
        {
            var link = isDirectory ? target.TrimEnd('/') + "/" + Process.BaseName(source.TrimEnd('/')) : target;
            if (options.Has('f')) tree.Remove(process, link);
            var error = options.Has('s') ? tree.MakeLink(process, source, link) : tree.HardLink(process, source, link);
            if (error == Errno.Ok && options.Has('v')) run.Output.Append($"'{link}' -> '{source}'\n");
            if (error == Errno.Ok) continue;
            await run.ErrorAsync(!options.Has('s') && tree.Find(process, source, false, out _) != Errno.Ok ? $"{source}: {Errno.ENOENT.Text()}" : $"{link}: {error.Text()}");
            status = 1;
        }

        return status;
    }
}
