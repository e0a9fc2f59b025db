using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Tables;

namespace Podlab.Engine.Tests.Apiserver.Tables;

public sealed class PodColumnsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ContainerStatus Running = new() { Name = "a", Ready = true, Started = true, State = new() { Running = new() } };

    private static ContainerStatus Waiting(string reason) => new() { Name = "a", State = new() { Waiting = new() { Reason = reason } } };

    private static ContainerStatus Ended(int exitCode, string? reason = null, int signal = 0) =>
        new() { Name = "a", State = new() { Terminated = new() { ExitCode = exitCode, Reason = reason, Signal = signal } } };

    private static Pod WithContainers(params ContainerStatus[] statuses) => new()
    {
        Spec = new() { Containers = statuses.Select(_ => new Container()).ToValueList() },
        Status = new() { Phase = "Running", ContainerStatuses = [.. statuses] },
    };

    private static Pod WithInit(string? restartPolicy, params ContainerStatus[] init)
    {
        var pod = WithContainers(Waiting("PodInitializing"));
        return pod with
        {
            Spec = pod.Spec with { InitContainers = init.Select((_, i) => new Container { Name = $"i{i}", RestartPolicy = restartPolicy }).ToValueList() },
            Status = pod.Status with { Phase = "Pending", InitContainerStatuses = init.Select((status, i) => status with { Name = $"i{i}" }).ToValueList() },
        };
    }

    private static Pod Deleted(Pod pod) => pod with { Metadata = pod.Metadata with { DeletionTimestamp = Now } };

    public static IEnumerable<TheoryDataRow<Pod, string, string>> Pods =>
    [
        new(WithContainers(Running), "1/1", "Running") { Label = "runs" },
        new(WithContainers(Waiting("ContainerCreating")), "0/1", "ContainerCreating") { Label = "is created" },
        new(WithContainers(Running, Waiting("CrashLoopBackOff")), "1/2", "CrashLoopBackOff") { Label = "one waits" },
        new(WithContainers(Ended(1, "Error"), Waiting("CrashLoopBackOff")), "0/2", "Error") { Label = "the first container's reason stands" },
        new(WithContainers(Ended(0, "Completed"), Ended(1, "Error")), "0/2", "Error") { Label = "success does not hide failure" },
        new(WithContainers(Ended(0, "Completed"), Running), "1/2", "NotReady") { Label = "one is done, the pod is not ready" },
        new(WithContainers(Ended(1)), "0/1", "ExitCode:1") { Label = "no reason" },
        new(WithContainers(Ended(0, signal: 9)), "0/1", "Signal:9") { Label = "a signal" },
        new(WithInit(null, Ended(0), Waiting("PodInitializing")), "0/1", "Init:1/2") { Label = "init goes on" },
        new(WithInit(null, Ended(1, "Error")), "0/1", "Init:Error") { Label = "init failed" },
        new(WithInit(null, Waiting("CrashLoopBackOff")), "0/1", "Init:CrashLoopBackOff") { Label = "init backs off" },
        new(WithInit("Always", Running), "1/2", "PodInitializing") { Label = "sidecars count" },
        new(Deleted(WithContainers(Running)), "1/1", "Terminating") { Label = "is deleted" },
        new(WithContainers() with { Status = new() { Phase = "Failed", Reason = "Evicted" } }, "0/0", "Evicted") { Label = "the pod's own reason" },
        new(Deleted(WithContainers() with { Status = new() { Phase = "Succeeded" } }), "0/0", "Succeeded") { Label = "deleted, but over" },
        new(new Pod { Status = new() { Phase = "Pending", Conditions = [new() { Type = "PodScheduled", Reason = "SchedulingGated" }] } }, "0/0", "SchedulingGated") { Label = "is gated" },
    ];

    [Theory]
    [MemberData(nameof(Pods))]
    public void Of_pod_gives_ready_and_status(Pod pod, string ready, string status)
    {
        var columns = PodColumns.Of(pod, Now);
        columns.Ready.ShouldBe(ready);
        columns.Status.ShouldBe(status);
    }

    [Fact]
    public void Of_restarted_pod_tells_since_when()
    {
        var restarted = Running with { RestartCount = 3, LastState = new() { Terminated = new() { FinishedAt = Now.AddSeconds(-95) } } };
        PodColumns.Of(WithContainers(restarted), Now).Restarts.ShouldBe("3 (95s ago)");
        PodColumns.Of(WithContainers(Running with { RestartCount = 3 }), Now).Restarts.ShouldBe("3");
    }
}
