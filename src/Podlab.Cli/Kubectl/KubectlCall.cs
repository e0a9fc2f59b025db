using Podlab.Cli.Clusters;
using Podlab.Engine;
using Podlab.Kubectl.Files;
using Podlab.Notebooks.Cells;
using Podlab.Notebooks.Lab;

namespace Podlab.Cli.Kubectl;

/// <summary>One call of <c>podlab kubectl</c>: a cluster, its manifests, its time, the command.</summary>
internal sealed class KubectlCall(CliConsole console, KubectlRequest request)
{
    private static readonly string[] ReadingVerbs = ["get", "describe", "logs", "events", "exec", "wait", "top", "diff", "why"];

    public int Run()
    {
        using var lab = new SimulatedLab(SimulatedCluster.Create(Options()), new DirectoryFiles(console.WorkingFolder));
        var input = console.ReadInput();
        foreach (var file in Manifests(input))
        {
            var applied = lab.Kubectl(["apply", "-f", file], input);
            // The command's own output alone goes to stdout, so that it can be piped on.
            console.Error.Write(applied.Stderr);
            if (applied.ExitCode != 0) return applied.ExitCode;
        }

        lab.Advance(request.At);
        if (request.Words is ["why", ..]) return Why(lab);
        return lab.Kubectl(Reads ? WithoutFiles(request.Words) : request.Words, input, console.Out.Write, console.Error.Write);
    }

    /// <summary>A word of our own beside kubectl's, as a plugin would be.</summary>
    private int Why(SimulatedLab lab)
    {
        var (words, space) = (request.Words.Skip(1).ToList(), "default");
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] is not ("-n" or "--namespace") || i + 1 == words.Count) continue;
            space = words[i + 1];
            words.RemoveRange(i--, 2);
        }

        if (words.Count is not (1 or 2)) throw new CliException(ExitCodes.Usage, "why takes one object", "For example: podlab kubectl -f pod.yaml --at 1m why pod/web");
        try
        {
            console.Out.WriteLine(lab.Why(string.Join('/', words), space).Text);
            return ExitCodes.Done;
        }
        catch (CellException exception)
        {
            throw new CliException(ExitCodes.CheckFailed, exception.Message, "`podlab kubectl -f FILE get pods,services,deployments` shows what there is.");
        }
    }

    private ClusterOptions Options()
    {
        var options = DescribedCluster.Read(console, request.ClusterFile, new ClusterOptions { Nodes = request.Nodes });
        return request.Seed is { } seed ? options with { Seed = seed } : options;
    }

    private bool Reads => request.Words.Count > 0 && ReadingVerbs.Contains(request.Words[0], StringComparer.Ordinal);

    /// <summary>What to apply first: what was named for it, and of a command that only reads its own files, or else its input.</summary>
    private List<string> Manifests(string input)
    {
        var files = request.Files.ToList();
        if (!Reads) return files;
        files.AddRange(OwnFiles(request.Words));
        if (files.Count == 0 && !string.IsNullOrWhiteSpace(input)) files.Add("-");
        return files;
    }

    private static IEnumerable<string> OwnFiles(IReadOnlyList<string> words)
    {
        // Of these, -f follows a log.
        if (words[0] is "logs") yield break;
        for (var i = 1; i < words.Count && words[i] != "--"; i++)
        {
            if (words[i] is "-f" or "--filename" && i + 1 < words.Count) yield return words[i + 1];
            else if (words[i].StartsWith("--filename=", StringComparison.Ordinal)) yield return words[i]["--filename=".Length..];
        }
    }

    /// <summary>The command without its files where it names resources as well, which kubectl does not allow together.</summary>
    private static IReadOnlyList<string> WithoutFiles(IReadOnlyList<string> words)
    {
        if (words.Count < 2 || words[0] is "logs" || words[1].StartsWith('-')) return words;
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
