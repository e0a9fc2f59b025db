using Podlab.Api.Model;
using Podlab.Display.Histories;

namespace Podlab.Display.Tests.Timelines;

/// <summary>A history written as a script: at a time, a container is in a state.</summary>
internal sealed class HistoryBuilder
{
    private readonly List<PodChange> states = [];
    private readonly List<PodMark> marks = [];
    private Pod pod;
    private TimeSpan? gone;

    public HistoryBuilder(string name, string restartPolicy = "Always", string[]? init = null, string[]? sidecars = null, params string[] containers)
    {
        Container[] starters = [.. (init ?? []).Select(item => new Container { Name = item }), .. (sidecars ?? []).Select(item => new Container { Name = item, RestartPolicy = "Always" })];
        pod = new Pod
        {
            Metadata = new ObjectMeta { Name = name, Namespace = "default", Uid = "1" },
            Spec = new PodSpec { RestartPolicy = restartPolicy, InitContainers = [.. starters], Containers = [.. containers.Select(item => new Container { Name = item })] },
            Status = new PodStatus
            {
                Phase = "Pending",
                InitContainerStatuses = [.. starters.Select(item => new ContainerStatus { Name = item.Name })],
                ContainerStatuses = [.. containers.Select(item => new ContainerStatus { Name = item })],
            },
        };
    }

    public HistoryBuilder Phase(double at, string phase) => Change(at, pod.Status with { Phase = phase });

    public HistoryBuilder Waiting(double at, string container, string reason) =>
        Container(at, container, status => status with { Ready = false, Started = false, State = new ContainerState { Waiting = new ContainerStateWaiting { Reason = reason } } });

    public HistoryBuilder Running(double at, string container, bool ready = true, int restarts = 0) =>
        Container(at, container, status => status with { Ready = ready, Started = true, RestartCount = restarts, State = new ContainerState { Running = new ContainerStateRunning() } });

    public HistoryBuilder Ended(double at, string container, int exitCode, string? reason = null) =>
        Container(at, container, status => status with
        {
            Ready = false,
            Started = false,
            State = new ContainerState { Terminated = new ContainerStateTerminated { ExitCode = exitCode, Reason = reason ?? (exitCode == 0 ? "Completed" : "Error") } },
        });

    public HistoryBuilder Condition(double at, string type, bool holds)
    {
        var others = pod.Status.Conditions.Where(condition => condition.Type != type);
        return Change(at, pod.Status with { Conditions = [.. others, new PodCondition { Type = type, Status = holds ? "True" : "False" }] });
    }

    public HistoryBuilder ProbeFailed(double at, string container, string message)
    {
        marks.Add(new PodMark(TimeSpan.FromSeconds(at), container, message));
        return this;
    }

    public HistoryBuilder DeletionAsked(double at)
    {
        pod = pod with { Metadata = pod.Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch } };
        return Change(at, pod.Status);
    }

    public HistoryBuilder Gone(double at)
    {
        gone = TimeSpan.FromSeconds(at);
        return this;
    }

    public PodHistory Until(double seconds) => new()
    {
        Namespace = "default",
        Name = pod.Metadata.Name!,
        Start = new DateTimeOffset(2026, 1, 1, 9, 0, 0, TimeSpan.Zero),
        End = TimeSpan.FromSeconds(seconds),
        Changes = states,
        Marks = marks,
        GoneAt = gone,
    };

    private HistoryBuilder Container(double at, string name, Func<ContainerStatus, ContainerStatus> change) => Change(at, pod.Status with
    {
        InitContainerStatuses = [.. pod.Status.InitContainerStatuses.Select(status => status.Name == name ? change(status) : status)],
        ContainerStatuses = [.. pod.Status.ContainerStatuses.Select(status => status.Name == name ? change(status) : status)],
    });

    private HistoryBuilder Change(double at, PodStatus status)
    {
        pod = pod with { Status = status };
        var time = TimeSpan.FromSeconds(at);
        if (states.Count > 0 && states[^1].At == time) states[^1] = new PodChange(time, pod);
        else states.Add(new PodChange(time, pod));
        return this;
    }
}
