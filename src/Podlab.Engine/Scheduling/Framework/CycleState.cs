namespace Podlab.Engine.Scheduling.Framework;

/// <summary>What plugins leave for their own later extension points while one pod is decided; thrown away afterwards.</summary>
/// <remarks>Slots instead of text keys: a filter reads its state once for every node.</remarks>
public sealed class CycleState
{
    private readonly object?[] states = new object?[(int)StateSlot.Count];

    /// <summary>Plugins whose PreFilter had nothing to say: a bit per position in the registry.</summary>
    public uint SkippedFilters { get; set; }

    /// <summary>The filters that are left once PreFilter has run; worked out when the first node is asked.</summary>
    internal IFilterPlugin[]? ActiveFilters { get; set; }

    /// <summary>Plugins whose PreScore had nothing to say.</summary>
    public uint SkippedScores { get; set; }

    public void Write(StateSlot slot, object state) => states[(int)slot] = state;

    /// <exception cref="InvalidOperationException">The plugin's earlier extension point was not called.</exception>
    public T Read<T>(StateSlot slot)
        where T : class => (T?)states[(int)slot] ?? throw new InvalidOperationException($"{slot} was not written.");

    public T? Find<T>(StateSlot slot)
        where T : class => (T?)states[(int)slot];

    /// <summary>A copy whose changes (pods added or removed in a dry run) leave this one alone; itself where a dry run changes nothing in it.</summary>
    public CycleState Clone()
    {
        if (!Array.Exists(states, static state => state is IClonableState)) return this;
        var copy = new CycleState { SkippedFilters = SkippedFilters, SkippedScores = SkippedScores, ActiveFilters = ActiveFilters };
        for (var i = 0; i < states.Length; i++) copy.states[i] = states[i] is IClonableState clonable ? clonable.CloneState() : states[i];
        return copy;
    }
}

/// <summary>State that a dry run changes.</summary>
public interface IClonableState
{
    object CloneState();
}

/// <summary>One place in <see cref="CycleState"/> for each phase of each plugin that keeps something.</summary>
public enum StateSlot
{
    TaintTolerationFilter,
    NodeAffinityFilter,
    DeclaredFeaturesFilter,
    VolumeRestrictionsFilter,
    VolumeBindingFilter,
    VolumeZoneFilter,
    SpreadFilter,
    SpreadScore,
    InterPodFilter,
    InterPodScore,
    DynamicResources,
    Count,
}
