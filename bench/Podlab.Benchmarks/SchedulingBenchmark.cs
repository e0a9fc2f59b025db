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
/// decision to the last, the 99th percentile of one decision, the memory that the whole cluster takes at the end, processor time and garbage of one pod.
/// </summary>
internal static class SchedulingBenchmark
{
    /// <summary>
    /// Real: what kube-scheduler 1.36.3 does on the machine where the calibration takes 0.15 s. Threshold: pods per second below which Kubernetes' own
    /// test/integration/scheduler_perf fails on its machines, for the workload named (misc, affinity, topology_spreading and default_preemption/performance-config.yaml).
    /// </summary>
    private static readonly (string Shape, int Nodes, int Pods, double? Real, (int PodsPerSecond, string Workload)? Threshold)[] Cases =
    [
        ("plain", 1_000, 3_000, 499, null),
        ("affinity", 1_000, 3_000, 283, null),
        ("antiaffinity", 1_000, 3_000, 231, null),
        ("spread", 1_000, 3_000, 181, null),
        ("preemption", 1_000, 1_000, null, null),
        ("plain", 5_000, 3_000, 335, null),
        ("plain", 5_000, 10_000, null, (680, "SchedulingBasic/5000Nodes_10000Pods")),
        ("affinity", 5_000, 10_000, null, (220, "SchedulingNodeAffinity/5000Nodes_10000Pods")),
        ("antiaffinity", 5_000, 10_000, null, (60, "SchedulingPodAntiAffinity/5000Nodes_2000Pods")),
        ("spread", 5_000, 10_000, null, (460, "TopologySpreading/5000Nodes_5000Pods")),
        ("preemption", 5_000, 5_000, null, (570, "PreemptionAsync/5000Nodes")),
    ];

    public static void Run()
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"calibration (SHA-256 of 256 MB): {Calibrate():F3} s"));
        foreach (var shape in Cases.Select(item => item.Shape).Distinct()) Measure(shape, 500, 2_000);
        Console.WriteLine("shape         nodes   pods   pods/s   × real  p99 µs   MB  CPU µs/pod  KB/pod  × threshold of scheduler_perf");
        foreach (var (shape, nodes, pods, real, threshold) in Cases)
        {
            var figures = Measure(shape, nodes, pods);
            var ratio = real is { } other ? (figures.PerSecond / other).ToString("F1", CultureInfo.InvariantCulture) : "";
            var published = threshold is { } wanted ? string.Create(CultureInfo.InvariantCulture, $"{figures.PerSecond / wanted.PodsPerSecond,6:F1} of {wanted.PodsPerSecond}/s, {wanted.Workload}") : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{shape,-12} {nodes,6} {pods,6} {figures.PerSecond,8:F0} {ratio,8} {figures.P99,7:F0} {figures.Megabytes,4} {figures.Cost.CpuSeconds * 1e6 / pods,11:F0} {figures.Cost.Bytes / 1024.0 / pods,7:F1} {published}"));
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

    private static (double PerSecond, double P99, long Megabytes, Cost Cost) Measure(string shape, int nodes, int pods)
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
        last = Stopwatch.GetTimestamp();
        var cost = Cost.Of(cluster.Clock.RunReady);
        var bound = cluster.Api.Of<Pod>().List().Count(pod => pod.Metadata.Name!.StartsWith('p') && !string.IsNullOrEmpty(pod.Spec.NodeName));
        if (bound < pods) Console.WriteLine($"{shape}: only {bound} of {pods} pods found a node");
        decisions.Sort();
        var memory = GC.GetTotalMemory(forceFullCollection: true) >> 20;
        GC.KeepAlive(cluster);
        return (pods / cost.WallSeconds, decisions[(int)(decisions.Count * 0.99)], memory, cost);
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
