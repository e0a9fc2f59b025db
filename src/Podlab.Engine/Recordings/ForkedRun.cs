namespace Podlab.Engine.Recordings;

/// <summary>Another future of a recorded run.</summary>
/// <param name="Cluster">Stands where the recording ends, and goes on from there.</param>
/// <param name="At">Where the two part, since the start of the run.</param>
public sealed record ForkedRun(Cluster Cluster, TimeSpan At)
{
    /// <summary>Inputs of the recording that this future did not accept, with the reason: a pod to be deleted may not exist in it.</summary>
    public IReadOnlyList<RefusedInput> Refused { get; init; } = [];
}

/// <param name="Reason">The server's words.</param>
public sealed record RefusedInput(Input Input, string Reason);
