namespace Podlab.Display.Timelines;

/// <summary>What a stretch of a lane shows. Each has a colour, a pattern, a letter and a word, so that none depends on the others.</summary>
internal enum SegmentKind
{
    Waiting,
    NotReady,
    Ready,
    BackOff,
    Completed,
    Failed,
    Fault,
}

/// <param name="Label">Short, for inside the bar; may be left out where there is no room.</param>
/// <param name="Detail">The whole truth, for the tooltip and the text twin.</param>
/// <param name="Restarts">How often the container had been restarted; two stretches around a restart are not one.</param>
internal sealed record Segment(TimeSpan From, TimeSpan To, SegmentKind Kind, string Label, string Detail, int Restarts = 0)
{
    public TimeSpan Length => To - From;
}

/// <summary>A row of the picture.</summary>
/// <param name="IsSlim">Conditions take less height than containers.</param>
internal sealed record Lane(string Label, IReadOnlyList<Segment> Segments, bool IsSlim = false)
{
    /// <summary>Container starts after the first: when, and the restart's number.</summary>
    public IReadOnlyList<(TimeSpan At, int Number)> Restarts { get; init; } = [];

    /// <summary>Failed probes.</summary>
    public IReadOnlyList<(TimeSpan At, string Detail)> Marks { get; init; } = [];
}
