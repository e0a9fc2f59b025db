using System.Globalization;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Utilities.Basics;

namespace Podlab.Simulation.Utilities.FileSystem;

/// <summary>What chmod, chown and chgrp share: operands, -R.</summary>
internal abstract class AttributeUtility : Utility
{
    protected static async ValueTask<int> EachAsync(Invocation run, IEnumerable<string> paths, bool recursive, bool quiet, Func<string, Node, Errno> change)
    {
        var status = 0;
        foreach (var path in paths)
        {
            var error = run.Process.Tree.Find(run.Process, path, true, out var node);
            if (error == Errno.Ok) error = change(path, node);
            if (error != Errno.Ok)
            {
                if (!quiet) await run.ErrorAsync(path, error);
                status = 1;
            }

            if (recursive && node is DirectoryNode && run.Process.Tree.List(run.Process, path, out var names) == Errno.Ok)
            {
                var inner = names.Select(name => path.TrimEnd('/') + "/" + name).Where(child => run.Process.Tree.Find(run.Process, child, false, out var entry) == Errno.Ok && entry is not SymlinkNode);
                if (await EachAsync(run, inner.ToList(), true, quiet, change) != 0) status = 1;
            }
        }

        return status;
    }
}

/// <summary><c>chmod [-Rcvf] MODE[,MODE] FILE…</c></summary>
internal sealed class Chmod : AttributeUtility
{
    public override IReadOnlyList<string> Names => ["chmod"];

    public override string Usage => "[-Rcvf] MODE[,MODE]... FILE...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        // A mode may begin with a minus.
        var at = run.Arguments.FindIndex(argument => argument.Length > 1 && argument[0] == '-' && argument[1] is 'r' or 'w' or 'x' or 's' or 't' or 'X');
        string? minus = null;
        if (at >= 0)
        {
            minus = run.Arguments[at];
            run.Arguments.RemoveAt(at);
        }

        if (await run.OptionsAsync("Rcvf") is not { } options) return 1;
        var operands = options.Operands;
        if (minus is not null) operands.Insert(0, minus);
        if (operands.Count < 2)
        {
            await run.UsageAsync();
            return 1;
        }

        if (ModeText.Parse(operands[0], 0, false, 0) is null && run.Process.Tree.Find(run.Process, operands[1], true, out _) == Errno.Ok)
        {
            await run.ErrorAsync($"invalid mode '{operands[0]}'");
            return 1;
        }

        return await EachAsync(run, operands.Skip(1), options.Has('R'), options.Has('f'),
            (path, node) =>
            {
                var before = node.Mode;
                var error = run.Process.Tree.ChangeMode(run.Process, path, ModeText.Parse(operands[0], before, node is DirectoryNode, run.Process.Umask) ?? before);
                if (error == Errno.Ok && (options.Has('v') || (options.Has('c') && node.Mode != before)))
                    run.Output.Append($"mode of '{path}' changed to {Convert.ToString(node.Mode, 8).PadLeft(4, '0')} ({ModeText.Text(node.Letter, node.Mode)[1..]})\n");
                return error;
            });
    }
}

/// <summary><c>chown [-RhLHPcvf] USER[:GROUP] FILE…</c> and <c>chgrp</c></summary>
internal sealed class Chown : AttributeUtility
{
    public override IReadOnlyList<string> Names => ["chown", "chgrp"];

    public override string Usage => "[-RhLHPcvf] USER[:[GRP]] FILE...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("RhLHPcvf") is not { } options) return 1;
        if (options.Operands.Count < 2)
        {
            await run.UsageAsync();
            return 1;
        }

        var accounts = Accounts.Read(run.Process);
        var parts = (run.Name == "chgrp" ? ":" : "") + options.Operands[0];
        var (user, group) = parts.IndexOfAny([':', '.']) is var at and >= 0 ? (parts[..at], parts[(at + 1)..]) : (parts, "");
        long uid = -1, gid = -1;
        if (user.Length > 0 && !long.TryParse(user, out uid))
        {
            if (accounts.FindUser(user) is not { } known)
            {
                await run.ErrorAsync($"unknown user {user}");
                return 1;
            }

            uid = known.Uid;
        }

        if (group.Length > 0 && !long.TryParse(group, out gid))
        {
            if (accounts.FindGroup(group) is not { } known)
            {
                await run.ErrorAsync($"unknown group {group}");
                return 1;
            }

            gid = known;
        }

