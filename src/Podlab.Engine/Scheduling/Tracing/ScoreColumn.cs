using System.Collections;

namespace Podlab.Engine.Scheduling.Tracing;

/// <summary>One plugin's scores of all feasible nodes, in as little room as they need: most are the same for every node, and hardly any is above 255.</summary>
internal sealed class ScoreColumn : IReadOnlyList<int>
{
    private readonly int constant;
    private readonly byte[]? small;
    private readonly int[]? wide;

    private ScoreColumn(int count, int constant, byte[]? small, int[]? wide)
    {
        Count = count;
        this.constant = constant;
        this.small = small;
        this.wide = wide;
    }

    public int Count { get; }

    /// <summary>How many bytes it holds, about.</summary>
    public int Size => (small?.Length ?? 0) + (wide?.Length ?? 0) * sizeof(int);

    public int this[int index] => small is not null ? small[index] : wide is not null ? wide[index] : constant;

    public static ScoreColumn Of(ReadOnlySpan<long> scores)
    {
        if (scores.IsEmpty || !scores.ContainsAnyExcept(scores[0])) return new ScoreColumn(scores.Length, scores.IsEmpty ? 0 : Narrow(scores[0]), null, null);
        var small = new byte[scores.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            if ((ulong)scores[i] > byte.MaxValue) return Wide(scores);
            small[i] = (byte)scores[i];
        }

        return new ScoreColumn(small.Length, 0, small, null);
    }

    public IEnumerator<int> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static ScoreColumn Wide(ReadOnlySpan<long> scores)
    {
        var wide = new int[scores.Length];
        for (var i = 0; i < wide.Length; i++) wide[i] = Narrow(scores[i]);
        return new ScoreColumn(wide.Length, 0, null, wide);
    }

    /// <summary>No plugin's raw score comes near the ends.</summary>
    private static int Narrow(long score) => (int)Math.Clamp(score, int.MinValue, int.MaxValue);
}
