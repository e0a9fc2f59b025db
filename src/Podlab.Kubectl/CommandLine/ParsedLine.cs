using Podlab.Kubectl.Flags;

namespace Podlab.Kubectl.CommandLine;

/// <summary>A command line taken apart: which command, with which flags and arguments.</summary>
internal sealed record ParsedLine(CommandSpec Command, string Path, FlagSet Flags, IReadOnlyList<string> Args, int DashAt, bool Help)
{
    /// <exception cref="CommandError">There is no such command, or its flags are wrong.</exception>
    public static ParsedLine Parse(CommandSpec root, IReadOnlyList<string> argv)
    {
        var words = argv.ToList();
        var (command, path) = (root, root.Name);
        for (var i = 0; command.Subcommands.Count > 0 && NextWord(command, words, ref i) is { } word;)
        {
            if (command.Find(word) is not { } next)
            {
                if (command == root) throw new CommandError(UnknownCommand(root, word));
                break;
            }

            words.RemoveAt(i);
            (command, path) = (next, $"{path} {next.Name}");
        }

        var flags = Known(command);
        try
        {
            var (args, dash) = FlagParser.Parse(flags, words, path);
            if (path == "kubectl help") return Parse(root, [.. args, "--help"]);
            return new ParsedLine(command, path, flags, args, dash, Help: false);
        }
        catch (HelpAsked)
        {
            return new ParsedLine(command, path, flags, [], -1, Help: true);
        }
    }

    public async Task RunAsync(Session session)
    {
        if (Command.Run is null)
        {
            if (Args.Count > 0 && Command != CommandTable.Root) throw new CommandError($"error: unknown command {Api.GoText.Quote(string.Join(' ', Args))}\nSee '{Path} -h' for help and examples");
            var help = HelpText.Of(this);
            if (!Command.HelpToStderr) session.IO.Write(help);
            else session.IO.WriteError(help);
            throw new QuietExit(Command == CommandTable.Root ? 0 : 1);
        }

        var missing = Flags.Missing.ToList();
        if (missing.Count > 0) throw new CommandError($"error: required flag(s) {string.Join(", ", missing.Select(Api.GoText.Quote))} not set");
        foreach (var flag in Flags.All.Where(f => f.Deprecated is not null && Flags.Changed(f.Name)))
            session.IO.WriteError($"Flag --{flag.Name} has been deprecated, {flag.Deprecated}\n");
        await Command.Run(new Invocation(session, Path, Flags, Args, DashAt));
    }

    public static FlagSet Known(CommandSpec command)
    {
        var flags = new FlagSet();
        command.Flags?.Invoke(flags);
        GlobalFlags.Add(flags);
        return flags;
    }

    /// <summary>The next word that is neither a flag nor a flag's value.</summary>
    private static string? NextWord(CommandSpec command, List<string> words, ref int at)
    {
        var flags = Known(command);
        while (at < words.Count)
        {
            var word = words[at];
            if (word == "--") return null;
            if (word.Length < 2 || word[0] != '-') return word;
            var flag = word.StartsWith("--", StringComparison.Ordinal) ? flags.Find(word[2..]) : word.Length == 2 ? flags.Find(word[1]) : null;
            at += flag is { Bare: null } ? 2 : 1;
        }

        return null;
    }

    private static string UnknownCommand(CommandSpec root, string word)
    {
        var near = root.Subcommands.Where(c => !c.Hidden && (Api.Suggestion.Distance(word, c.Name) <= 2 || c.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
            .Select(c => c.Name).Order(StringComparer.Ordinal).ToList();
        var hint = near.Count == 0 ? "" : $"\n\nDid you mean this?\n{string.Concat(near.Select(n => $"\t{n}\n"))}";
        return $"error: unknown command {Api.GoText.Quote(word)} for {Api.GoText.Quote(root.Name)}{hint}";
    }
}
