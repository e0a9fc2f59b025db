using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Kubelet;

namespace Podlab.Simulation.Tests.Nodes;

public class EvictionTests
{
    private static readonly NodeCapacity SmallNode = new() { MemoryBytes = 1L << 30, EphemeralStorageBytes = 1L << 30 };
    private static readonly Volume Memory = new() { Name = "data", EmptyDir = new EmptyDirVolumeSource { Medium = "Memory" } };

    [Fact]
    public void Memory_short_ends_the_pod_beyond_its_request_and_keeps_new_ones_away()
    {
        var world = new NodeWorld(capacity: SmallNode);
        world.Run("modest", "head -c 460m /dev/zero > /data/x; sleep 3600", container => NodeWorld.Asking(container, "memory", request: "500Mi"), Memory);
        world.Run("greedy", "head -c 480m /dev/zero > /data/x; sleep 3600", volume: Memory);
        world.Advance(30);
        var pod = world.Pod("greedy");
        (pod.Status.Phase, pod.Status.Reason).ShouldBe(("Failed", "Evicted"));
        pod.Status.Message.ShouldNotBeNull().ShouldStartWith("The node was low on resource: memory. Threshold quantity: 100Mi, available: ");
        pod.Status.Message.ShouldContain("Container a was using ");
        pod.Status.Message.ShouldEndWith(", request is 0, has larger consumption of memory. ");
        pod.Status.Conditions.ShouldContain(condition => condition.Type == "DisruptionTarget" && condition.Status == "True" && condition.Reason == "TerminationByKubelet" && condition.Message == pod.Status.Message);
        world.Pod("modest").Status.Phase.ShouldBe("Running");
        world.Events("greedy").ShouldContain($"Warning Evicted {pod.Status.Message}");
        world.Events("node-1").ShouldContain("Warning EvictionThresholdMet Attempting to reclaim memory");
        world.Events("node-1").ShouldContain("Normal NodeHasInsufficientMemory Node node-1 status is now: NodeHasInsufficientMemory");
        world.Condition("MemoryPressure").ShouldBe("True KubeletHasInsufficientMemory kubelet has insufficient memory available");
        world.Node.Spec.Taints.ShouldContain(taint => taint.Key == "node.kubernetes.io/memory-pressure" && taint.Effect == "NoSchedule");

        world.Run("late", "sleep 3600", spec: spec => spec with { NodeName = "node-1" });
        world.Advance(5);
        world.Pod("late").Status.Reason.ShouldBe("Evicted");
        world.Pod("late").Status.Message.ShouldBe("Pod was rejected: The node had condition: [MemoryPressure]. ");

        world.Advance(290);
        world.Condition("MemoryPressure").ShouldBe("False KubeletHasSufficientMemory kubelet has sufficient memory available");
        world.Node.Spec.Taints.ShouldBeEmpty();
    }

    [Fact]
    public void Soft_threshold_waits_for_its_grace_period()
    {
        var world = new NodeWorld(
            new KubeletConfiguration
            {
                EvictionSoft = new Dictionary<string, string> { ["memory.available"] = "50%" },
                EvictionSoftGracePeriod = new Dictionary<string, TimeSpan> { ["memory.available"] = TimeSpan.FromMinutes(1) },
                EvictionMaxPodGracePeriod = TimeSpan.FromSeconds(3),
            },
            SmallNode);
        world.Run("p", "head -c 600m /dev/zero > /data/x; sleep 3600", volume: Memory);
        world.Advance(60);
        world.Condition("MemoryPressure").ShouldStartWith("True");
        world.Pod("p").Status.Phase.ShouldBe("Running");
        world.Advance(30);
        world.Pod("p").Status.Reason.ShouldBe("Evicted");
    }

