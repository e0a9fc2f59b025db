using System.Text;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Network;
using Podlab.Engine.Runtime;

namespace Podlab.Simulation.Tests.Network;

/// <summary>A cluster of simulated nodes with pods and services, driven from a test's thread.</summary>
internal sealed class ServiceWorld
{
    public ServiceWorld(int nodes = 2, ulong seed = 1)
        : this(new ClusterOptions { Nodes = nodes, Seed = seed })
    {
    }

    public ServiceWorld(ClusterOptions options) => Cluster = new Cluster(options with { Runtime = Simulated.Node });

    public Cluster Cluster { get; }

    public TimeSpan Elapsed => Cluster.Clock.Elapsed;

    public void Advance(double seconds) => Cluster.Clock.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>A pod that answers its own name on port 8080 (TCP) and 8081 (UDP).</summary>
    public void AddServer(string name, string? node = null, Func<PodSpec, PodSpec>? change = null, string app = "web")
    {
        var spec = new PodSpec
        {
            NodeName = node,
            TerminationGracePeriodSeconds = 30,
            Containers = [new Container { Name = "app", Image = "registry.k8s.io/e2e-test-images/agnhost:2.53", Args = ["netexec"], Ports = [new ContainerPort { Name = "http", ContainerPortValue = 8080 }] }],
        };
        Cluster.Api.Of<Pod>().Create(new Pod { Metadata = new ObjectMeta { Name = name, Namespace = "default", Labels = ValueMap.Of(("app", app)) }, Spec = change?.Invoke(spec) ?? spec });
    }

    /// <summary>A pod with a shell (busybox 1.36) that does nothing.</summary>
    public void AddClient(string name = "client", string node = "node-1", Func<PodSpec, PodSpec>? change = null, string image = "busybox:1.36")
    {
        var spec = new PodSpec { NodeName = node, Containers = [new Container { Name = "sh", Image = image, Command = ["sleep", "1000000"] }] };
        Cluster.Api.Of<Pod>().Create(new Pod { Metadata = new ObjectMeta { Name = name, Namespace = "default" }, Spec = change?.Invoke(spec) ?? spec });
    }

    public Service AddService(ServiceSpec spec, string name = "web") =>
        Cluster.Api.Of<Service>().Create(new Service { Metadata = new ObjectMeta { Name = name, Namespace = "default" }, Spec = spec });

    public static ServiceSpec Web { get; } = new() { Selector = ValueMap.Of(("app", "web")), Ports = [new ServicePort { Port = 80, TargetPort = "http" }] };

    public Pod Pod(string name) => Cluster.Api.Of<Pod>().Get("default", name);

    public Service Service(string name = "web") => Cluster.Api.Of<Service>().Get("default", name);

    public string NodeAddress(string node) => Cluster.Network.AddNode(node).Address;

    public NetworkNamespace Namespace(string pod) => Cluster.Network.Find(Pod(pod).Status.PodIP!)!;

    /// <summary>Runs a shell line in a pod: its exit code, and both outputs in one text.</summary>
    public (int Code, string Text) Sh(string line, string pod = "client")
    {
        var (node, container) = (Pod(pod).Spec.NodeName!, Pod(pod).Status.ContainerStatuses[0].ContainerID!.Split("//")[1]);
        var output = new MemoryStream();
        Task<int>? task = null;
        Cluster.Clock.Post(() => task = Cluster.Nodes.Find(node)!.Runtime.ExecAsync(new ContainerId(container), new ExecRequest(["sh", "-c", line + " 2>&1"], new ExecStreams(null, output, output))).AsTask());
        Cluster.Clock.AdvanceUntil(() => task?.IsCompleted == true, TimeSpan.FromMinutes(10)).ShouldBeTrue($"`{line}` never ended");
        return (task!.GetAwaiter().GetResult(), Encoding.UTF8.GetString(output.ToArray()));
    }

    /// <summary>What connecting comes to, and how long it took.</summary>
    public (ConnectOutcome Outcome, TimeSpan Took) Connect(NetworkNamespace from, string address, int port, double timeout = 5)
    {
        var start = Elapsed;
        Task<ConnectResult>? task = null;
        Cluster.Clock.Post(() => task = from.ConnectAsync(address, port, TimeSpan.FromSeconds(timeout)).AsTask());
        Cluster.Clock.AdvanceUntil(() => task?.IsCompleted == true, TimeSpan.FromMinutes(1)).ShouldBeTrue();
        var result = task!.GetAwaiter().GetResult();
        result.Connection?.Close();
        return (result.Outcome, Elapsed - start);
    }

    /// <summary>The names that <paramref name="count"/> requests from the client were answered with, in order.</summary>
    public List<string> Ask(string url, int count, string pod = "client") =>
        [.. Sh($"for i in $(seq {count}); do wget -T 5 -qO- {url}; echo; done", pod).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
}
