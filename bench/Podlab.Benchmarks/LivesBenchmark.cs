using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine;

namespace Podlab.Benchmarks;

/// <summary>
/// Lives of pods: created, scheduled, running, succeeded, deleted, through the API, the scheduler and the kubelet over a runtime that does nothing.
/// The cost of a life must not grow with the pods that run beside it.
/// </summary>
internal static class LivesBenchmark
{
    private const double Goal = 20_000;
    private const int Nodes = 50;
    private const int Wave = 2_000;
    private const int Warmup = 5;
    private const int Waves = 10;
    private static readonly int[] Beside = [100, 1_000, 10_000, 100_000];

    public static void Run()
    {
        Report.Calibrate();
        Report.Head();
        Run(isScheduled: true, beside: 0);
        Run(isScheduled: false, beside: 0);
        foreach (var beside in Beside) Run(isScheduled: false, beside);
    }

    private static void Run(bool isScheduled, int beside)
    {
        // Room for all of them: a node takes 110 pods.
        var nodes = Math.Max(Nodes, (beside + Wave) / 50);
        var cluster = new Cluster(new ClusterOptions { Nodes = nodes, Scheduler = isScheduled, Controllers = [], Runtime = (made, _) => new BareRuntime(made.Clock) });
        var pods = cluster.Api.Of<Pod>();
        cluster.Clock.RunReady();
        for (var i = 0; i < beside; i++) pods.Create(Resident(i, nodes));
        cluster.Clock.Advance(TimeSpan.FromSeconds(60));
        var number = 0;
        for (var wave = 0; wave < Warmup; wave++) Live(cluster, ref number, isScheduled, nodes);
        var callbacks = cluster.Clock.CallbacksRun;
        var ended = 0;
        var cost = Cost.Of(() =>
        {
            for (var wave = 0; wave < Waves; wave++) ended += Live(cluster, ref number, isScheduled, nodes);
        });
        if (ended != Wave * Waves) throw new InvalidOperationException($"Only {ended} of {Wave * Waves} pods came to their end.");
        var what = isScheduled ? "lives, scheduled" : beside == 0 ? "lives, bound from the start" : $"lives, bound, beside {beside.ToString("N0", CultureInfo.InvariantCulture)} running pods";
        Report.Rate(what, ended, cost, Goal, string.Create(CultureInfo.InvariantCulture, $"{(cluster.Clock.CallbacksRun - callbacks) / (double)ended:0.0} callbacks each"));
    }

    private static int Live(Cluster cluster, ref int number, bool isScheduled, int nodes)
    {
        var pods = cluster.Api.Of<Pod>();
        for (var i = 0; i < Wave; i++) pods.Create(Short(number++, isScheduled, nodes));
        cluster.Clock.Advance(TimeSpan.FromSeconds(5));
        var ended = pods.List("default").Where(pod => pod.Status.Phase == "Succeeded").ToList();
        foreach (var pod in ended) pods.Delete("default", pod.Metadata.Name!);
        cluster.Clock.Advance(TimeSpan.FromSeconds(1));
        return ended.Count;
    }

    private static Pod Short(int number, bool isScheduled, int nodes) => new()
    {
        Metadata = new ObjectMeta { Name = "p" + number.ToString(CultureInfo.InvariantCulture), Namespace = "default" },
        Spec = new PodSpec { NodeName = isScheduled ? null : Node(number, nodes), RestartPolicy = "Never", Containers = [new Container { Name = "app", Image = "busybox:1.36" }] },
    };

    /// <summary>Stays; in another namespace, so that counting the wave's pods does not read it.</summary>
    private static Pod Resident(int number, int nodes) => new()
    {
        Metadata = new ObjectMeta { Name = "r" + number.ToString(CultureInfo.InvariantCulture), Namespace = "kube-public" },
        Spec = new PodSpec { NodeName = Node(number, nodes), Containers = [new Container { Name = "app", Image = "busybox:1.36", Command = ["run"] }] },
    };

    private static string Node(int number, int nodes) => "node-" + (number % nodes + 1).ToString(CultureInfo.InvariantCulture);
}
