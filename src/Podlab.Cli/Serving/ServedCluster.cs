using Podlab.Engine;
using Podlab.Notebooks.Lab;

namespace Podlab.Cli.Serving;

/// <summary>The cluster behind <c>podlab serve</c>.</summary>
internal static class ServedCluster
{
    /// <summary>On each node from the start, as on a machine that has been in use: busybox, and the small images of the recorded scenarios, which no other registry has.</summary>
    private static readonly string[] Images =
    [
        .. new[] { "busybox:1.28", "busybox:1.31", "busybox:1.36", "busybox:latest", "web:1", "web:2", "exit-code:1", "show:1", "stopint:1", "nonroot:1", "nameduser:1", "nocmd:1" }
            .SelectMany(static image => new[] { image, "localhost/" + image }),
    ];

    /// <param name="options">What the command line and the cluster's description ask for.</param>
    public static Cluster Make(ClusterOptions options)
    {
        // Without nodes, controllers and scheduler it is a bare API server: nothing answers for the Node objects that clients make.
        var isBare = options is { Nodes: 0, NodePools.Count: 0, Controllers.Count: 0, Scheduler: false };
        return isBare ? new Cluster(options) : SimulatedCluster.Create(options with { Images = Images });
    }
}
