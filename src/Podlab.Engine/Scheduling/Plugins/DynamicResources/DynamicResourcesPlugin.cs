using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources;

/// <summary>Claims of devices. A pod that fits nowhere asks it first whether giving back a claim would help.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/dynamicresources (v1.36.3).</remarks>
internal sealed class DynamicResourcesPlugin : IPreFilterPlugin, IPostFilterPlugin, IScorePlugin
{
    private static readonly PluginStatus Nothing = PluginStatus.Skip(PluginNames.DynamicResources);
    private static readonly PluginStatus NoClaims = PluginStatus.Unschedulable(PluginNames.DynamicResources, "no new claims to deallocate");
    private static readonly PluginStatus NotAsked = PluginStatus.Error(PluginNames.DynamicResources, "not found");
    private static readonly object Asked = new();

    public string Name => PluginNames.DynamicResources;

    public PreFilterAnswer PreFilter(CycleState state, PodInfo pod, ClusterCache cache)
    {
        state.Write(StateSlot.DynamicResources, Asked);
        return new PreFilterAnswer(Nothing);
    }

    /// <summary>Where an earlier plugin refused the pod as a whole, this one was never asked, and its failure ends the phase: preemption is not tried.</summary>
    public PostFilterAnswer PostFilter(CycleState state, PodInfo pod, Diagnosis diagnosis) =>
        new(state.Find<object>(StateSlot.DynamicResources) is null ? NotAsked : NoClaims, null);

    public void Score(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores) => scores.Clear();
}
