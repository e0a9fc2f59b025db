using Podlab.Kubectl.Flags;

namespace Podlab.Kubectl.CommandLine;

/// <summary>A command: its name, its flags, and what runs it.</summary>
internal sealed record CommandSpec(string Name, string Use, string Summary)
{
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Example command lines, without the blanks in front.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    public Action<FlagSet>? Flags { get; init; }

    public Func<Invocation, Task>? Run { get; init; }

    public IReadOnlyList<CommandSpec> Subcommands { get; init; } = [];

    /// <summary>Whether help goes to stderr when a subcommand is missing.</summary>
    public bool HelpToStderr { get; init; }

    public bool Hidden { get; init; }

    /// <summary>Part of <c>kubectl --help</c> where it is listed.</summary>
    public string Group { get; init; } = "Other Commands";

    public CommandSpec? Find(string word) => Subcommands.FirstOrDefault(c => c.Name == word || c.Aliases.Contains(word, StringComparer.Ordinal));
}
