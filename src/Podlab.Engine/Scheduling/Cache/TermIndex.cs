using Podlab.Engine.Scheduling.Matching;

namespace Podlab.Engine.Scheduling.Cache;

/// <summary>The (anti-)affinity terms of the pods that are there, summed by topology value, equal terms together.</summary>
/// <remarks>An incoming pod is compared with each different term once, not with each pod.</remarks>
public sealed class TermIndex
{
    private readonly Dictionary<string, TermCounts> terms = new(StringComparer.Ordinal);
    private readonly List<TermCounts> ordered = [];

    /// <summary>In the order they were first seen.</summary>
    public IReadOnlyList<TermCounts> Terms => ordered;

    /// <param name="sign">1 for a pod that comes, -1 for one that goes.</param>
    internal void Count(AffinityTerm term, int topologyKey, int topologyValue, long amount, int sign)
    {
        if (topologyValue < 0 || amount == 0) return;
        if (!terms.TryGetValue(term.Key, out var counts))
        {
            counts = new TermCounts(term, topologyKey);
            terms.Add(term.Key, counts);
            ordered.Add(counts);
        }

        counts.Add(topologyValue, amount);
        counts.Pods += sign;
        if (counts.Pods > 0) return;
        terms.Remove(term.Key);
        ordered.Remove(counts);
    }
}

/// <summary>One term and how often (or with which weight) pods within each topology value have it.</summary>
public sealed class TermCounts(AffinityTerm term, int topologyKey)
{
    private long[] byValue = new long[4];

    public AffinityTerm Term { get; } = term;

    public int TopologyKey { get; } = topologyKey;

    /// <summary>How many pods have it: wishes for and against may come to nothing, and still be wishes.</summary>
    internal int Pods { get; set; }

    public long At(int topologyValue) => (uint)topologyValue < (uint)byValue.Length ? byValue[topologyValue] : 0;

    internal void Add(int topologyValue, long amount)
    {
        if (topologyValue >= byValue.Length) Array.Resize(ref byValue, Math.Max(topologyValue + 1, byValue.Length * 2));
        byValue[topologyValue] += amount;
    }
}
