using System.Globalization;
using Podlab.Notebooks.Lab;

namespace Podlab.Cli.Kubectl;

/// <summary>What <c>podlab kubectl</c> was asked: how the cluster is prepared, and kubectl's own words.</summary>
internal sealed record KubectlRequest
{
    public TimeSpan At { get; init; }

    public int Nodes { get; init; } = SimulatedCluster.ChapterNodes;

    public ulong? Seed { get; init; }

    /// <summary>A description of the cluster's nodes; null: <see cref="Nodes"/> that are alike.</summary>
    public string? ClusterFile { get; init; }

    /// <summary>Manifests that are applied before time moves.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Ours are <c>-f</c>, <c>--nodes</c>, <c>--cluster</c> and <c>--seed</c> in front of kubectl's command, and <c>--at</c> wherever it stands.</summary>
    /// <exception cref="CliException">A value is missing or wrong.</exception>
    public static KubectlRequest Read(IReadOnlyList<string> words)
    {
        var request = new KubectlRequest();
        var (files, kept) = (new List<string>(), new List<string>());
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] == "--")
            {
                kept.AddRange(words.Skip(i));
                break;
            }

            var equals = words[i].IndexOf('=', StringComparison.Ordinal);
            var name = equals > 0 && words[i].StartsWith("--", StringComparison.Ordinal) ? words[i][..equals] : words[i];
            if (name != "--at" && (kept.Count > 0 || name is not ("-f" or "--filename" or "--nodes" or "--seed" or "--cluster")))
            {
                kept.Add(words[i]);
                continue;
            }

            var value = name != words[i] ? words[i][(equals + 1)..] : ++i < words.Count ? words[i]
                : throw new CliException(ExitCodes.Usage, $"{name} needs a value", "`podlab kubectl --help` lists what it takes.");
            switch (name)
            {
                case "--at":
                    request = request with { At = Span(value) };
                    break;
                case "--nodes":
                    request = request with { Nodes = (int)Number(name, value, 1000) };
                    break;
                case "--cluster":
                    request = request with { ClusterFile = value };
                    break;
                case "--seed":
                    request = request with { Seed = Number(name, value, ulong.MaxValue) };
                    break;
                default:
                    files.Add(value);
                    break;
            }
        }

        return request with { Files = files, Words = kept };
    }

    private static TimeSpan Span(string text) =>
        Durations.TryParse(text, out var span) ? span : throw new CliException(ExitCodes.Usage, $"--at {text} is not a span of time", "Write it as 30s, 1m30s or 2h.");

    private static ulong Number(string name, string text, ulong limit) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= limit ? number
            : throw new CliException(ExitCodes.Usage, $"{name} {text} is not a number from 0 to {limit}", "`podlab kubectl --help` lists what it takes.");
}
