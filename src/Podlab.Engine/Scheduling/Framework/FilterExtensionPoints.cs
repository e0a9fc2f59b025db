using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Framework;

/// <summary>Called once for a pod before any node is looked at.</summary>
public interface IPreFilterPlugin : IPlugin
{
    /// <summary>
    /// Skip leaves out this plugin's Filter; a refusal ends the cycle (unresolvable: at once; unschedulable: after the other plugins' PreFilter);
    /// node names restrict the nodes that are looked at.
    /// </summary>
    PreFilterAnswer PreFilter(CycleState state, PodInfo pod, ClusterCache cache);
}

/// <summary>Keeps a plugin's PreFilter state right while pods are added to or removed from a node in a dry run.</summary>
public interface IPreFilterExtensions : IPreFilterPlugin
{
    void AddPod(CycleState state, PodInfo pod, PodInfo added, NodeInfo node);

    void RemovePod(CycleState state, PodInfo pod, PodInfo removed, NodeInfo node);
}

/// <summary>Called for each node until one plugin refuses it.</summary>
public interface IFilterPlugin : IPlugin
{
    /// <returns>Null where the node is right.</returns>
    PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node);
}

/// <summary>Called when no node passed the filters, in the order of the registry, until one succeeds.</summary>
public interface IPostFilterPlugin : IPlugin
{
    PostFilterAnswer PostFilter(CycleState state, PodInfo pod, Diagnosis diagnosis);
}

/// <param name="Status">Null: go on.</param>
/// <param name="NodeNames">Null: all nodes.</param>
public readonly record struct PreFilterAnswer(PluginStatus? Status, IReadOnlySet<string>? NodeNames = null)
{
    public static PreFilterAnswer AllNodes => default;
}

/// <param name="Status">Null: success.</param>
/// <param name="NominatedNode">Where the pod shall run once its victims are gone; null: leave the pod's nomination; empty: clear it.</param>
public readonly record struct PostFilterAnswer(PluginStatus? Status, string? NominatedNode);
