using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Chance;
using Podlab.Engine.Scheduling;
using Podlab.Engine.Scheduling.Tracing;

namespace Podlab.Engine.Tests.Scheduling;

/// <summary>The scheduler keeps counts by the difference; whatever happened, they are those of one that has just read the world.</summary>
public sealed class FreshStartTests
{
    private const int Changes = 60;
    private static readonly string[] Zones = ["", "a", "b", "c"];
    private static readonly string[] Apps = ["web", "db", "job"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Decision_afterManyChanges_isThatOfASchedulerThatStartsAnew(ulong seed)
    {
        var random = new SeededRandom(seed);
        var cluster = new Cluster(new ClusterOptions { Seed = seed, Nodes = 0, Scheduler = false, Controllers = [], DisabledAdmissionPlugins = ["TaintNodesByCondition", "ServiceAccount"] });
        cluster.Api.Of<PriorityClass>().Create(new PriorityClass { Metadata = new ObjectMeta { Name = "high" }, Value = 100 });
        var scheduler = new Scheduler(cluster);
        cluster.Add(scheduler);
        for (var i = 0; i < Changes; i++) Change(cluster, random, i);
        for (var i = 0; i < 6; i++)
        {
            var probe = AnyPod(random, "probe");
            var kept = Judge(cluster, scheduler, probe);
            scheduler.Stop();
            scheduler.Start();

            Judge(cluster, scheduler, probe).ShouldBe(kept, $"seed {seed}, probe {i}");
        }
    }

    /// <summary>Which nodes refuse the pod and why, and what each plugin gives the others.</summary>
    private static string Judge(Cluster cluster, Scheduler scheduler, Pod probe)
    {
        Decision? decision = null;
        void Note(Decision made) => decision ??= made.Pod == "default/probe" ? made : null;
        scheduler.Decided += Note;
        cluster.Api.Of<Pod>().Create(probe);
        cluster.Clock.RunReady();
        scheduler.Decided -= Note;
        cluster.Api.Of<Pod>().Delete("default", "probe", 0);
        cluster.Clock.RunReady();
        var lines = decision!.Refusals.Select(refusal => $"{refusal.Node}: {refusal.Plugin} {string.Join(',', refusal.Reasons)}")
            .Concat(decision.Feasible.Select((node, i) => $"{node}: {string.Join(' ', decision.Scores.Select(score => $"{score.Plugin}={score.Raw[i]}/{score.Normalized[i]}"))}"));
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    private static void Change(Cluster cluster, SeededRandom random, int step)
    {
        var nodes = cluster.Api.Of<Node>();
        var pods = cluster.Api.Of<Pod>();
        var known = nodes.List().ToList();
        switch (random.Next(8))
        {
            case 0 when known.Count < 8:
            case 1 when known.Count < 4:
                var made = nodes.Create(Labelled(Make.Node($"n{step}"), random));
                nodes.UpdateStatus(made with { Status = Make.Node("any").Status });
                break;
            case 2 when known.Count > 2:
                nodes.Delete("", known[random.Next(known.Count)].Metadata.Name!);
                break;
            case 3 when known.Count > 0:
                nodes.Update(Labelled(known[random.Next(known.Count)], random));
                break;
            case 4 when pods.List().ToList() is { Count: > 0 } there:
                pods.Delete("default", there[random.Next(there.Count)].Metadata.Name!, 0);
                break;
            case 5 when pods.List().ToList() is { Count: > 0 } there:
                var pod = there[random.Next(there.Count)];
                pods.Update(pod with { Metadata = pod.Metadata with { Labels = ValueMap.Of(("app", Apps[random.Next(Apps.Length)])) } });
                break;
            default:
                pods.Create(AnyPod(random, $"p{step}"));
                break;
        }

        cluster.Clock.Advance(TimeSpan.FromSeconds(random.Next(3)));
    }

    private static Node Labelled(Node node, SeededRandom random)
    {
        var labels = ValueMap.Of(("kubernetes.io/hostname", node.Metadata.Name!));
        if (Zones[random.Next(Zones.Length)] is { Length: > 0 } zone) labels = labels.Set("topology.kubernetes.io/zone", zone);
        ValueList<Taint> taints = random.Next(3) switch
        {
            0 => [new Taint { Key = "soft", Effect = "PreferNoSchedule" }],
            1 => [new Taint { Key = "hard", Value = Zones[random.Next(2)], Effect = "NoSchedule" }],
            _ => [],
        };
        return node with { Metadata = node.Metadata with { Labels = labels }, Spec = node.Spec with { Taints = taints, Unschedulable = random.Next(6) == 0 } };
    }

    private static Pod AnyPod(SeededRandom random, string name)
    {
        string Topology() => random.Next(2) == 0 ? "topology.kubernetes.io/zone" : "kubernetes.io/hostname";
        LabelSelector Selector() => new() { MatchLabels = ValueMap.Of(("app", Apps[random.Next(Apps.Length)])) };
        PodAffinityTerm Term() => new() { TopologyKey = Topology(), LabelSelector = Selector() };
        WeightedPodAffinityTerm Wish() => new() { Weight = 1 + random.Next(100), PodAffinityTerm = Term() };
        var pod = Make.Pod(name, $"{random.Next(1500)}m", $"{random.Next(2000)}Mi");
        var affinity = random.Next(6) switch
        {
            0 => new Affinity { PodAffinity = new PodAffinity { RequiredDuringSchedulingIgnoredDuringExecution = [Term()] } },
            1 => new Affinity { PodAntiAffinity = new PodAntiAffinity { RequiredDuringSchedulingIgnoredDuringExecution = [Term()] } },
            2 => new Affinity { PodAffinity = new PodAffinity { PreferredDuringSchedulingIgnoredDuringExecution = [Wish()] } },
            3 => new Affinity { PodAntiAffinity = new PodAntiAffinity { PreferredDuringSchedulingIgnoredDuringExecution = [Wish(), Wish()] } },
            _ => null,
        };
        var spread = new TopologySpreadConstraint
        {
            MaxSkew = 1 + random.Next(2),
            TopologyKey = Topology(),
            WhenUnsatisfiable = random.Next(2) == 0 ? "DoNotSchedule" : "ScheduleAnyway",
            LabelSelector = Selector(),
        };
        ValueList<Toleration> tolerations = random.Next(2) == 0 ? [new Toleration { Key = "hard", Operator = "Exists" }] : [];
        return pod with
        {
            Metadata = pod.Metadata with { Labels = ValueMap.Of(("app", Apps[random.Next(Apps.Length)])) },
            Spec = pod.Spec with
            {
                Affinity = affinity,
                TopologySpreadConstraints = random.Next(2) == 0 ? [spread] : [],
                Tolerations = tolerations,
                PriorityClassName = random.Next(4) == 0 ? "high" : null,
                TerminationGracePeriodSeconds = 0,
            },
        };
    }
}
