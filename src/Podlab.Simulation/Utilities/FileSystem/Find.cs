using System.Globalization;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Shell.Expansion;
using Podlab.Simulation.Utilities.Basics;

namespace Podlab.Simulation.Utilities.FileSystem;

/// <summary><c>find [PATH]… [OPTIONS] [ACTIONS]</c></summary>
internal sealed class Find : Utility
{
    public override IReadOnlyList<string> Names => ["find"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var arguments = run.Arguments;
        var index = 0;
        while (index < arguments.Count && arguments[index] is "-H" or "-L" or "-P") index++;
        var follow = arguments.Take(index).Contains("-L");
        var paths = new List<string>();
        while (index < arguments.Count && !(arguments[index].Length > 1 && arguments[index][0] == '-') && arguments[index] is not ("(" or "!")) paths.Add(arguments[index++]);
        if (paths.Count == 0) paths.Add(".");
        var walk = new Walk(run, arguments, index, follow);
        if (!await walk.ParseAsync()) return 1;
        foreach (var path in paths) await walk.VisitAsync(path, 0);
        await walk.FinishAsync();
        return walk.Status;
    }

    private delegate ValueTask<bool> Test(string path, Node node);

    private sealed class Walk(Invocation run, List<string> words, int index, bool follow)
    {
        private readonly List<(List<string> Command, List<string> Paths)> batches = [];
        private Test test = (_, _) => ValueTask.FromResult(true);
        private bool hasAction;
        private bool pruned;
        private bool depthFirst;
        private int minDepth;
        private int maxDepth = int.MaxValue;
        private string? error;

        public int Status { get; private set; }

        public async ValueTask<bool> ParseAsync()
        {
            if (index < words.Count) test = Or();
            if (error is null && index < words.Count) error = $"unrecognized: {words[index]}";
            if (error is null) return true;
            await run.ErrorAsync(error);
            return false;
        }

        public async ValueTask VisitAsync(string path, int depth)
        {
            if (run.Process.Charge(2)) await run.Process.RestAsync();
            var found = run.Process.Tree.Find(run.Process, path, follow, out var node);
            if (found != Errno.Ok && follow) found = run.Process.Tree.Find(run.Process, path, false, out node);
            if (found != Errno.Ok)
            {
                await run.ErrorAsync(path, found);
                Status = 1;
                return;
            }

            pruned = false;
            if (!depthFirst) await TestAsync(path, node, depth);
            if (node is DirectoryNode && depth < maxDepth && !pruned)
            {
                var listed = run.Process.Tree.List(run.Process, path, out var names);
                if (listed != Errno.Ok)
                {
                    await run.ErrorAsync(path, listed);
                    Status = 1;
                }

                foreach (var name in names) await VisitAsync(path.EndsWith('/') ? path + name : path + "/" + name, depth + 1);
            }

            if (depthFirst) await TestAsync(path, node, depth);
        }

        public async ValueTask FinishAsync()
        {
            foreach (var (command, paths) in batches)
                if (paths.Count > 0) await ExecAsync([.. command, .. paths]);
        }

        private async ValueTask TestAsync(string path, Node node, int depth)
        {
            if (depth < minDepth) return;
            if (await test(path, node) && !hasAction) await run.PrintAsync(path + "\n");
        }

        private Test Or()
        {
            var left = And();
            while (index < words.Count && words[index] is "-o" or "-or")
            {
                index++;
                var (first, second) = (left, And());
                left = async (path, node) => await first(path, node) || await second(path, node);
            }

            return left;
        }

        private Test And()
        {
            var left = Primary();
            while (index < words.Count && words[index] is not ("-o" or "-or" or ")") && error is null)
            {
                if (words[index] is "-a" or "-and") index++;
                var (first, second) = (left, Primary());
                left = async (path, node) => await first(path, node) && await second(path, node);
            }

            return left;
        }

        private string Next()
        {
            if (index < words.Count) return words[index++];
            error ??= $"option requires an argument: {words[^1]}";
            return "";
        }

        private static Test Sync(Func<string, Node, bool> check) => (path, node) => ValueTask.FromResult(check(path, node));

