using System.Globalization;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Utilities.Basics;

namespace Podlab.Simulation.Utilities.FileSystem;

/// <summary><c>ls [-1AaCxdLHRFplinshrSXvctu] [FILE]…</c></summary>
internal sealed class Ls : Utility
{
    private const int TerminalWidth = 80;

    public override IReadOnlyList<string> Names => ["ls"];

    public override string Usage => "[-1AaCxdLHRFplinshrSXvctukZ] [-w WIDTH] [FILE]...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("1AaCxdLHRFplinshrSXvctukw:TgeQ", new Dictionary<string, char>
        { ["color"] = 'C', ["full-time"] = 'e', ["all"] = 'a', ["almost-all"] = 'A', ["recursive"] = 'R', ["human-readable"] = 'h', ["group-directories-first"] = 'T' }) is not { } options) return 1;
        return await new Listing(run, options).RunAsync();
    }

    private sealed record Entry(string Name, string Path, Node Node);

    private sealed class Listing(Invocation run, Options options)
    {
        private readonly bool longForm = options.Has('l') || options.Has('n') || options.Has('e') || options.Has('g');
        private readonly bool single = options.Has('1') || run.Process.Files[1]?.IsTerminal != true;
        private readonly Accounts accounts = Accounts.Read(run.Process);
        private int status;
        private bool printed;

        public async ValueTask<int> RunAsync()
        {
            var operands = options.Operands.Count == 0 ? ["."] : options.Operands;
            var files = new List<Entry>();
            var directories = new List<Entry>();
            foreach (var path in operands)
            {
                var follow = options.Has('L') || options.Has('H') || !(longForm || options.Has('d') || options.Has('F'));
                var error = run.Process.Tree.Find(run.Process, path, follow, out var node);
                if (error == Errno.ENOENT && follow) error = run.Process.Tree.Find(run.Process, path, false, out node);
                if (error != Errno.Ok)
                {
                    await run.ErrorAsync(path, error);
                    status = 1;
                    continue;
                }

                (node is DirectoryNode && !options.Has('d') ? directories : files).Add(new Entry(path, path, node));
            }

            if (files.Count > 0) Show(Sorted(files), total: false);
            foreach (var directory in Sorted(directories)) await DirectoryAsync(directory.Path, operands.Count > 1 || options.Has('R'));
            return status;
        }

        private async ValueTask DirectoryAsync(string path, bool titled)
        {
            var error = run.Process.Tree.List(run.Process, path, out var names);
            if (error != Errno.Ok)
            {
                await run.ErrorAsync($"can't open '{path}': {error.Text()}");
                status = 1;
                return;
            }

            if (titled) run.Output.Append(printed ? "\n" : "").Append(path).Append(":\n");
            printed = true;
            IEnumerable<string> visible = options.Has('a') ? [".", "..", .. names] : options.Has('A') ? names : names.Where(name => name[0] != '.');
            var entries = new List<Entry>();
            foreach (var name in visible)
            {
                var full = path == "/" ? "/" + name : path.TrimEnd('/') + "/" + name;
                if (run.Process.Tree.Find(run.Process, full, options.Has('L'), out var node) == Errno.Ok || run.Process.Tree.Find(run.Process, full, false, out node) == Errno.Ok)
                    entries.Add(new Entry(name, full, node));
            }

            if (run.Process.Charge(entries.Count)) await run.Process.RestAsync();
            var sorted = Sorted(entries);
            Show(sorted, total: longForm || options.Has('s'));
            if (!options.Has('R')) return;
            foreach (var entry in sorted)
                if (entry.Node is DirectoryNode && entry.Name is not ("." or "..")) await DirectoryAsync(entry.Path, true);
        }

        private List<Entry> Sorted(List<Entry> entries)
        {
            IEnumerable<Entry> sorted = entries.OrderBy(entry => entry.Name, StringComparer.Ordinal);
            if (options.Has('t') || options.Has('c')) sorted = sorted.OrderByDescending(entry => entry.Node.Modified);
            else if (options.Has('S')) sorted = sorted.OrderByDescending(entry => entry.Node.Size);
            else if (options.Has('X')) sorted = sorted.OrderBy(entry => entry.Name.LastIndexOf('.') is var dot and >= 0 ? entry.Name[dot..] : "", StringComparer.Ordinal);
            if (options.Has('T')) sorted = sorted.OrderBy(entry => entry.Node is not DirectoryNode);
            return options.Has('r') ? [.. sorted.Reverse()] : [.. sorted];
        }

        private void Show(List<Entry> entries, bool total)
        {
            printed = true;
            if (total) run.Output.Append(CultureInfo.InvariantCulture, $"total {Blocks(entries.Sum(entry => entry.Node.Blocks))}\n");
            if (longForm || single || options.Has('i') || options.Has('s'))
            {
                foreach (var entry in entries) run.Output.Append(Line(entry)).Append('\n');
                return;
            }

            var names = entries.Select(entry => entry.Name + Suffix(entry)).ToList();
            if (names.Count == 0) return;
            var width = names.Max(name => name.Length) + 2;
            var columns = Math.Max(1, TerminalWidth / width);
            var rows = (names.Count + columns - 1) / columns;
            for (var row = 0; row < rows; row++)
            {
                var cells = Enumerable.Range(0, columns).Select(column => column * rows + row).Where(index => index < names.Count).Select(index => names[index]).ToList();
                run.Output.Append(string.Concat(cells.Select((cell, index) => index == cells.Count - 1 ? cell : cell.PadRight(width)))).Append('\n');
            }
        }

        private string Blocks(long blocks) => options.Has('h') ? Sizes.Human(blocks * 512) : (blocks / 2).ToString(CultureInfo.InvariantCulture);

        private string Line(Entry entry)
        {
            var node = entry.Node;
            var prefix = options.Has('i') ? node.Inode.ToString(CultureInfo.InvariantCulture).PadLeft(7) + " " : "";
            if (options.Has('s')) prefix += Blocks(node.Blocks).PadLeft(6) + " ";
            if (!longForm) return prefix + Shown(entry) + Suffix(entry);
            var links = node is DirectoryNode directory ? directory.LinkCount : node.Links;
            var user = options.Has('n') ? node.Uid.ToString(CultureInfo.InvariantCulture) : accounts.UserText(node.Uid);
            var group = options.Has('n') ? node.Gid.ToString(CultureInfo.InvariantCulture) : accounts.GroupText(node.Gid);
            var size = node.Letter == 'c' ? "  1,   3".PadLeft(9) : options.Has('h') ? Sizes.Human(node.Size).PadLeft(7) : node.Size.ToString(CultureInfo.InvariantCulture).PadLeft(9);
            var line = FormattableString.Invariant($"{prefix}{ModeText.Text(node.Letter, node.Mode)} {links,4} {Fit(user),-8} {Fit(group),-8} {size} {Time(node.Modified)} {entry.Name}");
            if (node.Letter != 'l') return line + Suffix(entry);
            var target = run.Process.Tree.ReadLink(run.Process, entry.Path, out var text) == Errno.Ok ? text : node is SymlinkNode link ? link.Target : "";
            return line + " -> " + target;
        }

        private string Shown(Entry entry) => options.Has('Q') ? $"\"{entry.Name}\"" : entry.Name;

        private static string Fit(string name) => name.Length > 8 ? name[..8] : name;

        private string Time(DateTimeOffset time)
        {
            if (options.Has('e')) return Host.DateText.Format("%Y-%m-%d %H:%M:%S +0000", time);
            var age = run.Process.Kernel.Now - time;
            return Host.DateText.Format(age > TimeSpan.FromDays(182) || age < TimeSpan.FromMinutes(-15) ? "%b %e  %Y" : "%b %e %H:%M", time);
        }

        private string Suffix(Entry entry)
        {
            if (entry.Node is DirectoryNode) return options.Has('p') || options.Has('F') ? "/" : "";
            if (!options.Has('F')) return "";
            return entry.Node.Letter switch { 'l' => "@", 'p' => "|", 's' => "=", '-' when (entry.Node.Mode & 0b001_001_001) != 0 => "*", _ => "" };
        }
    }
}

/// <summary>Sizes as -h prints them.</summary>
internal static class Sizes
{
    public static string Human(long bytes)
    {
        if (bytes < 1024) return bytes.ToString(CultureInfo.InvariantCulture);
        var (value, unit) = ((double)bytes, -1);
        while (value >= 1023.95 && unit < 5)
        {
            value /= 1024;
            unit++;
        }

        return value.ToString("F1", CultureInfo.InvariantCulture) + "KMGTPE"[unit];
    }
}
