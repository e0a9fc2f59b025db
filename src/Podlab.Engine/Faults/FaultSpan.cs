namespace Podlab.Engine.Faults;

/// <summary>A stretch of a run in which something was broken.</summary>
/// <param name="Target">As in <see cref="Fault.Target"/>; for a killed process <c>kill</c>.</param>
/// <param name="State">What it was: <c>down</c>, <c>full</c>; of a killed process, what was sent to whom.</param>
/// <param name="Begin">Since the start of the run.</param>
/// <param name="End">Null: it is broken still. A killed process has no length.</param>
public sealed record FaultSpan(string Target, string State, TimeSpan Begin, TimeSpan? End)
{
    /// <summary>The one pod that it concerns; null: it is not about a pod.</summary>
    public (string Namespace, string Name)? Pod { get; init; }
}
