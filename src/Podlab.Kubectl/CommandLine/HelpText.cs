using System.Globalization;
using System.Text;
using Podlab.Kubectl.Flags;

namespace Podlab.Kubectl.CommandLine;

/// <summary>What <c>--help</c> prints: summary, examples, commands, options, usage.</summary>
internal static class HelpText
{
    public static string Of(ParsedLine line)
    {
        var (command, path) = (line.Command, line.Path);
        var text = new StringBuilder(command.Summary).Append("\n\n");
        if (command.Aliases.Count > 0) text.Append("Aliases:\n").AppendJoin(", ", [command.Name, .. command.Aliases]).Append("\n\n");
        if (command.Examples.Count > 0) text.Append("Examples:\n").AppendJoin("\n  \n", command.Examples.Select(e => $"  # {command.Summary}\n  {e}")).Append("\n\n");
        foreach (var group in command.Subcommands.Where(c => !c.Hidden).GroupBy(c => command == CommandTable.Root ? c.Group : "Available Commands"))
        {
            var width = group.Max(c => c.Name.Length);
            text.Append(group.Key).Append(":\n");
            foreach (var sub in group) text.Append("  ").Append(sub.Name.PadRight(width)).Append("   ").Append(sub.Summary).Append('\n');
            text.Append('\n');
        }

        var own = new FlagSet();
        command.Flags?.Invoke(own);
        if (own.All.Count > 0) text.Append("Options:\n").AppendJoin('\n', own.All.Where(f => !f.Hidden).OrderBy(f => f.Name, StringComparer.Ordinal).Select(Option)).Append('\n');
        var parent = path.LastIndexOf(' ') is > 0 and var blank ? path[..blank] + " " : "";
        text.Append("Usage:\n  ").Append(parent).Append(command.Use).Append(command.Use.Contains("[options]", StringComparison.Ordinal) ? "\n\n" : " [options]\n\n");
        if (command.Subcommands.Count > 0) text.Append(CultureInfo.InvariantCulture, $"Use \"{path} <command> --help\" for more information about a given command.\n");
        return text.Append("Use \"kubectl options\" for a list of global command-line options (applies to all commands).\n").ToString();
    }

    public static string Options()
    {
        var text = new StringBuilder("The following options can be passed to any command:\n\n");
        foreach (var flag in GlobalFlags.All.OrderBy(f => f.Name, StringComparer.Ordinal)) text.Append(Option(flag)).Append('\n');
        return text.ToString();
    }

    private static string Option(Flag flag)
    {
        var name = flag.Shorthand == 0 ? $"    --{flag.Name}" : $"-{flag.Shorthand}, --{flag.Name}";
        var value = flag.Kind switch
        {
            FlagKind.Text => $"'{flag.Default}'",
            FlagKind.TextList or FlagKind.TextSlice => $"[{flag.Default}]",
            _ => flag.Default,
        };
        return $"    {name}={value}:\n\t{flag.Usage}\n";
    }
}
