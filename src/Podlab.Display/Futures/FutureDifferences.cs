using System.Globalization;
using Podlab.Api.Model;
using Podlab.Display.Histories;
using Podlab.Display.Timelines;
using Podlab.Engine.Apiserver.Tables;

namespace Podlab.Display.Futures;

/// <summary>Looks at both courses of a Pod with the same questions and keeps those that are answered differently.</summary>
internal static class FutureDifferences
{
    private const string Nothing = "–";

    private static readonly (string What, Func<PodFuture, PodHistory, string> Ask)[] Questions =
    [
        ("created at", (future, _) => TimeText.Of(future.Start)),
        ("node", (_, history) => Last(history).Spec.NodeName ?? Nothing),
        ("Running from", (future, history) => Time(future, history.Changes.FirstOrDefault(change => change.Pod.Status.Phase == "Running")?.At)),
        ("Ready for", (_, history) => TimeText.Of(ReadyFor(history))),
        ("restarts", (_, history) => Last(history).Status.ContainerStatuses.Sum(status => status.RestartCount).ToString(CultureInfo.InvariantCulture)),
        ("last end", (_, history) => LastEnd(history)),
        ("STATUS at the end", (_, history) => history.GoneAt is null ? PodColumns.Of(Last(history), history.Start + history.End).Status : "gone"),
        ("deletion asked for at", (future, history) => Time(future, history.DeletionAskedAt)),
        ("grace period", (_, history) => history.Changes.FirstOrDefault(change => change.Pod.Metadata.DeletionTimestamp is not null)?.Pod.Metadata.DeletionGracePeriodSeconds is { } seconds ? TimeText.Of(TimeSpan.FromSeconds(seconds)) : Nothing),
        ("gone at", (future, history) => Time(future, history.GoneAt)),
    ];

    public static IReadOnlyList<Difference> Of(PodFuture first, PodFuture second)
    {
        if (first.History is null || second.History is null)
            return first.History == second.History ? [] : [new Difference("exists", first.History is null ? "no" : "yes", second.History is null ? "no" : "yes")];
        return [.. Questions.Select(question => new Difference(question.What, question.Ask(first, first.History), question.Ask(second, second.History))).Where(answer => answer.First != answer.Second)];
    }

    private static Pod Last(PodHistory history) => history.Changes[^1].Pod;

    private static string Time(PodFuture future, TimeSpan? sinceCreation) => sinceCreation is { } at ? TimeText.Of(future.Start + at) : Nothing;

    private static TimeSpan ReadyFor(PodHistory history)
    {
        var ready = TimeSpan.Zero;
        for (var i = 0; i < history.Changes.Count; i++)
        {
            var to = i + 1 < history.Changes.Count ? history.Changes[i + 1].At : history.End;
            if (history.Changes[i].Pod.Status.Conditions.Any(condition => condition.Type == "Ready" && condition.Status == "True")) ready += to - history.Changes[i].At;
        }

        return ready;
    }

    private static string LastEnd(PodHistory history)
    {
        foreach (var status in Last(history).Status.ContainerStatuses)
        {
            if ((status.State.Terminated ?? status.LastState.Terminated) is { } ended) return $"{ended.Reason}, exit code {ended.ExitCode}";
        }

        return Nothing;
    }
}
