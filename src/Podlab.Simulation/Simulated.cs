using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Runtime;
using Podlab.Simulation.Images;
using Podlab.Simulation.Runtime;

namespace Podlab.Simulation;

/// <summary>Simulated nodes for a cluster: <c>new ClusterOptions { Nodes = 3, Runtime = Simulated.Node }</c>.</summary>
public static class Simulated
{
    /// <summary>The runtime of one node, with a registry of its own that serves the built-in images.</summary>
    public static IContainerRuntime Node(Cluster cluster, string name) => Node(cluster, name, new SimulatedRegistry(ImageCatalog.BuiltIn));

    /// <summary>The runtime of one node that pulls from a registry which others may share.</summary>
    /// <param name="images">Images that are on the node before anything was pulled, as <c>kind load</c> brings them there; null: those of the cluster's options.</param>
    public static IContainerRuntime Node(Cluster cluster, string name, SimulatedRegistry registry, IReadOnlyList<string>? images = null)
    {
        var capacity = cluster.Api.Of<Node>().Find("", name)?.Status.Capacity ?? default;
        var machine = new SimulatedRuntimeOptions
        {
            NodeName = name,
            Network = cluster.Network,
            Registry = registry,
            PreloadedImages = images ?? cluster.Options.Images,
            Cpus = cluster.Options.NodeCapacity.Cpus,
            MemoryBytes = cluster.Options.NodeCapacity.MemoryBytes,
            DiskBytes = cluster.Options.NodeCapacity.EphemeralStorageBytes,
            Seed = name.Aggregate(cluster.Options.Seed, static (seed, letter) => (seed ^ letter) * 1099511628211UL),
        };
        // The machine is as large as its object says; one that says nothing is like all others.
        registry.Touched += cluster.NotRecorded;
        return new SimulatedRuntime(cluster.Clock, machine with
        {
            Cpus = capacity.TryGetValue("cpu", out var cpus) ? (int)Math.Max(1, cpus.MilliValue / 1000) : machine.Cpus,
            MemoryBytes = capacity.TryGetValue("memory", out var memory) ? memory.Value : machine.MemoryBytes,
            DiskBytes = capacity.TryGetValue("ephemeral-storage", out var disk) ? disk.Value : machine.DiskBytes,
        });
    }
}
