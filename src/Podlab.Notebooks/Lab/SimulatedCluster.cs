using System.Runtime.CompilerServices;
using Podlab.Engine;
using Podlab.Simulation;
using Podlab.Simulation.Images;

namespace Podlab.Notebooks.Lab;

/// <summary>The cluster that a chapter begins with: simulated nodes, one registry for all.</summary>
public static class SimulatedCluster
{
    /// <summary>Nodes of a chapter's cluster: enough to see a choice, few enough to fit a screen.</summary>
    public const int ChapterNodes = 3;

    public static Cluster Create(ulong seed = 1, int nodes = ChapterNodes) => Create(new ClusterOptions { Seed = seed, Nodes = nodes });

    /// <summary>A cluster as the options say, with simulated nodes.</summary>
    public static Cluster Create(ClusterOptions options) => new(WithRuntime(options));

    /// <summary>The options with simulated nodes. A cluster made of them has its registry to itself.</summary>
    public static ClusterOptions WithRuntime(ClusterOptions options)
    {
        var registries = new ConditionalWeakTable<Cluster, SimulatedRegistry>();
        return options with { Runtime = (cluster, node) => Simulated.Node(cluster, node, registries.GetValue(cluster, static _ => new SimulatedRegistry(ImageCatalog.BuiltIn))) };
    }

    /// <summary>A lab of its own for one run of a notebook.</summary>
    public static SimulatedLab CreateLab() => new(Create(new ClusterOptions { Nodes = ChapterNodes, Records = true }));
}
