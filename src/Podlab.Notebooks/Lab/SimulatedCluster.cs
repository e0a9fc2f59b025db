using Podlab.Engine;

namespace Podlab.Notebooks.Lab;

/// <summary>The cluster that a chapter begins with.</summary>
public static class SimulatedCluster
{
    /// <summary>Nodes of a chapter's cluster: enough to see a choice, few enough to fit a screen.</summary>
    public const int ChapterNodes = 3;

    public static Cluster Create(ulong seed = 1, int nodes = ChapterNodes) => new(new ClusterOptions { Seed = seed, Nodes = nodes });

    /// <summary>A lab of its own for one run of a notebook.</summary>
    public static SimulatedLab CreateLab() => new(Create());
}