    [Fact]
    public void Disk_short_ends_the_less_important_pod_first()
    {
        var world = new NodeWorld(capacity: SmallNode);
        world.Cluster.Api.Of<PriorityClass>().Create(new PriorityClass { Metadata = new ObjectMeta { Name = "high" }, Value = 1000 });
        world.Run("high", "head -c 500m /dev/zero > /x; sleep 3600", spec: spec => spec with { PriorityClassName = "high" });
        world.Run("low", "head -c 400m /dev/zero > /x; sleep 3600");
        world.Advance(40);
        world.Pod("low").Status.Message.ShouldNotBeNull().ShouldStartWith("The node was low on resource: ephemeral-storage. Threshold quantity: ");
        world.Pod("low").Status.Reason.ShouldBe("Evicted");
        world.Pod("high").Status.Phase.ShouldBe("Running");
        world.Condition("DiskPressure").ShouldBe("True KubeletHasDiskPressure kubelet has disk pressure");
    }

    [Fact]
    public void Critical_pod_is_never_evicted()
    {
        var world = new NodeWorld(capacity: SmallNode);
        world.Run("critical", "head -c 960m /dev/zero > /data/x; sleep 3600", volume: Memory, spec: spec => spec with { PriorityClassName = "system-node-critical" });
        world.Advance(60);
        world.Condition("MemoryPressure").ShouldStartWith("True");
        world.Pod("critical").Status.Phase.ShouldBe("Running");
    }

    public static TheoryData<string, string?, string?, string> Limits => new()
    {
        { "head -c 2m /dev/zero > /data/x", "1Mi", null, "Usage of EmptyDir volume \"data\" exceeds the limit \"1Mi\". " },
        { "head -c 3m /dev/zero > /x", null, "2Mi", "Pod ephemeral local storage usage exceeds the total limit of containers 2Mi. " },
        { "head -c 3m /dev/zero > /data/x", null, "2Mi", "Pod ephemeral local storage usage exceeds the total limit of containers 2Mi. " },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void Storage_over_a_limit_ends_the_pod(string write, string? sizeLimit, string? storageLimit, string message)
    {
        var world = new NodeWorld();
        world.Run(
            "p", write + "; sleep 3600", container => storageLimit is null ? container : NodeWorld.Asking(container, "ephemeral-storage", limit: storageLimit),
            new Volume { Name = "data", EmptyDir = new EmptyDirVolumeSource { SizeLimit = sizeLimit is null ? null : Quantity.Parse(sizeLimit) } });
        world.Advance(85);
        var status = world.Pod("p").Status;
        (status.Phase, status.Reason, status.Message).ShouldBe(("Failed", "Evicted", message));
        status.Conditions.ShouldNotContain(condition => condition.Type == "DisruptionTarget");
        world.Events("p").ShouldContain($"Warning Evicted {message}");
    }

    [Fact]
    public void Storage_of_one_container_over_its_own_limit_ends_the_pod()
    {
        var world = new NodeWorld();
        world.Run("p", "head -c 3m /dev/zero > /x; sleep 3600", container => NodeWorld.Asking(container, "ephemeral-storage", limit: "2Mi"),
            spec: spec => spec with { Containers = spec.Containers.Add(NodeWorld.Asking(new Container { Name = "b", Image = "busybox:1.36", Command = ["sleep", "3600"] }, "ephemeral-storage", limit: "1Gi")) });
        world.Advance(85);
        world.Pod("p").Status.Message.ShouldBe("Container a exceeded its local ephemeral storage limit \"2Mi\". ");
    }

    [Fact]
    public void Allocatable_is_what_is_neither_reserved_nor_kept_free()
    {
        var world = new NodeWorld(new KubeletConfiguration
        {
            KubeReserved = new Dictionary<string, string> { ["cpu"] = "100m", ["memory"] = "100Mi" },
            SystemReserved = new Dictionary<string, string> { ["cpu"] = "200m" },
        });
        var allocatable = world.Node.Status.Allocatable;
        (allocatable["cpu"].ToString(), allocatable["memory"].ToString(), allocatable["pods"].ToString(), allocatable["ephemeral-storage"].ToString()).ShouldBe(("3700m", "7992Mi", "110", "90Gi"));
        world.Node.Status.Capacity["memory"].ToString().ShouldBe("8Gi");
    }
}
