using System.Diagnostics;
using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine;

namespace Podlab.Benchmarks;

/// <summary>A virtual hour of pods whose liveness is probed every ten seconds. Goal: under 5 s for 1,000 of them.</summary>
internal static class ProbesBenchmark
{
    public static void Run()
    {
        foreach (var (pods, nodes) in new[] { (1_000, 10), (10_000, 100) }) Run(pods, nodes);
    }

    private static void Run(int count, int nodes)
    {
        var runtimes = new List<BareRuntime>();
        var cluster = new Cluster(new ClusterOptions
        {
            Nodes = nodes,
            Controllers = [],
            Runtime = (made, _) =>
            {
                runtimes.Add(new BareRuntime(made.Clock));
                return runtimes[^1];
            },
        });
        for (var i = 0; i < count; i++) cluster.Api.Of<Pod>().Create(Probed(i));
        cluster.Clock.Advance(TimeSpan.FromSeconds(30));
        var running = cluster.Api.Of<Pod>().List("default").Count(pod => pod.Status.Phase == "Running");
        var callbacks = cluster.Clock.CallbacksRun;
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        cluster.Clock.Advance(TimeSpan.FromHours(1));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        callbacks = cluster.Clock.CallbacksRun - callbacks;
        Console.WriteLine($"{running} pods on {nodes} nodes, {runtimes.Sum(runtime => runtime.Execs)} probes: {seconds:0.00} s for an hour, {callbacks / seconds:0} callbacks a second, {(GC.GetAllocatedBytesForCurrentThread() - bytes) >> 20} MB allocated, {GC.GetTotalMemory(false) >> 20} MB held");
    }

    private static Pod Probed(int number) => new()
    {
        Metadata = new ObjectMeta { Name = "p" + number.ToString(CultureInfo.InvariantCulture), Namespace = "default" },
        Spec = new PodSpec
        {
            Containers = [new Container { Name = "app", Image = "busybox:1.36", Command = ["run"], LivenessProbe = new Probe { Exec = new ExecAction { Command = ["true"] }, PeriodSeconds = 10, FailureThreshold = 3, SuccessThreshold = 1, TimeoutSeconds = 1 } }],
        },
    };
}
