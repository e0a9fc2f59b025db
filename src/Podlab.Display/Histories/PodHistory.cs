using Podlab.Api.Model;

namespace Podlab.Display.Histories;

/// <summary>All that became of one Pod (one uid), as a watch of it told.</summary>
public sealed record PodHistory
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary>The instant the Pod was seen first; the zero of all times here.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>How far the history reaches, counted from <see cref="Start"/>.</summary>
    public required TimeSpan End { get; init; }

    /// <summary>The Pod after each change, oldest first; at least one.</summary>
    public required IReadOnlyList<PodChange> Changes { get; init; }

    /// <summary>What happened to it without being a state, oldest first: failed probes.</summary>
    public IReadOnlyList<PodMark> Marks { get; init; } = [];

    /// <summary>What was broken on purpose while the Pod lived, and could concern it, in the order in which it began.</summary>
    public IReadOnlyList<PodFault> Faults { get; init; } = [];

    /// <summary>When the object was removed; null: it still exists.</summary>
    public TimeSpan? GoneAt { get; init; }

    /// <summary>When its deletion was asked for; null: not yet.</summary>
    public TimeSpan? DeletionAskedAt =>
        Changes.Where(state => state.Pod.Metadata.DeletionTimestamp is not null).Select(state => (TimeSpan?)state.At).FirstOrDefault();
}

/// <summary>The Pod as it was from <paramref name="At"/> on.</summary>
/// <param name="At">Since the history's start.</param>
public sealed record PodChange(TimeSpan At, Pod Pod);

/// <summary>Something was broken on purpose: a registry, the Pod's node, a process.</summary>
/// <param name="From">Since the history's start.</param>
/// <param name="To">The same as <paramref name="From"/> for what has no length; the history's end where it is broken still.</param>
/// <param name="Target">What: <c>registry</c>, <c>node-1 disk</c>.</param>
/// <param name="State">How: <c>down</c>, <c>full</c>.</param>
public sealed record PodFault(TimeSpan From, TimeSpan To, string Target, string State);

/// <summary>A probe failed.</summary>
/// <param name="At">Since the history's start.</param>
/// <param name="Container">Empty when the whole Pod is meant.</param>
/// <param name="Message">The event's text.</param>
public sealed record PodMark(TimeSpan At, string Container, string Message);
