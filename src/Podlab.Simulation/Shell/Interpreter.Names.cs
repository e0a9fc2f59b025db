using Podlab.Simulation.Shell.Builtins;

namespace Podlab.Simulation.Shell;

// State that builtins keep, and what names mean.
public sealed partial class Interpreter
{
    private static readonly HashSet<string> Keywords =
        ["!", "case", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in", "then", "until", "while", "{", "}"];

    /// <summary>Where getopts stands.</summary>
    public int OptionIndex { get; set; } = 1;

    public int OptionOffset { get; set; } = 1;

    /// <summary>How many sourced files are being read.</summary>
    public int SourceDepth { get; set; }

    /// <summary>Whether exit was called, rather than an error having ended the shell.</summary>
    public bool ExitAsked { get; set; }

    public bool CanReturn => InFunction || SourceDepth > 0;

    /// <summary>The name in front of errors outside of the running builtin.</summary>
    public string? OuterCommandName { get; private set; }

    /// <summary>What a command name means, short (command -v) and long (type); null when nothing.</summary>
    public (string Short, string Long)? Describe(string name)
    {
        if (Keywords.Contains(name)) return (name, "a shell keyword");
        if (Aliases.TryGetValue(name, out var alias)) return ($"alias {name}={SetBuiltin.Quote(alias)}", $"an alias for {alias}");
        if (BuiltinTable.Find(name) is { IsSpecial: true }) return (name, "a special shell builtin");
        if (functions.ContainsKey(name)) return (name, "a function");
        if (BuiltinTable.Find(name) is not null) return (name, "a shell builtin");
        var path = Process.FindInPath(name, Variables.Get("PATH"));
        if (path is null || Process.Tree.Find(Process, path, true, out _) != Files.Errno.Ok) return null;
        return (path, path);
    }

    /// <summary>Runs a builtin or a program, whatever functions there are.</summary>
    public async ValueTask<int> RunWithoutFunctionsAsync(List<string> arguments)
    {
        CommandName = OuterCommandName;
        if (BuiltinTable.Find(arguments[0]) is not { } builtin) return await RunProgramAsync(arguments, [], EvaluateFlags.None);
        var status = await RunBuiltinAsync(builtin, arguments);
        // Its errors do not end the shell.
        if (builtin.IsSpecial && Flow == Flow.Exit && !ExitAsked) Arrive();
        return status;
    }
}
