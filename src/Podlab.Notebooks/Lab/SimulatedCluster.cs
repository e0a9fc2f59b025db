using Podlab.Engine;
using Podlab.Engine.Network;
using Podlab.Simulation.Images;
using Podlab.Simulation.Runtime;

namespace Podlab.Notebooks.Lab;

/// <summary>The cluster that a chapter begins with: simulated nodes on one network, one registry for all.</summary>
public static class SimulatedCluster
{
    /// <summary>Nodes of a chapter's cluster: enough to see a choice, few enough to fit a screen.</summary>
    public const int ChapterNodes = 3;

    public static Cluster Create(ulong seed = 1, int nodes = ChapterNodes)
    {
        ClusterNetwork? network = null;
        var registry = new SimulatedRegistry(ImageCatalog.BuiltIn);
        var made = 0UL;
        return new Cluster(new ClusterOptions
        {
            Seed = seed,
            Nodes = nodes,
            Runtime = (cluster, node) => new SimulatedRuntime(cluster.Clock, new SimulatedRuntimeOptions
            {
                NodeName = node,
                Network = network ??= new ClusterNetwork(cluster.Clock),
                Registry = registry,
                Seed = seed + ++made,
            }),
        });
    }

    /// <summary>A lab of its own for one run of a notebook.</summary>
    public static SimulatedLab CreateLab() => new(Create());
}
