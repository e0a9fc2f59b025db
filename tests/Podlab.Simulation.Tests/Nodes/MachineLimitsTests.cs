using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Kubelet;

namespace Podlab.Simulation.Tests.Nodes;

/// <summary>What the machine itself says to a pod: no memory left, no such runtime, no such profile.</summary>
public class MachineLimitsTests
{
    [Fact]
    public void Machine_out_of_memory_kills_by_score_and_not_by_size()
    {
        var world = new NodeWorld(new KubeletConfiguration { EvictionHard = new Dictionary<string, string>() }, new NodeCapacity { MemoryBytes = 128L << 20 });
        // The largest process is that of a guaranteed pod; the next one has no claims at all.
        world.Run("guaranteed", "x=$(head -c 30m /dev/zero | tr '\\0' x); sleep 3600", container => container with { Resources = Both("80Mi") });
        world.Advance(10);
        world.Run("besteffort", "sleep 3600");
        world.Advance(5);
        world.Run("hog", "sleep 5; tail /dev/zero; sleep 3600", container => NodeWorld.Asking(container, "memory", request: "10Mi"));
        world.Advance(30);
        world.Pod("guaranteed").Status.ContainerStatuses[0].RestartCount.ShouldBe(0);
        world.Events("node-1").ShouldContain(text => text.StartsWith("Warning SystemOOM System OOM encountered, victim process: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("runc", null)]
    [InlineData("gvisor", "Failed to create pod sandbox: failed to get sandbox runtime: no runtime for \"gvisor\" is configured")]
    public void Runtime_class_needs_a_handler_that_the_node_has(string handler, string? refusal)
    {
        var world = new NodeWorld();
        world.Cluster.Api.Of<RuntimeClass>().Create(new RuntimeClass { Metadata = new ObjectMeta { Name = "special" }, Handler = handler });
        world.Run("web", "sleep 3600", spec: spec => spec with { RuntimeClassName = "special" });
        world.Advance(10);
        world.Pod("web").Status.Phase.ShouldBe(refusal is null ? "Running" : "Pending");
        if (refusal is not null) world.Events("web").ShouldContain($"Warning FailedCreatePodSandBox {refusal}");
    }

    [Fact]
    public void Seccomp_profile_has_to_be_on_the_node()
    {
        var world = new NodeWorld();
        world.Run("web", "sleep 3600", spec: spec => spec with { SecurityContext = new PodSecurityContext { SeccompProfile = new SeccompProfile { Type = "Localhost", LocalhostProfile = "profiles/audit.json" } } });
        world.Advance(5);
        world.Events("web").ShouldContain("Warning Failed Error: failed to create containerd container: cannot load seccomp profile \"/var/lib/kubelet/seccomp/profiles/audit.json\": open /var/lib/kubelet/seccomp/profiles/audit.json: no such file or directory");
        ((Simulation.Runtime.SimulatedRuntime)world.Agent.Runtime).WriteHostFile("/var/lib/kubelet/seccomp/profiles/audit.json", "{}"u8.ToArray());
        world.Advance(20);
        world.Pod("web").Status.Phase.ShouldBe("Running");
    }

    private static ResourceRequirements Both(string memory)
    {
        var amounts = Api.ValueMap.Of(("memory", Api.Quantity.Parse(memory)), ("cpu", Api.Quantity.Parse("100m")));
        return new ResourceRequirements { Requests = amounts, Limits = amounts };
    }
}
