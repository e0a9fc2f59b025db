using System.CommandLine;
using Podlab.Cli.Clusters;

namespace Podlab.Cli.Kubectl;

/// <summary>
/// <c>podlab kubectl</c>: kubectl on a cluster that lives as long as the command. The words after it are kubectl's own, <c>--</c> and <c>--help</c>
/// included, so they are read here and not by the parser of the other commands.
/// </summary>
internal static class KubectlCommandLine
{
    public const string Name = "kubectl";

    public static Command Create(CliConsole console)
    {
        var words = new Argument<string[]>("COMMAND") { Description = "A kubectl command, for example: get pods -o wide. Also: why OBJECT, the chain of causes behind a pod, service or workload that is not well", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(Name, "Run kubectl on a cluster of its own: podlab kubectl -f pod.yaml --at 5m get pods")
        {
            words,
            new Option<string?>("--at") { HelpName = "SPAN", Description = "Move virtual time on by this much before the command, for example 5m." },
            new Option<string[]>("-f") { HelpName = "FILE", Description = "Apply this file or folder (- is stdin) before time moves. Without -f, what is piped in is applied before a command that only reads." },
            new Option<int>("--nodes") { HelpName = "N", Description = "How many nodes the cluster has." },
            DescribedCluster.MakeOption(),
            new Option<ulong>("--seed") { HelpName = "N", Description = "Gives uids, name suffixes and jitter." },
        };
        command.SetAction(parsed => Run(console, parsed.GetValue(words) ?? []));
        return command;
    }

    /// <summary>Whether the parser of the other commands must keep away: anything but the request for our own help.</summary>
    public static bool Takes(string[] args) => args is [Name, var first, ..] && first is not ("--help" or "-h" or "-?");

    /// <param name="words">What stands after <c>podlab kubectl</c>.</param>
    public static int Run(CliConsole console, IReadOnlyList<string> words) => new KubectlCall(console, KubectlRequest.Read(words)).Run();
}
