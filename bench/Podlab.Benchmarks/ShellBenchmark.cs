using Podlab.Api.Model;
using Podlab.Notebooks.Lab;

namespace Podlab.Benchmarks;

/// <summary>Long loops in a container's shell, from the creation of its pod to its end. Goal: under a second for a hundred thousand turns.</summary>
internal static class ShellBenchmark
{
    private const double GoalSeconds = 1;
    private const int Turns = 3;

    private static readonly string[] Scripts =
    [
        "for i in $(seq 100000); do :; done",
        "n=0; for i in $(seq 100000); do n=$((n+i)); done",
        "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done",
        "for i in $(seq 100000); do echo $i; done | tail -1",
    ];

    public static void Run()
    {
        Report.Calibrate();
        Console.WriteLine($"{"what",-52} {"figure",11} {"unit",-13} {"goal",8}");
        foreach (var script in Scripts)
        {
            for (var turn = 1; turn <= Turns; turn++) Report.Figure(turn == 1 ? script : "  again", Measure(script), "CPU seconds", GoalSeconds);
        }
    }

    private static double Measure(string script)
    {
        var cluster = SimulatedCluster.Create(nodes: 1);
        cluster.Clock.RunReady();
        cluster.Api.Of<Pod>().Create(new Pod
        {
            Metadata = new ObjectMeta { Name = "loop", Namespace = "default" },
            Spec = new PodSpec { RestartPolicy = "Never", Containers = [new Container { Name = "app", Image = "busybox:1.36", Command = ["sh", "-c", script] }] },
        });
        var cost = Cost.Of(() => cluster.Clock.Advance(TimeSpan.FromMinutes(1)));
        if (cluster.Api.Of<Pod>().Get("default", "loop").Status.Phase != "Succeeded") throw new InvalidOperationException($"The loop {script} has not come to its end.");
        return cost.CpuSeconds;
    }
}