        private Test Primary()
        {
            var word = Next();
            switch (word)
            {
                case "!" or "-not":
                    var inner = Primary();
                    return async (path, node) => !await inner(path, node);
                case "(":
                    var group = Or();
                    if (Next() != ")") error ??= "unmatched '('";
                    return group;
                case "-name" or "-iname":
                    var (pattern, ignore) = (Next(), word == "-iname");
                    return Sync((path, _) => Match(pattern, Process.BaseName(path), ignore));
                case "-path" or "-wholename" or "-ipath":
                    var whole = Next();
                    return Sync((path, _) => Match(whole, path, word == "-ipath"));
                case "-regex":
                    var regex = Text.PosixRegex.Create("^" + Next() + "$", false, false);
                    return Sync((path, _) => regex.IsMatch(path));
                case "-type":
                    var kinds = Next().Split(',').Select(kind => kind is "f" ? '-' : kind.FirstOrDefault()).ToList();
                    return Sync((_, node) => kinds.Contains(node.Letter));
                case "-perm":
                    var text = Next();
                    var mode = ModeText.Parse(text.TrimStart('-', '/', '+'), 0, false, 0) ?? 0;
                    return Sync((_, node) => text[0] == '-' ? (node.Mode & mode) == mode : text[0] is '/' or '+' ? (node.Mode & mode) != 0 : node.Mode == mode);
                case "-mtime" or "-mmin":
                    var unit = word == "-mtime" ? TimeSpan.FromDays(1) : TimeSpan.FromMinutes(1);
                    return Compare(Next(), node => (long)((run.Process.Kernel.Now - node.Modified) / unit));
                case "-size":
                    var size = Next();
                    var factor = size.Length > 0 ? size[^1] switch { 'c' => 1, 'k' => 1024, 'M' => 1 << 20, 'b' => 512, 'w' => 2, _ => 512 } : 1;
                    return Compare(size.TrimEnd('c', 'k', 'M', 'b', 'w'), node => (node.Size + factor - 1) / factor);
                case "-links":
                    return Compare(Next(), node => node.Links);
                case "-empty":
                    return Sync((_, node) => node is DirectoryNode directory ? directory.IsEmpty : node is FileNode && node.Size == 0);
                case "-newer":
                    var since = run.Process.Tree.Find(run.Process, Next(), true, out var reference) == Errno.Ok ? reference.Modified : DateTimeOffset.MaxValue;
                    return Sync((_, node) => node.Modified > since);
                case "-user" or "-group":
                    var accounts = Accounts.Read(run.Process);
                    var name = Next();
                    return Sync((_, node) => word == "-user" ? accounts.UserText(node.Uid) == name || node.Uid.ToString(CultureInfo.InvariantCulture) == name : accounts.GroupText(node.Gid) == name || node.Gid.ToString(CultureInfo.InvariantCulture) == name);
                case "-maxdepth" or "-mindepth":
                    _ = int.TryParse(Next(), out var depth);
                    if (word == "-maxdepth") maxDepth = depth;
                    else minDepth = depth;
                    return Sync((_, _) => true);
                case "-depth":
                    depthFirst = true;
                    return Sync((_, _) => true);
                case "-xdev" or "-follow" or "-noleaf":
                    return Sync((_, _) => true);
                case "-prune":
                    return Sync((_, _) => pruned = true);
                case "-true" or "-false":
                    return Sync((_, _) => word == "-true");
                case "-quit":
                    hasAction = true;
                    return Sync((_, _) => { maxDepth = -1; test = Sync((_, _) => false); return true; });
                case "-print" or "-print0":
                    hasAction = true;
                    return async (path, _) =>
                    {
                        await run.PrintAsync(path + (word == "-print" ? "\n" : "\0"));
                        return true;
                    };
                case "-delete":
                    hasAction = depthFirst = true;
                    return async (path, _) => path == "." || await Rm.RemoveAsync(run, path, false, false) || run.Process.Tree.RemoveDirectory(run.Process, path) == Errno.Ok;
                case "-exec" or "-ok":
                    return Exec();
                default:
                    error ??= $"unrecognized: {word}";
                    return Sync((_, _) => false);
            }
        }

        private Test Exec()
        {
            hasAction = true;
            var command = new List<string>();
            while (index < words.Count && words[index] != ";" && !(words[index] == "+" && command.Count > 0 && command[^1] == "{}")) command.Add(words[index++]);
            if (index >= words.Count)
            {
                error ??= "-exec requires ; or +";
                return Sync((_, _) => false);
            }

            if (words[index++] == "+")
            {
                var paths = new List<string>();
                batches.Add((command.GetRange(0, command.Count - 1), paths));
                return Sync((path, _) =>
                {
                    paths.Add(path);
                    return true;
                });
            }

            return async (path, _) => await ExecAsync([.. command.Select(word => word.Replace("{}", path, StringComparison.Ordinal))], fails: false) == 0;
        }

        /// <param name="fails">Its failure is find's: not where it is but the answer of a test.</param>
        private async ValueTask<int> ExecAsync(List<string> command, bool fails = true)
        {
            await run.FlushAsync();
            var (code, failure) = await run.Process.RunCommandAsync(command);
            if (failure != Errno.Ok) await run.ErrorAsync($"{command[0]}: {failure.Text()}");
            if (code != 0 && fails) Status = 1;
            return code;
        }

        private static Test Compare(string text, Func<Node, long> value)
        {
            _ = long.TryParse(text.TrimStart('+', '-'), out var number);
            return Sync((_, node) => text[0] == '+' ? value(node) > number : text[0] == '-' ? value(node) < number : value(node) == number);
        }

        private static bool Match(string pattern, string text, bool ignoreCase) =>
            ignoreCase ? Pattern.Matches(pattern.ToLowerInvariant(), text.ToLowerInvariant()) : Pattern.Matches(pattern, text);
    }
}