        return await EachAsync(run, options.Operands.Skip(1), options.Has('R'), options.Has('f'),
            (path, _) => run.Process.Tree.ChangeOwner(run.Process, path, user.Length > 0 ? uid : -1, group.Length > 0 ? gid : -1, !options.Has('h')));
    }
}

/// <summary><c>stat [-ltf] [-c FMT] FILE…</c></summary>
internal sealed class Stat : Utility
{
    public override IReadOnlyList<string> Names => ["stat"];

    public override string Usage => "[-ltf] [-c FMT] FILE...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("Lltfc:") is not { } options) return 1;
        if (options.Operands.Count == 0)
        {
            await run.UsageAsync();
            return 1;
        }

        var accounts = Accounts.Read(run.Process);
        var status = 0;
        foreach (var path in options.Operands)
        {
            var error = run.Process.Tree.Find(run.Process, path, options.Has('L'), out var node);
            if (error != Errno.Ok)
            {
                await run.ErrorAsync($"can't stat '{path}': {error.Text()}");
                status = 1;
                continue;
            }

            string Field(char letter) => Text(letter, path, node, accounts, run.Process);
            if (options.Value('c') is { } format)
            {
                run.Output.Append(Expand(format, Field)).Append('\n');
                continue;
            }

            if (options.Has('t'))
            {
                run.Output.Append(Expand("%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %o", Field)).Append('\n');
                continue;
            }

            var link = node is SymlinkNode symlink ? $" -> {symlink.Target}" : "";
            run.Output.Append(CultureInfo.InvariantCulture, $"  File: {path}{link}\n  Size: {node.Size,-10}\tBlocks: {node.Blocks,-10} IO Block: 4096   {Field('F')}\n");
            run.Output.Append(CultureInfo.InvariantCulture, $"Device: {30:x}h/{30}d\tInode: {node.Inode,-10}  Links: {Field('h')}\n");
            run.Output.Append(CultureInfo.InvariantCulture, $"Access: ({Convert.ToString(node.Mode, 8).PadLeft(4, '0')}/{Field('A')})  Uid: ({node.Uid,5}/{Field('U'),8})   Gid: ({node.Gid,5}/{Field('G'),8})\n");
            foreach (var name in (string[])["Access", "Modify", "Change"]) run.Output.Append(CultureInfo.InvariantCulture, $"{name}: {Field('y')}\n");
        }

        return status;
    }

    private static string Expand(string format, Func<char, string> field)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 >= format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            var left = format[++i] == '-';
            if (left) i++;
            var start = i;
            while (i + 1 < format.Length && char.IsAsciiDigit(format[i])) i++;
            var width = i > start ? int.Parse(format.AsSpan(start, i - start), CultureInfo.InvariantCulture) : 0;
            var value = format[i] == '%' ? "%" : field(format[i]);
            text.Append(left ? value.PadRight(width) : value.PadLeft(width));
        }

        return text.ToString();
    }

    private static string Text(char letter, string path, Node node, Accounts accounts, Process process)
    {
        string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
        return letter switch
        {
            'n' => path,
            'N' => node is SymlinkNode link ? $"'{path}' -> '{link.Target}'" : $"'{path}'",
            's' => Number(node.Size),
            'b' => Number(node.Blocks),
            'B' => "512",
            'o' => "4096",
            'a' => Convert.ToString(node.Mode, 8),
            'A' => ModeText.Text(node.Letter, node.Mode),
            'u' => Number(node.Uid),
            'U' => accounts.FindUser(node.Uid)?.Name ?? "UNKNOWN",
            'g' => Number(node.Gid),
            'G' => accounts.GroupName(node.Gid) ?? "UNKNOWN",
            'i' => Number(node.Inode),
            'h' => Number(node is DirectoryNode directory ? directory.LinkCount : node.Links),
            'f' => Convert.ToString(node.Mode | (node.Letter switch { 'd' => 0x4000, 'l' => 0xA000, 'c' => 0x2000, 'p' => 0x1000, _ => 0x8000 }), 16),
            'F' => node.Letter switch { 'd' => "directory", 'l' => "symbolic link", 'c' => "character special file", 'p' => "fifo", 's' => "socket", _ => node.Size == 0 ? "regular empty file" : "regular file" },
            'X' or 'Y' or 'Z' => Number(node.Modified.ToUnixTimeSeconds()),
            'x' or 'y' or 'z' => Host.DateText.Format("%Y-%m-%d %H:%M:%S.%N +0000", node.Modified),
            'D' => "1e",
            'd' => "30",
            't' or 'T' => "0",
            'C' => "?",
            'm' => process.Tree.Mounts[0].Path,
            _ => "?",
        };
    }
}
