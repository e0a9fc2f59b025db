namespace Podlab.Engine.Traffic;

/// <summary>What became of the requests that were sent within one second of virtual time.</summary>
/// <param name="Second">Seconds since the start of the run.</param>
/// <param name="Median">Of the latencies of those that were answered.</param>
/// <param name="Longest">The longest latency of those that were answered.</param>
public sealed record TrafficSecond(int Second, int Sent, int Ok, int Errors, int Refused, int TimedOut, int Reset, int UnknownName, TimeSpan Median, TimeSpan Longest)
{
    internal static TrafficSecond Of(int second, IReadOnlyCollection<TrafficRequest> requests)
    {
        int Count(TrafficOutcome outcome) => requests.Count(request => request.Outcome == outcome);
        var answered = requests.Where(request => request.Outcome is TrafficOutcome.Ok or TrafficOutcome.Error).Select(request => request.Latency).Order().ToList();
        return new TrafficSecond(
            second, requests.Count - Count(TrafficOutcome.Skipped), Count(TrafficOutcome.Ok), Count(TrafficOutcome.Error), Count(TrafficOutcome.Refused), Count(TrafficOutcome.TimedOut),
            Count(TrafficOutcome.Reset), Count(TrafficOutcome.UnknownName), answered.Count == 0 ? TimeSpan.Zero : answered[answered.Count / 2], answered.Count == 0 ? TimeSpan.Zero : answered[^1]);
    }
}

/// <summary>What one pod was asked and answered.</summary>
/// <param name="Endpoint">The pod, or the address where no pod has it.</param>
/// <param name="First">When the first request went there, since the start of the run; <paramref name="Last"/>: the last one.</param>
public sealed record TrafficEndpoint(string Endpoint, int Sent, int Ok, int Failed, TimeSpan First, TimeSpan Last);
