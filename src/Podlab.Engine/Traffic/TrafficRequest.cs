namespace Podlab.Engine.Traffic;

/// <summary>One request that has ended.</summary>
/// <param name="At">When it was sent, since the start of the run.</param>
/// <param name="Latency">From sending to its end.</param>
/// <param name="Status">The HTTP status; 0: none.</param>
/// <param name="Endpoint">The pod that was to answer (its address where no pod has it); empty: nobody.</param>
public readonly record struct TrafficRequest(TimeSpan At, TimeSpan Latency, TrafficOutcome Outcome, int Status, string Endpoint);
