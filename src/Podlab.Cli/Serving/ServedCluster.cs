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

    /// <param name="start">The instant the cluster's time begins at.</param>
    /// <param name="describe">Adds what a description of the cluster says.</param>
    public static Cluster Make(int nodes, IReadOnlyList<string> controllers, bool scheduler, bool systemPods, IReadOnlyList<string> disabledPlugins, DateTimeOffset start, Func<ClusterOptions, ClusterOptions> describe)
    {
        // A cluster that starts without nodes is one without a network for pods, as controller managers run it by default.
        var options = describe(new ClusterOptions
        {
            Nodes = nodes, Controllers = controllers, Scheduler = scheduler, SystemPods = systemPods, DisabledAdmissionPlugins = disabledPlugins, Start = start, AllocatesNodeCidrs = nodes > 0, DefaultRoles = true,
        });
        // Without nodes, controllers and scheduler it is a bare API server: nothing answers for the Node objects that clients make.
        var isBare = nodes == 0 && options.NodePools.Count == 0 && controllers.Count == 0 && !scheduler;
        return isBare ? new Cluster(options) : SimulatedCluster.Create(options, Images);
    }
}
