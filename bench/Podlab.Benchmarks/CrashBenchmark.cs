using System.Diagnostics;
using Podlab.Api.Model;
using Podlab.Notebooks.Lab;

namespace Podlab.Benchmarks;

/// <summary>Ten virtual minutes of one pod that crashes at once, over and over. Goal: under 5 ms.</summary>
internal static class CrashBenchmark
{
    private const double GoalMilliseconds = 5;
    private const int Turns = 200;

    public static void Run()
    {
        var times = new List<double>();
        var restarts = 0;
        var (callbacks, bytes) = (0L, 0L);
        for (var turn = 0; turn < Turns; turn++)
        {
            var cluster = SimulatedCluster.Create(seed: (ulong)turn + 1, nodes: 1);
            cluster.Clock.RunReady();
            cluster.Api.Of<Pod>().Create(Crashing());
            (callbacks, bytes) = (cluster.Clock.CallbacksRun, GC.GetAllocatedBytesForCurrentThread());
            var started = Stopwatch.GetTimestamp();
            cluster.Clock.Advance(TimeSpan.FromMinutes(10));
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            (callbacks, bytes) = (cluster.Clock.CallbacksRun - callbacks, GC.GetAllocatedBytesForCurrentThread() - bytes);
            restarts = cluster.Api.Of<Pod>().Get("default", "crash").Status.ContainerStatuses.FirstOrDefault()?.RestartCount ?? 0;
        }

        var sorted = times.Order().ToList();
        Report.Calibrate();
        Console.WriteLine($"{"what",-52} {"figure",11} {"unit",-13} {"goal",8}");
        Report.Figure("ten minutes of a crashing pod, median", sorted[Turns / 2], "ms", GoalMilliseconds, $"{restarts} restarts, {callbacks} callbacks");
        Report.Figure("ten minutes of a crashing pod, best", sorted[0], "ms", GoalMilliseconds);
        Report.Figure("ten minutes of a crashing pod, the first", times[0], "ms", note: "with all that is compiled on the way");
        Report.Figure("allocated", bytes / 1024.0, "KB");
    }

    private static Pod Crashing() => new()
    {
        Metadata = new ObjectMeta { Name = "crash", Namespace = "default" },
        Spec = new PodSpec { Containers = [new Container { Name = "app", Image = "busybox:1.36", Command = ["sh", "-c", "exit 1"] }] },
    };
}
