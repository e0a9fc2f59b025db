using System.Globalization;
using System.Text.RegularExpressions;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>grep [-HhnlLoqvsrRiwFEz] [-m N] [-A|B|C N] { PATTERN | -e PATTERN… | -f FILE } [FILE]…</c></summary>
internal sealed class Grep : Utility
{
    private static readonly Dictionary<string, char> LongNames = new()
    {
        ["ignore-case"] = 'i',
        ["invert-match"] = 'v',
        ["count"] = 'c',
        ["quiet"] = 'q',
        ["silent"] = 'q',
        ["line-number"] = 'n',
        ["recursive"] = 'r',
        ["only-matching"] = 'o',
        ["files-with-matches"] = 'l',
        ["word-regexp"] = 'w',
        ["extended-regexp"] = 'E',
        ["fixed-strings"] = 'F',
        ["color"] = 'Z',
        ["regexp"] = 'e',
        ["max-count"] = 'm',
    };

    public override IReadOnlyList<string> Names => ["grep", "egrep", "fgrep"];

    public override string Usage => "[-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("lnqvscFiHhe:f:Lorm:wxA:B:C:EazRIZ", LongNames) is not { } options) return 2;
        var patterns = options.Values('e').SelectMany(value => value.Split('\n')).ToList();
        foreach (var file in options.Values('f'))
        {
            if (await run.ReadAllAsync(file) is not { } text) return 2;
            patterns.AddRange(text.TrimEnd('\n').Split('\n'));
        }

        var operands = options.Operands;
        if (patterns.Count == 0 && !options.Has('f'))
        {
            if (operands.Count == 0)
            {
                await run.UsageAsync();
                return 2;
            }

            patterns.AddRange(operands[0].Split('\n'));
            operands = operands.GetRange(1, operands.Count - 1);
        }

        var search = new Search(run, options);
        try
        {
            foreach (var pattern in patterns) search.Add(pattern, run.Name == "fgrep" || options.Has('F'), run.Name == "egrep" || options.Has('E'));
        }
        catch (FormatException exception)
        {
            await run.ErrorAsync(exception.Message.StartsWith("Unmatched", StringComparison.Ordinal) ? $"bad regex '{patterns[^1]}'" : $"bad regex '{patterns[^1]}': {exception.Message}");
            return 2;
        }

        var recursive = options.Has('r') || options.Has('R');
        search.ShowNames = options.Has('H') || ((operands.Count > 1 || recursive) && !options.Has('h'));
        if (operands.Count == 0) operands = [recursive ? "." : "-"];
        foreach (var path in operands) await SearchAsync(run, search, options, path, recursive, given: true);
        return search.Failed && !(search.Matched && options.Has('q')) ? 2 : search.Matched ? 0 : 1;
    }

    private static async ValueTask SearchAsync(Invocation run, Search search, Options options, string path, bool recursive, bool given)
    {
        if (search.Done) return;
        if (recursive && path != "-" && run.Process.Tree.Find(run.Process, path, given, out var node) == Errno.Ok && node is DirectoryNode)
        {
            run.Process.Tree.List(run.Process, path, out var names);
            foreach (var name in names) await SearchAsync(run, search, options, path.TrimEnd('/') + "/" + name, true, given: false);
            return;
        }

        if (path == "-")
        {
            if (run.Process.Files[0] is { } input) await search.FileAsync(input, "(standard input)");
            return;
        }

        var error = run.Process.Tree.Open(run.Process, path, OpenFlags.Read, 0, out var file);
        if (error != Errno.Ok)
        {
            search.Failed = true;
            if (!options.Has('s')) await run.ErrorAsync(path, error);
            return;
        }

        // A directory is a file without lines.
        if (file.Node is not DirectoryNode) await search.FileAsync(file, path);
        file.Close();
    }

    private sealed class Search(Invocation run, Options options)
    {
        private readonly List<Regex> regexes = [];
        private readonly int before = Number(options, 'B');
        private readonly int after = Number(options, 'A');
        private readonly long limit = options.Value('m') is { } most && long.TryParse(most, out var parsed) ? parsed : long.MaxValue;

        public bool ShowNames { get; set; }

        public bool Matched { get; private set; }

        public bool Failed { get; set; }

        public bool Done { get; private set; }

        public void Add(string pattern, bool isFixed, bool extended)
        {
            var ignoreCase = options.Has('i');
            var regex = isFixed ? new Regex(Regex.Escape(pattern), RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : 0)) : PosixRegex.Create(pattern, extended, ignoreCase);
            if (options.Has('x')) regex = new Regex($"^(?:{regex})$", regex.Options);
            else if (options.Has('w')) regex = new Regex($@"(?<!\w)(?:{regex})(?!\w)", regex.Options);
            regexes.Add(regex);
        }

        public async ValueTask FileAsync(OpenFile file, string name)
        {
            var (number, count, trailing) = (0, 0L, 0);
            var context = new Queue<(int Number, string Line)>();
            var lastShown = 0;
            var end = options.Has('z') ? '\0' : '\n';
            await foreach (var raw in run.LinesAsync(file, end))
            {
                number++;
                if (run.Process.Charge(1 + raw.Length / 256)) await run.Process.RestAsync();
                var line = raw.EndsWith(end) ? raw[..^1] : raw;
                var hit = regexes.Exists(regex => regex.IsMatch(line)) != options.Has('v');
                if (hit)
                {
                    count++;
                    Matched = true;
                    if (options.Has('q'))
                    {
                        Done = true;
                        return;
                    }

                    if (options.Has('l') || options.Has('L')) break;
                    if (!options.Has('c'))
                    {
                        if ((before > 0 || after > 0) && lastShown > 0 && (context.Count > 0 ? context.Peek().Number : number) > lastShown + 1) run.Output.Append("--\n");
                        foreach (var (earlier, text) in context) Show(name, earlier, text, '-');
                        context.Clear();
                        if (options.Has('o') && !options.Has('v')) ShowMatches(name, number, line);
                        else Show(name, number, line, ':');
                        lastShown = number;
                        trailing = after;
                        await run.PrintAsync("");
                    }

                    if (count >= limit && trailing == 0) break;
                }
                else if (trailing > 0)
                {
                    trailing--;
                    Show(name, number, line, '-');
                    lastShown = number;
                    if (count >= limit && trailing == 0) break;
                }
                else if (before > 0)
                {
                    context.Enqueue((number, line));
                    if (context.Count > before) context.Dequeue();
                }
            }

            if (options.Has('l') && count > 0) run.Output.Append(name).Append('\n');
            else if (options.Has('L') && count == 0) run.Output.Append(name).Append('\n');
            else if (options.Has('c')) run.Output.Append(ShowNames ? name + ":" : "").Append(count.ToString(CultureInfo.InvariantCulture)).Append('\n');
        }

        private void Show(string name, int number, string line, char separator)
        {
            if (ShowNames) run.Output.Append(name).Append(separator);
            if (options.Has('n')) run.Output.Append(number.ToString(CultureInfo.InvariantCulture)).Append(separator);
            run.Output.Append(line).Append(options.Has('z') ? '\0' : '\n');
        }

        private void ShowMatches(string name, int number, string line)
        {
            foreach (var match in regexes.SelectMany(regex => regex.Matches(line)).OrderBy(match => match.Index))
                if (match.Length > 0) Show(name, number, match.Value, ':');
        }

        private static int Number(Options options, char letter) => int.TryParse(options.Value(letter) ?? options.Value('C'), out var number) ? number : 0;
    }
}
