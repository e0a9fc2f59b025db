using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Plugins.DefaultBinder;
using Podlab.Engine.Scheduling.Plugins.DefaultPreemption;
using Podlab.Engine.Scheduling.Plugins.DynamicResources;
using Podlab.Engine.Scheduling.Plugins.ImageLocality;
using Podlab.Engine.Scheduling.Plugins.InterPodAffinity;
using Podlab.Engine.Scheduling.Plugins.NodeAffinity;
using Podlab.Engine.Scheduling.Plugins.NodeDeclaredFeatures;
using Podlab.Engine.Scheduling.Plugins.NodeName;
using Podlab.Engine.Scheduling.Plugins.NodePorts;
using Podlab.Engine.Scheduling.Plugins.NodeResources;
using Podlab.Engine.Scheduling.Plugins.NodeUnschedulable;
using Podlab.Engine.Scheduling.Plugins.NodeVolumeLimits;
using Podlab.Engine.Scheduling.Plugins.PodTopologySpread;
using Podlab.Engine.Scheduling.Plugins.PrioritySort;
using Podlab.Engine.Scheduling.Plugins.SchedulingGates;
using Podlab.Engine.Scheduling.Plugins.TaintToleration;
using Podlab.Engine.Scheduling.Plugins.VolumeBinding;
using Podlab.Engine.Scheduling.Plugins.VolumeRestrictions;
using Podlab.Engine.Scheduling.Plugins.VolumeZone;

namespace Podlab.Engine.Scheduling.Plugins;

/// <summary>The registry: every default plugin, its order and its weight.</summary>
/// <remarks>Follows pkg/scheduler/apis/config/v1/default_plugins.go (v1.36.3).</remarks>
internal static class DefaultPlugins
{
    public static IReadOnlyList<WeightedPlugin> For(PluginContext context) =>
    [
        new(new SchedulingGatesPlugin()),
        new(new PrioritySortPlugin()),
        new(new NodeUnschedulablePlugin()),
        new(new NodeNamePlugin()),
        new(new TaintTolerationPlugin(context.Cache), Weight: 3),
        new(new NodeAffinityPlugin(), Weight: 2),
        new(new NodeDeclaredFeaturesPlugin()),
        new(new NodePortsPlugin()),
        new(new NodeResourcesFitPlugin(new LeastAllocated())),
        new(new VolumeRestrictionsPlugin(context.Api)),
        new(new NodeVolumeLimitsPlugin(context.Api)),
        new(new VolumeBindingPlugin(context.Api)),
        new(new VolumeZonePlugin(context.Api)),
        new(new PodTopologySpreadPlugin(context.Api, context.Cache), Weight: 2),
        new(new InterPodAffinityPlugin(context.Cache), Weight: 2),
        new(new DynamicResourcesPlugin(context.Api), Weight: 2),
        new(new DefaultPreemptionPlugin(context)),
        new(new BalancedAllocationPlugin()),
        new(new ImageLocalityPlugin(context.Cache)),
        new(new DefaultBinderPlugin(context.Api)),
    ];
}
