using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Scheduling;

namespace Podlab.Benchmarks;

/// <summary>
/// Waiting pods on many nodes, decided and bound through the API, in the shapes of kube-scheduler's own measurements: pods per second from the first
/// decision to the last, the 99th percentile of one decision, and the memory that the whole cluster takes at the end.
/// </summary>
internal static class SchedulingBenchmark
{
    /// <summary>What kube-scheduler 1.36.3 does on the machine where the calibration takes 0.15 s.</summary>
    private static readonly (string Shape, int Nodes, int Pods, double? Real)[] Cases =
    [
        ("plain", 1_000, 3_000, 499),
        ("affinity", 1_000, 3_000, 283),
        ("antiaffinity", 1_000, 3_000, 231),
        ("spread", 1_000, 3_000, 181),
        ("preemption", 500, 1_000, null),
        ("plain", 5_000, 3_000, 335),
        ("plain", 5_000, 10_000, null),
        ("affinity", 5_000, 10_000, null),
        ("antiaffinity", 5_000, 10_000, null),
        ("spread", 5_000, 10_000, null),
    ];

    public static void Run()
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"calibration (SHA-256 of 256 MB): {Calibrate():F3} s"));
        foreach (var shape in Cases.Select(item => item.Shape).Distinct()) Measure(shape, 200, 600);
        Console.WriteLine("shape         nodes   pods   pods/s   × real   p99 µs   MB  CPU µs/pod");
        foreach (var (shape, nodes, pods, real) in Cases)
        {
            var (perSecond, p99, megabytes, cpu) = Measure(shape, nodes, pods);
            var ratio = real is { } other ? (perSecond / other).ToString("F1", CultureInfo.InvariantCulture) : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shape,-12} {nodes,6} {pods,6} {perSecond,8:F0} {ratio,8} {p99,8:F0} {megabytes,4} {cpu,8:F0}"));
        }
    }

    private static double Calibrate()
    {
        var block = new byte[1 << 20];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < 256; i++) hash.AppendData(block);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static (double PerSecond, double P99, long Megabytes, double CpuMicroseconds) Measure(string shape, int nodes, int pods)
    {
        var cluster = new Cluster(new ClusterOptions { Nodes = 0, Scheduler = false, Controllers = [] });
        cluster.Api.Of<PriorityClass>().Create(new PriorityClass { Metadata = new ObjectMeta { Name = "high" }, Value = 1000 });
        for (var i = 0; i < nodes; i++) AddNode(cluster, i);
        if (shape == "preemption")
        {
            for (var i = 0; i < nodes * 4; i++) cluster.Api.Of<Pod>().Create(Filler(i, nodes));
        }

        for (var i = 0; i < pods; i++) cluster.Api.Of<Pod>().Create(Waiting(i, shape));
        var scheduler = new Scheduler(cluster);
        var decisions = new List<double>(pods);
        var last = 0L;
        scheduler.Decided += _ =>
        {
            var now = Stopwatch.GetTimestamp();
            decisions.Add((now - last) * 1e6 / Stopwatch.Frequency);
            last = now;
        };
        cluster.Add(scheduler);
        using var process = Process.GetCurrentProcess();
        var used = process.TotalProcessorTime;
        var start = last = Stopwatch.GetTimestamp();
        cluster.Clock.RunReady();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        used = process.TotalProcessorTime - used;
        var bound = cluster.Api.Of<Pod>().List().Count(pod => pod.Metadata.Name!.StartsWith('p') && !string.IsNullOrEmpty(pod.Spec.NodeName));
        if (bound < pods) Console.WriteLine($"{shape}: only {bound} of {pods} pods found a node");
        decisions.Sort();
        var memory = GC.GetTotalMemory(forceFullCollection: true) >> 20;
        GC.KeepAlive(cluster);
        return (pods / seconds, decisions[(int)(decisions.Count * 0.99)], memory, used.TotalMicroseconds / pods);
    }

    private static void AddNode(Cluster cluster, int index)
    {
        var name = $"bench-{index}";
        var resources = ValueMap.Of(("cpu", Quantity.Parse("32")), ("memory", Quantity.Parse("256Gi")), ("pods", Quantity.Parse("110")));
        var node = cluster.Api.Of<Node>().Create(new Node
        {
            Metadata = new ObjectMeta
            {
                Name = name,
                Annotations = ValueMap.Of(("podlab/kubelet", "none")),
                Labels = ValueMap.Of(("kubernetes.io/hostname", name), ("topology.kubernetes.io/zone", $"z{index % 3}"), ("bench", "1")),
            },
        });
        cluster.Api.Of<Node>().UpdateStatus(node with { Status = node.Status with { Capacity = resources, Allocatable = resources } });
    }

    private static Pod Waiting(int index, string shape)
    {
        var color = $"c{index % 20}";
        var spec = Spec("100m", "500Mi");
        spec = shape switch
        {
            "affinity" => spec with { Affinity = new Affinity { NodeAffinity = new NodeAffinity { RequiredDuringSchedulingIgnoredDuringExecution = InZones("z0", "z1") } } },
            "antiaffinity" => spec with { Affinity = new Affinity { PodAntiAffinity = new PodAntiAffinity { RequiredDuringSchedulingIgnoredDuringExecution = [AwayFrom(color)] } } },
            "spread" => spec with { TopologySpreadConstraints = [AcrossZones()] },
            "preemption" => Spec("8", "500Mi") with { PriorityClassName = "high" },
            _ => spec,
        };
        return new Pod { Metadata = new ObjectMeta { Name = $"p{index}", Namespace = "default", Labels = ValueMap.Of(("app", "bench"), ("color", color)) }, Spec = spec };
    }

    /// <summary>Four of them fill a node.</summary>
    private static Pod Filler(int index, int nodes) => new()
    {
        Metadata = new ObjectMeta { Name = $"filler-{index}", Namespace = "default" },
        Spec = Spec("8", "500Mi") with { NodeName = $"bench-{index % nodes}" },
    };

    private static PodSpec Spec(string cpu, string memory) => new()
    {
        Containers =
        [
            new Container
            {
                Name = "c",
                Image = "pause",
                Resources = new ResourceRequirements { Requests = ValueMap.Of(("cpu", Quantity.Parse(cpu)), ("memory", Quantity.Parse(memory))) },
            },
        ],
        TerminationGracePeriodSeconds = 0,
        Tolerations = [new Toleration { Operator = "Exists" }],
    };

    private static NodeSelector InZones(params string[] zones) => new()
    {
        NodeSelectorTerms = [new NodeSelectorTerm { MatchExpressions = [new NodeSelectorRequirement { Key = "topology.kubernetes.io/zone", Operator = "In", Values = zones.ToValueList() }] }],
    };

    private static PodAffinityTerm AwayFrom(string color) =>
        new() { TopologyKey = "kubernetes.io/hostname", LabelSelector = new LabelSelector { MatchLabels = ValueMap.Of(("color", color)) } };

    private static TopologySpreadConstraint AcrossZones() => new()
    {
        MaxSkew = 5,
        TopologyKey = "topology.kubernetes.io/zone",
        WhenUnsatisfiable = "DoNotSchedule",
        LabelSelector = new LabelSelector { MatchLabels = ValueMap.Of(("app", "bench")) },
    };
}
