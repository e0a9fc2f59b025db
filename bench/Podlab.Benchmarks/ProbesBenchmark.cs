using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Notebooks.Lab;

namespace Podlab.Benchmarks;

/// <summary>A virtual hour of pods whose liveness is probed every ten seconds; and what one command in a simulated container takes.</summary>
internal static class ProbesBenchmark
{
    private const double HourGoalSeconds = 5;
    private static readonly string[][] Commands = [["true"], ["cat", "/etc/hostname"], ["test", "-f", "/etc/hostname"], ["sh", "-c", "exit 0"], ["sh", "-c", "test -f /etc/hostname && cat /etc/hostname"]];

    public static void Run()
    {
        Report.Calibrate();
        Console.WriteLine($"{"what",-52} {"figure",11} {"unit",-13} {"goal",8}");
        Run(100, 1, goal: null);
        Run(1_000, 10, HourGoalSeconds);
        Run(10_000, 100, goal: null);
        Report.Head();
        foreach (var command in Commands) Simulated(command);
    }

    private static void Run(int count, int nodes, double? goal)
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
        for (var i = 0; i < count; i++) cluster.Api.Of<Pod>().Create(Probed("p" + i.ToString(CultureInfo.InvariantCulture), ["true"]));
        cluster.Clock.Advance(TimeSpan.FromSeconds(30));
        var running = cluster.Api.Of<Pod>().List("default").Count(pod => pod.Status.Phase == "Running");
        if (running != count) throw new InvalidOperationException($"Only {running} of {count} pods run.");
        var callbacks = cluster.Clock.CallbacksRun;
        var cost = Cost.Of(() => cluster.Clock.Advance(TimeSpan.FromHours(1)));
        callbacks = cluster.Clock.CallbacksRun - callbacks;
        var probes = runtimes.Sum(runtime => runtime.Execs);
        Report.Figure($"a virtual hour of {count:N0} probed pods on {nodes:N0} nodes", cost.CpuSeconds, "CPU seconds", goal, string.Create(CultureInfo.InvariantCulture,
            $"{cost.WallSeconds:0.00} s on the wall, {callbacks / cost.CpuSeconds:N0} events a CPU second, {cost.Bytes / Math.Max(1, probes):N0} bytes a probe, {GC.GetTotalMemory(false) >> 20} MB held"));
    }

    /// <summary>The same probe in a container of the simulated node, where the command runs.</summary>
    private static void Simulated(string[] command)
    {
        const int Hours = 2;
        const int ProbesAnHour = 3600 / 5;
        var cluster = SimulatedCluster.Create(nodes: 1);
        cluster.Clock.RunReady();
        cluster.Api.Of<Pod>().Create(Probed("probed", command, ["sleep", "1000000"], period: 5));
        cluster.Clock.Advance(TimeSpan.FromHours(1));
        var cost = Cost.Of(() => cluster.Clock.Advance(TimeSpan.FromHours(Hours)));
        if (cluster.Api.Of<Pod>().Get("default", "probed").Status.ContainerStatuses is not [{ RestartCount: 0 }]) throw new InvalidOperationException($"The probe {string.Join(' ', command)} does not succeed.");
        Report.Rate($"exec probe: {string.Join(' ', command)}", Hours * ProbesAnHour, cost);
    }

    private static Pod Probed(string name, string[] probe, string[]? run = null, int period = 10) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "default" },
        Spec = new PodSpec
        {
            Containers =
            [
                new Container
                {
                    Name = "app",
                    Image = "busybox:1.36",
                    Command = [.. run ?? ["run"]],
                    LivenessProbe = new Probe { Exec = new ExecAction { Command = [.. probe] }, PeriodSeconds = period, FailureThreshold = 3, SuccessThreshold = 1, TimeoutSeconds = 1 },
                },
            ],
        },
    };
}
