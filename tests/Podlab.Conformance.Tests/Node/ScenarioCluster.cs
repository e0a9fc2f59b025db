using Podlab.Engine;
using Podlab.Engine.Apiserver.Http;
using Podlab.Simulation.Images;
using Podlab.Simulation.Runtime;

namespace Podlab.Conformance.Tests.Node;

/// <summary>The node of the records: one node, its images, its registry.</summary>
internal sealed class ScenarioCluster
{
    private const long MemoryBytes = 24_581_684L << 10;

    private static readonly string[] Preloaded =
    [
        "web:1", "web:2", "exit-code:1", "show:1", "stopint:1", "nonroot:1", "nameduser:1", "nocmd:1",
        "localhost/web:1", "localhost/web:2", "localhost/exit-code:1", "localhost/show:1",
        "localhost/stopint:1", "localhost/nonroot:1", "localhost/nameduser:1", "localhost/nocmd:1",
    ];

    /// <summary>Names of one image there: busybox 1.35.</summary>
    private static readonly string[] BusyBox =
    [
        "busybox:1.28", "busybox:1.31", "busybox:1.36", "busybox:latest", "localhost/busybox:1.28", "localhost/busybox:1.31", "localhost/busybox:1.36", "localhost/busybox:latest",
    ];

    public ScenarioCluster(ulong seed)
    {
        Registry = new SimulatedRegistry(ImageCatalog.BuiltIn) { IsUnreachable = true };
        Registry.Add(new RegistryRule("localhost:5055/ok/") { ServesFrom = "" });
        Registry.Add(new RegistryRule("localhost:5055/slow/") { ServesFrom = "", Delay = TimeSpan.FromSeconds(8) });
        Registry.Add(new RegistryRule("localhost:5055/late/") { ServesFrom = "", IsKeyed = true });
        Registry.Add(new RegistryRule("localhost:5055/private/") { IsPrivate = true });
        Cluster = new Cluster(new ClusterOptions
        {
            Seed = seed,
            NodeCapacity = new NodeCapacity { Cpus = 2, MemoryBytes = MemoryBytes },
            DisabledAdmissionPlugins = ["ServiceAccount"],
            // The recorded node had neither kube-proxy nor a name server.
            ServiceNetwork = false,
            Runtime = (cluster, name) =>
            {
                var runtime = new SimulatedRuntime(cluster.Clock, new SimulatedRuntimeOptions { NodeName = name, Network = cluster.Network, Registry = Registry, PreloadedImages = Preloaded, Seed = seed, Cpus = 2, MemoryBytes = MemoryBytes });
                foreach (var image in BusyBox) runtime.Preload(image, "busybox:1.36");
                return runtime;
            },
        });
        Transport = new InProcessTransport(Cluster.Api);
        NodeIp = Cluster.Network.AddNode("node-1").Address;
    }

    public Cluster Cluster { get; }

    public SimulatedRegistry Registry { get; }

    public InProcessTransport Transport { get; }

    public string NodeIp { get; }

    public ApiResponse Send(ApiRequest request) => Cluster.Api.Http.Answer(request);
}
