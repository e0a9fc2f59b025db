using Podlab.Api.Model;
using Podlab.Display.Histories;

namespace Podlab.Display.Timelines;

/// <summary>Reads a history into the rows of its picture: the phase, each container in the order it starts, the conditions.</summary>
internal static class TimelineLanes
{
    private static readonly string[] ConditionOrder = ["PodScheduled", "PodReadyToStartContainers", "Initialized", "ContainersReady", "Ready"];

    public static IReadOnlyList<Lane> Of(PodHistory history)
    {
        var spec = history.Changes[^1].Pod.Spec;
        var lanes = new List<Lane> { new("phase", Segments(history, pod => Phase(pod.Status.Phase ?? "Pending"))) };
        lanes.AddRange(spec.InitContainers.Select(container => Container(history, container, isInit: true)));
        lanes.AddRange(spec.Containers.Select(container => Container(history, container, isInit: false)));
        lanes.AddRange(history.Faults.GroupBy(fault => fault.Target, StringComparer.Ordinal).Select(Faults));
        lanes.AddRange(Conditions(history).Select(type => new Lane(type, Segments(history, pod => Condition(pod, type)), IsSlim: true)));
        return lanes;
    }

    private static Lane Faults(IGrouping<string, PodFault> faults) => new(
        "fault " + faults.Key,
        [.. faults.Select(fault => new Segment(fault.From, fault.To, SegmentKind.Fault, fault.State, fault.From == fault.To ? fault.State : $"{fault.Target} {fault.State}"))]);

    private static Lane Container(PodHistory history, Container container, bool isInit)
    {
        var restarts = new List<(TimeSpan, int)>();
        var count = 0;
        foreach (var state in history.Changes)
        {
            if (StatusOf(state.Pod, container.Name, isInit) is not { } status || status.RestartCount <= count) continue;
            // The count rises with the start, so the running state's own time is the restart's.
            count = status.RestartCount;
            restarts.Add((state.At, count));
        }

        return new Lane(
            isInit ? (container.RestartPolicy == "Always" ? "sidecar " : "init ") + container.Name : container.Name,
            Segments(history, pod => Container(pod, container, isInit), pod => StatusOf(pod, container.Name, isInit)?.RestartCount ?? 0))
        {
            Restarts = restarts,
            Marks = [.. history.Marks.Where(mark => mark.Container == container.Name).Select(mark => (mark.At, mark.Message))],
        };
    }

    /// <summary>Joins the states in which <paramref name="look"/> sees the same to one stretch each; null sees nothing.</summary>
    private static List<Segment> Segments(PodHistory history, Func<Pod, (SegmentKind Kind, string Label, string Detail)?> look, Func<Pod, int>? restarts = null)
    {
        var segments = new List<Segment>();
        for (var i = 0; i < history.Changes.Count; i++)
        {
            var (from, to) = (history.Changes[i].At, i + 1 < history.Changes.Count ? history.Changes[i + 1].At : history.End);
            if (look(history.Changes[i].Pod) is not { } seen) continue;
            var count = restarts?.Invoke(history.Changes[i].Pod) ?? 0;
            if (segments.Count > 0 && segments[^1] is var last && last.To == from && (last.Kind, last.Detail, last.Restarts) == (seen.Kind, seen.Detail, count))
                segments[^1] = last with { To = to };
            else if (to > from || i + 1 == history.Changes.Count)
                segments.Add(new Segment(from, to, seen.Kind, seen.Label, seen.Detail, count));
        }

        return segments;
    }

    private static (SegmentKind, string, string)? Phase(string phase) => phase switch
    {
        "Running" => (SegmentKind.Ready, phase, phase),
        "Succeeded" => (SegmentKind.Completed, phase, phase),
        "Failed" => (SegmentKind.Failed, phase, phase),
        _ => (SegmentKind.Waiting, phase, phase),
    };

    private static (SegmentKind, string, string)? Condition(Pod pod, string type)
    {
        foreach (var condition in pod.Status.Conditions)
        {
            if (condition.Type == type && condition.Status == "True") return (SegmentKind.Ready, "", "True");
        }

        return null;
    }

    private static (SegmentKind, string, string)? Container(Pod pod, Container container, bool isInit)
    {
        if (StatusOf(pod, container.Name, isInit) is not { } status) return null;
        if (status.State.Running is not null)
        {
            if (isInit && container.RestartPolicy != "Always") return (SegmentKind.Ready, "running", "running");
            return status.Ready ? (SegmentKind.Ready, "running", "running, ready")
                : (SegmentKind.NotReady, "not ready", status.Started == false ? "running, not started up" : "running, not ready");
        }

        if (status.State.Terminated is { } ended)
        {
            var reason = ended.Reason ?? (ended.ExitCode == 0 ? "Completed" : "Error");
            var detail = $"{reason}, exit code {ended.ExitCode}";
            if (Restarts(pod, container, isInit, ended.ExitCode)) return (SegmentKind.BackOff, reason, detail + ", waits to be restarted");
            return ended.ExitCode == 0 ? (SegmentKind.Completed, reason, detail) : (SegmentKind.Failed, reason, detail);
        }

        var waiting = status.State.Waiting?.Reason is { Length: > 0 } why ? why : "Waiting";
        return waiting switch
        {
            "PodInitializing" => (SegmentKind.Waiting, "waits", waiting),
            "ContainerCreating" or "Waiting" => (SegmentKind.Waiting, waiting, waiting),
            // Every other reason tells of something that went wrong and that the kubelet tries again.
            _ => (SegmentKind.BackOff, waiting, waiting),
        };
    }

    private static bool Restarts(Pod pod, Container container, bool isInit, int exitCode)
    {
        if (pod.Metadata.DeletionTimestamp is not null || pod.Status.Phase is "Succeeded" or "Failed") return false;
        var policy = container.RestartPolicy ?? pod.Spec.RestartPolicy ?? "Always";
        if (isInit && container.RestartPolicy != "Always") return exitCode != 0 && policy != "Never";
        return policy == "Always" || (policy == "OnFailure" && exitCode != 0);
    }

    private static ContainerStatus? StatusOf(Pod pod, string name, bool isInit)
    {
        foreach (var status in isInit ? pod.Status.InitContainerStatuses : pod.Status.ContainerStatuses)
        {
            if (status.Name == name) return status;
        }

        return null;
    }

    private static List<string> Conditions(PodHistory history)
    {
        var seen = history.Changes.SelectMany(state => state.Pod.Status.Conditions).Select(condition => condition.Type).Distinct(StringComparer.Ordinal).ToList();
        return [.. ConditionOrder.Where(seen.Contains), .. seen.Except(ConditionOrder, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
