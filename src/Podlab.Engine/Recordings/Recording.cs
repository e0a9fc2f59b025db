namespace Podlab.Engine.Recordings;

/// <summary>
/// A run as a value: what the cluster was made of, and all that came from outside. A run is a pure function of these, so a replay gives the same cluster to the byte, and
/// a fork the same past with another future. Take one with <see cref="Cluster.Recording"/> from a cluster made with <see cref="ClusterOptions.Records"/>.
/// </summary>
/// <remarks>
/// Not recorded: what is done to the parts of a cluster past its doors (a runtime's own members), and components added by <see cref="Cluster.Add"/>. What is known to be so makes <see cref="Cluster.Recording"/> refuse.
/// </remarks>
public sealed record Recording
{
    public required ClusterOptions Options { get; init; }

    /// <summary>In the order in which they came.</summary>
    public required IReadOnlyList<Input> Inputs { get; init; }

    /// <summary>How far the run had come.</summary>
    public required EndInput End { get; init; }

    /// <summary>A second cluster in the state in which the recorded one ended; it goes on as that one would.</summary>
    /// <param name="observe">Is called with the new cluster before anything has happened in it: the place to begin watching.</param>
    /// <exception cref="InvalidOperationException">The run has taken another course: the recording is of another version, or something outside of its doors was changed.</exception>
    public Cluster Replay(Action<Cluster>? observe = null)
    {
        var cluster = Make(observe);
        foreach (var input in Inputs) Repeat(cluster, input);
        cluster.Clock.RunTo(End.At, End.Turn);
        return cluster;
    }

    /// <summary>A second cluster in the state of an earlier instant; it knows nothing of what came after.</summary>
    /// <param name="instant">Since the start of the run.</param>
    /// <exception cref="ArgumentOutOfRangeException">The recording does not reach to the instant.</exception>
    public Cluster ReplayTo(TimeSpan instant, Action<Cluster>? observe = null)
    {
        var at = At(instant);
        var cluster = Make(observe);
        foreach (var input in Inputs.TakeWhile(input => input.At <= at)) Repeat(cluster, input);
        cluster.Clock.Advance(at - cluster.Clock.Now);
        return cluster;
    }

    /// <summary>The recording with a digest of the cluster's objects at its end, so that whoever replays it can tell that nothing differs.</summary>
    /// <param name="cluster">The recorded cluster, as the recording has it.</param>
    public Recording WithState(Cluster cluster) => this with { End = End with { State = RecordedState.Of(cluster) } };

    /// <summary>
    /// A second cluster that ran the same inputs up to an instant; there something is changed, and time goes on to the recording's end. Inputs of that very instant come after the change.
    /// </summary>
    /// <param name="instant">Since the start of the run.</param>
    /// <param name="change">Acts on the new cluster as a user would; null: nothing is changed.</param>
    /// <param name="rest">What becomes of each input after the fork: the same, another, or null to leave it out. Without it all are repeated, less the versions their callers had seen.</param>
    /// <exception cref="ArgumentOutOfRangeException">The recording does not reach to the instant.</exception>
    public ForkedRun ForkAt(TimeSpan instant, Action<Cluster>? change = null, Func<Input, Input?>? rest = null, Action<Cluster>? observe = null)
    {
        var at = At(instant);
        if (change is null && rest is null) return new ForkedRun(Replay(observe), instant);
        var cluster = Make(observe);
        var past = Inputs.TakeWhile(input => input.At < at).ToList();
        foreach (var input in past) Repeat(cluster, input);
        cluster.Clock.Advance(at - cluster.Clock.Now);
        change?.Invoke(cluster);
        cluster.Clock.RunReady();
        var refused = new List<RefusedInput>();
        foreach (var input in Inputs.Skip(past.Count))
        {
            if ((rest is null ? input : rest(input)) is not { } kept) continue;
            if (kept.At > cluster.Clock.Now) cluster.Clock.Advance(kept.At - cluster.Clock.Now);
            if (cluster.Api.Inputs!.Repeat(kept.Elsewhere) is { } words) refused.Add(new RefusedInput(kept, words));
            cluster.Clock.RunReady();
        }

        if (cluster.Clock.Now < End.At) cluster.Clock.Advance(End.At - cluster.Clock.Now);
        return new ForkedRun(cluster, instant) { Refused = refused };
    }

    /// <summary>As JSON lines, an input a line.</summary>
    public string Save() => RecordingText.Write(this);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="options">Gives what no text can hold: the runtime of the nodes.</param>
    /// <exception cref="RecordingException">The text is no recording.</exception>
    public static Recording Load(string text, ClusterOptions options) => RecordingText.Read(text, options);

    private DateTimeOffset At(TimeSpan instant)
    {
        var at = Options.Start.ToUniversalTime() + instant;
        return instant >= TimeSpan.Zero && at <= End.At ? at : throw new ArgumentOutOfRangeException(nameof(instant), instant, $"The recording reaches from the start to {End.At - Options.Start}.");
    }

    private Cluster Make(Action<Cluster>? observe)
    {
        var cluster = new Cluster(Options with { Records = true });
        observe?.Invoke(cluster);
        return cluster;
    }

    private static void Repeat(Cluster cluster, Input input)
    {
        cluster.Clock.RunTo(input.At, input.Turn);
        cluster.Api.Inputs!.Repeat(input);
    }
}
