using System.Diagnostics;
using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine;

namespace Podlab.Benchmarks;

/// <summary>Lives of pods: created, scheduled, running, succeeded, deleted. Goal: 20,000 a second on one core.</summary>
internal static class LivesBenchmark
{
    private const int Nodes = 50;
    private const int Wave = 2000;
    private const int Waves = 5;

    public static void Run()
    {
        Run(isScheduled: true);
        Run(isScheduled: false);
    }

    private static void Run(bool isScheduled)
    {
        Console.WriteLine(isScheduled ? "scheduled" : "bound from the start");
        var cluster = new Cluster(new ClusterOptions { Nodes = Nodes, Scheduler = isScheduled, Controllers = [], Runtime = (made, _) => new BareRuntime(made.Clock) });
        var pods = cluster.Api.Of<Pod>();
        cluster.Clock.RunReady();
        for (var wave = 0; wave < Waves; wave++)
        {
            var (callbacks, bytes) = (cluster.Clock.CallbacksRun, GC.GetAllocatedBytesForCurrentThread());
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Wave; i++) pods.Create(Short(wave * Wave + i, isScheduled));
            cluster.Clock.Advance(TimeSpan.FromSeconds(5));
            var ended = pods.List("default").Count(pod => pod.Status.Phase == "Succeeded");
            foreach (var pod in pods.List("default").ToList()) pods.Delete("default", pod.Metadata.Name!);
            cluster.Clock.Advance(TimeSpan.FromSeconds(1));
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Console.WriteLine($"wave {wave}: {ended} lives, {ended / seconds:0} a second, {seconds / Wave * 1e6:0.0} µs, {(GC.GetAllocatedBytesForCurrentThread() - bytes) / Wave} bytes, {(cluster.Clock.CallbacksRun - callbacks) / (double)Wave:0.0} callbacks each");
        }
    }

    private static Pod Short(int number, bool isScheduled) => new()
    {
        Metadata = new ObjectMeta { Name = "p" + number.ToString(CultureInfo.InvariantCulture), Namespace = "default" },
        Spec = new PodSpec { NodeName = isScheduled ? null : "node-" + (number % Nodes + 1).ToString(CultureInfo.InvariantCulture), RestartPolicy = "Never", Containers = [new Container { Name = "app", Image = "busybox:1.36" }] },
    };
}
