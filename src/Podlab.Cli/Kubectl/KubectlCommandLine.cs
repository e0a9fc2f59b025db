using System.CommandLine;
using Podlab.Kubectl.Files;
using Podlab.Notebooks.Lab;

namespace Podlab.Cli.Kubectl;

/// <summary><c>podlab kubectl</c>: kubectl on a cluster that lives as long as the command.</summary>
internal static class KubectlCommandLine
{
    private static readonly string[] ReadingVerbs = ["get", "describe", "logs", "events", "exec", "wait", "top", "diff"];

    public static Command Create(CliConsole console)
    {
        var at = new Option<string?>("--at") { Description = "Move virtual time on by this much before the command, for example 5m." };
        var nodes = new Option<int>("--nodes") { Description = "How many nodes the cluster has.", DefaultValueFactory = _ => SimulatedCluster.ChapterNodes };
        var seed = new Option<ulong>("--seed") { Description = "Gives uids, name suffixes and jitter.", DefaultValueFactory = _ => 1 };
        var words = new Argument<string[]>("kubectl") { Description = "A kubectl command. Of one that only reads, manifests given by -f or on stdin are applied first.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("kubectl", "Run kubectl on a cluster of its own: podlab kubectl --at 5m get pods -f pod.yaml") { at, nodes, seed, words };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed => Run(console, [.. parsed.GetValue(words) ?? [], .. parsed.UnmatchedTokens], parsed.GetValue(at), parsed.GetValue(nodes), parsed.GetValue(seed)));
        return command;
    }

    private static int Run(CliConsole console, IReadOnlyList<string> words, string? at, int nodes, ulong seed)
    {
        var wait = TimeSpan.Zero;
        if (at is not null && !Durations.TryParse(at, out wait))
            throw new CliException(ExitCodes.Usage, $"--at {at} is not a span of time", "Write it as 30s, 1m30s or 2h.");
        using var lab = new SimulatedLab(SimulatedCluster.Create(seed, nodes), new DirectoryFiles(console.WorkingFolder));
        var input = console.ReadInput();
        var reads = words.Count > 0 && ReadingVerbs.Contains(words[0], StringComparer.Ordinal);
        if (reads && Apply(console, lab, words, input) is var failed and not 0) return failed;
        lab.Advance(wait);
        var answer = lab.Kubectl(reads ? WithoutFiles(words) : words, input);
        console.Out.Write(answer.Stdout);
        console.Error.Write(answer.Stderr);
        return answer.ExitCode;
    }

    /// <summary>Applies the manifests that a reading command brings; silent when all is well.</summary>
    private static int Apply(CliConsole console, SimulatedLab lab, IReadOnlyList<string> words, string input)
    {
        var files = Files(words).ToList();
        if (files.Count == 0 && !string.IsNullOrWhiteSpace(input)) files = ["-"];
        foreach (var file in files)
        {
            var answer = lab.Kubectl(["apply", "-f", file], input);
            if (answer.ExitCode == 0) continue;
            console.Error.Write(answer.Stderr);
            return answer.ExitCode;
        }

        return 0;
    }

    private static IEnumerable<string> Files(IReadOnlyList<string> words)
    {
        for (var i = 1; i < words.Count && words[i] != "--"; i++)
        {
            if (words[i] is "-f" or "--filename" && i + 1 < words.Count) yield return words[i + 1];
            else if (words[i].StartsWith("--filename=", StringComparison.Ordinal)) yield return words[i]["--filename=".Length..];
        }
    }

    /// <summary>The command without its files where it names resources as well, which kubectl does not allow together.</summary>
    private static IReadOnlyList<string> WithoutFiles(IReadOnlyList<string> words)
    {
        if (words.Count < 2 || words[1].StartsWith('-')) return words;
        var kept = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] == "--") return [.. kept, .. words.Skip(i)];
            if (words[i] is "-f" or "--filename") i++;
            else if (!words[i].StartsWith("--filename=", StringComparison.Ordinal)) kept.Add(words[i]);
        }

        return kept;
    }
}
