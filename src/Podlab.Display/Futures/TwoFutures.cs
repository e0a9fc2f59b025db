using Podlab.Display.Histories;
using Podlab.Display.Tables;
using Podlab.Display.Timelines;

namespace Podlab.Display.Futures;

/// <summary>One Pod in two futures of the same run: what differs, as data, as text and as two timelines above each other.</summary>
/// <param name="ForkAt">When the futures part, since the run's start.</param>
public sealed record TwoFutures(PodFuture First, PodFuture Second, TimeSpan ForkAt) : IPicture
{
    /// <summary>What is not the same in both, in the order of a Pod's life; empty: nothing.</summary>
    public IReadOnlyList<Difference> Differences => FutureDifferences.Of(First, Second);

    /// <summary>The earliest time of both; the axis begins there.</summary>
    public TimeSpan From => First.History is null ? Second.Start : Second.History is null || First.Start <= Second.Start ? First.Start : Second.Start;

    /// <summary>The latest time of both.</summary>
    public TimeSpan To => First.End >= Second.End ? First.End : Second.End;

    public string Name => (First.History ?? Second.History)?.Name ?? "";

    /// <summary>The differences as a table.</summary>
    public Table Table => new(["", First.Name, Second.Name], [.. Differences.Select(difference => new[] { difference.What, difference.First, difference.Second })]);

    public string Text => FutureText.Draw(this);

    public string Svg => FutureSvg.Draw(this);

    public override string ToString() => Text;
}

/// <summary>A Pod's course in one of the futures.</summary>
/// <param name="Name">What the future is called: <c>as it went</c>.</param>
/// <param name="History">Null: there is no such Pod in it.</param>
/// <param name="RunStart">The instant the run began.</param>
public sealed record PodFuture(string Name, PodHistory? History, DateTimeOffset RunStart)
{
    /// <summary>When the Pod came, since the run's start.</summary>
    public TimeSpan Start => History is null ? TimeSpan.Zero : History.Start - RunStart;

    /// <summary>How far its history reaches, since the run's start.</summary>
    public TimeSpan End => History is null ? TimeSpan.Zero : Start + History.End;

    internal IReadOnlyList<Lane> Lanes => History is null ? [] : [.. TimelineLanes.Of(History).Where(lane => !lane.IsSlim || lane.Label == "Ready")];
}

/// <param name="What">What differs: <c>gone at</c>, <c>restarts</c>.</param>
/// <param name="First">How it is in the first future; <c>–</c>: not at all.</param>
public sealed record Difference(string What, string First, string Second);
