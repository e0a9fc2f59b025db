using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Queue;
using Podlab.Engine.Scheduling.Resources;

namespace Podlab.Engine.Scheduling.Plugins.NodeResources;

/// <summary>The pod's requests must fit beside those of the pods that are there; the strategy ranks the nodes where they do.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/noderesources/fit.go (v1.36.3).</remarks>
internal sealed class NodeResourcesFitPlugin(IScoringStrategy strategy) : IFilterPlugin, IScorePlugin, IEventHints
{
    private readonly Dictionary<int, PluginStatus> refusals = [];

    public string Name => PluginNames.NodeResourcesFit;

    public IReadOnlyList<EventHint> Hints { get; } =
    [
        new(EventResource.AssignedPod, EventAction.Delete),
        new(EventResource.AssignedPod, EventAction.UpdatePodScaleDown, static (pod, change) => GaveBack(pod, change)),
        new(EventResource.Node, EventAction.Add | EventAction.UpdateNodeAllocatable, static (pod, change) => NodeGrew(pod, change)),
        new(EventResource.TargetPod, EventAction.UpdatePodScaleDown),
    ];

    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        ref readonly var wanted = ref pod.Requests;
        ref readonly var used = ref node.Requested;
        ref readonly var there = ref node.Allocatable;
        var bits = 0;
        if (node.PodCount + 1 > node.AllowedPods) bits |= Insufficient.Pods;
        if (wanted.MilliCpu > 0 && wanted.MilliCpu > there.MilliCpu - used.MilliCpu)
            bits |= wanted.MilliCpu > there.MilliCpu ? Insufficient.Cpu | Insufficient.Hopeless : Insufficient.Cpu;
        if (wanted.Memory > 0 && wanted.Memory > there.Memory - used.Memory)
            bits |= wanted.Memory > there.Memory ? Insufficient.Memory | Insufficient.Hopeless : Insufficient.Memory;
        if (wanted.EphemeralStorage > 0 && wanted.EphemeralStorage > there.EphemeralStorage - used.EphemeralStorage)
            bits |= wanted.EphemeralStorage > there.EphemeralStorage ? Insufficient.EphemeralStorage | Insufficient.Hopeless : Insufficient.EphemeralStorage;
        if (wanted.Scalars is { Count: > 0 } scalars && Missing(scalars, used, there, ref bits) is { } missing) return Refuse(bits, missing);
        if (bits == 0) return null;
        if (!refusals.TryGetValue(bits, out var refusal)) refusals.Add(bits, refusal = Refuse(bits, []));
        return refusal;
    }

    public void Score(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        var wanted = pod.ScoredRequests;
        for (var i = 0; i < nodes.Length; i++) scores[i] = strategy.Score(Load.NonZero(in wanted, nodes[i]));
    }

    private static List<string>? Missing(SortedDictionary<string, long> wanted, in ResourceAmounts used, in ResourceAmounts there, ref int bits)
    {
        List<string>? missing = null;
        foreach (var (name, amount) in wanted)
        {
            if (amount == 0 || amount <= there[name] - used[name]) continue;
            if (amount > there[name]) bits |= Insufficient.Hopeless;
            (missing ??= []).Add($"Insufficient {name}");
        }

        return missing;
    }

    private static PluginStatus Refuse(int bits, IReadOnlyList<string> more)
    {
        var code = (bits & Insufficient.Hopeless) != 0 ? StatusCode.UnschedulableAndUnresolvable : StatusCode.Unschedulable;
        return new PluginStatus(code, PluginNames.NodeResourcesFit, [.. Insufficient.Reasons(bits), .. more]);
    }

    /// <summary>Another pod that now asks for less helps if it is something that the waiting pod asks for.</summary>
    private static bool GaveBack(PodInfo pod, ClusterEvent change)
    {
        var (before, now, wanted) = (PodRequests.Of((Pod)change.Old!), PodRequests.Of((Pod)change.New!), pod.Requests);
        return (wanted.MilliCpu > 0 && before.MilliCpu > now.MilliCpu)
            || (wanted.Memory > 0 && before.Memory > now.Memory)
            || (wanted.EphemeralStorage > 0 && before.EphemeralStorage > now.EphemeralStorage)
            || (wanted.Scalars?.Any(pair => pair.Value > 0 && before[pair.Key] > now[pair.Key]) ?? false);
    }

    /// <summary>A new node helps if the pod would fit on it empty; a changed one if it got more of something the pod wants, and now has enough.</summary>
    private static bool NodeGrew(PodInfo pod, ClusterEvent change)
    {
        var now = ((Node)change.New!).Status.Allocatable;
        var there = ResourceAmounts.Of(now);
        if (!FitsEmpty(pod.Requests, there, now.GetValueOrDefault("pods")?.Value ?? 0)) return false;
        if (change.Old is not Node old) return true;
        var before = ResourceAmounts.Of(old.Status.Allocatable);
        var wanted = pod.Requests;
        return (now.GetValueOrDefault("pods")?.Value ?? 0) > (old.Status.Allocatable.GetValueOrDefault("pods")?.Value ?? 0)
            || (wanted.MilliCpu > 0 && there.MilliCpu > before.MilliCpu)
            || (wanted.Memory > 0 && there.Memory > before.Memory)
            || (wanted.EphemeralStorage > 0 && there.EphemeralStorage > before.EphemeralStorage)
            || (wanted.Scalars?.Any(pair => pair.Value > 0 && there[pair.Key] > before[pair.Key]) ?? false);
    }

    private static bool FitsEmpty(ResourceAmounts wanted, ResourceAmounts there, long pods) =>
        pods > 0 && wanted.MilliCpu <= there.MilliCpu && wanted.Memory <= there.Memory && wanted.EphemeralStorage <= there.EphemeralStorage
        && (wanted.Scalars?.All(pair => pair.Value <= there[pair.Key]) ?? true);
}
