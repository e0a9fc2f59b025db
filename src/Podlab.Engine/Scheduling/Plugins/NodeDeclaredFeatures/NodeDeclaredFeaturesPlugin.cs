using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.NodeDeclaredFeatures;

/// <summary>What a pod needs of the kubelet beyond the ordinary, the node must declare.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/nodedeclaredfeatures/nodedeclaredfeatures.go (v1.36.3).</remarks>
internal sealed class NodeDeclaredFeaturesPlugin : IPreFilterPlugin, IFilterPlugin, IEventHints
{
    private const string RestartAllContainers = "RestartAllContainersOnContainerExits";
    private static readonly PluginStatus Refusal = PluginStatus.Unresolvable(PluginNames.NodeDeclaredFeatures, "node(s) didn't match Pod's required features");
    private static readonly PluginStatus Nothing = PluginStatus.Skip(PluginNames.NodeDeclaredFeatures);

    public string Name => PluginNames.NodeDeclaredFeatures;

    public IReadOnlyList<EventHint> Hints { get; } =
    [
        new(EventResource.Node, EventAction.Add | EventAction.UpdateNodeDeclaredFeature),
        new(EventResource.TargetPod, EventAction.Update, static (_, change) => !Needs(((Pod)change.Old!).Spec).SetEquals(Needs(((Pod)change.New!).Spec))),
    ];

    public PreFilterAnswer PreFilter(CycleState state, PodInfo pod, ClusterCache cache)
    {
        var needs = Needs(pod.Pod.Spec);
        if (needs.Count == 0) return new PreFilterAnswer(Nothing);
        state.Write(StateSlot.DeclaredFeaturesFilter, needs);
        return PreFilterAnswer.AllNodes;
    }

    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node) =>
        state.Read<SortedSet<string>>(StateSlot.DeclaredFeaturesFilter).IsSubsetOf(node.Node!.Status.DeclaredFeatures) ? null : Refusal;

    private static SortedSet<string> Needs(PodSpec spec)
    {
        var needs = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var container in spec.Containers) Collect(container, needs);
        foreach (var container in spec.InitContainers) Collect(container, needs);
        return needs;
    }

    private static void Collect(Container container, SortedSet<string> needs)
    {
        foreach (var rule in container.RestartPolicyRules)
        {
            if (rule.Action == "RestartAllContainers") needs.Add(RestartAllContainers);
        }
    }
}
