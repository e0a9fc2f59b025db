using Podlab.Engine.Scheduling.Framework;

namespace Podlab.Engine.Scheduling.Tracing;

/// <summary>Why a pod was put where it is, or why it waits: one attempt of the scheduler, in full.</summary>
/// <remarks>
/// It holds for every node what the real scheduler would write into its log, in a form that costs little to keep: who asks for a list gets a view.
/// </remarks>
public sealed class Decision
{
    private SortedDictionary<string, IReadOnlyList<string>>? candidates;
    private int[]? totals;

    /// <summary>As <c>namespace/name</c>.</summary>
    public required string Pod { get; init; }

    public required string Uid { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>1 for the first try.</summary>
    public required int Attempt { get; init; }

    /// <summary>How many nodes the cluster had.</summary>
    public required int AllNodes { get; init; }

    /// <summary>The node that was taken; null: none.</summary>
    public string? Node { get; internal set; }

    /// <summary>The text of condition and event where no node was found.</summary>
    public string? Message { get; internal set; }

    /// <summary>The node the pod shall have once the victims are gone.</summary>
    public string? NominatedNode { get; internal set; }

    /// <summary>Pods that had to go for it, as <c>namespace/name</c>.</summary>
    public IReadOnlyList<string> Victims { get; internal set; } = [];

    /// <summary>Nodes that preemption could have used, each with the pods that would have had to go.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Candidates => candidates ??= new SortedDictionary<string, IReadOnlyList<string>>(
        CandidateNodes.ToDictionary(pair => pair.Node, pair => (IReadOnlyList<string>)pair.Victims, StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>The refusal of the pod before any node was looked at; null: there was none.</summary>
    public PluginStatus? PreFilterRefusal { get; internal set; }

    /// <summary>Nodes that were refused, each with the plugin that did so and its reasons, in the order they were looked at.</summary>
    public IReadOnlyList<NodeTrace> Refusals { get; internal set; } = [];

    /// <summary>Nodes that passed every filter, in the order they were looked at.</summary>
    public IReadOnlyList<string> Feasible { get; internal set; } = [];

    /// <summary>The scores by plugin, in the order of the registry; empty where fewer than two nodes were feasible.</summary>
    public IReadOnlyList<ScoreTrace> Scores { get; internal set; } = [];

    /// <summary>The sum of the weighted scores of each feasible node.</summary>
    public IReadOnlyList<int> Totals => totals ??= Sum();

    /// <summary>What <see cref="Candidates"/> shows.</summary>
    internal (string Node, string[] Victims)[] CandidateNodes { get; set; } = [];

    /// <summary>How many bytes it holds, about, for the log's bound.</summary>
    internal int Size => CandidateNodes.Length * 64 + 512 + Refusals.Count * 2 * IntPtr.Size + Feasible.Count * IntPtr.Size + Scores.Sum(score => score.Size);

    private int[] Sum()
    {
        if (Scores.Count == 0) return [];
        var sums = new int[Feasible.Count];
        foreach (var score in Scores)
        {
            for (var i = 0; i < sums.Length; i++) sums[i] += score.Weighted(i);
        }

        return sums;
    }
}

/// <param name="Plugin">The plugin that refused.</param>
public readonly record struct NodeTrace(string Node, string Plugin, StatusCode Code, IReadOnlyList<string> Reasons);

/// <summary>A plugin's scores, one for each node of <see cref="Decision.Feasible"/>.</summary>
public sealed record ScoreTrace(string Plugin, int Weight, IReadOnlyList<int> Raw, IReadOnlyList<int> Normalized)
{
    /// <summary>What counts in the sum.</summary>
    public int Weighted(int index) => Normalized[index] * Weight;

    internal int Size => SizeOf(Raw) + (ReferenceEquals(Raw, Normalized) ? 0 : SizeOf(Normalized));

    private static int SizeOf(IReadOnlyList<int> scores) => scores is ScoreColumn column ? column.Size : scores.Count * sizeof(int);
}
