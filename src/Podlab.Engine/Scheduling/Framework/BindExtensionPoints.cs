using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Framework;

/// <summary>Called when a node was chosen, so that what the pod takes there counts for the next pod; undone when a later step fails.</summary>
public interface IReservePlugin : IPlugin
{
    PluginStatus? Reserve(CycleState state, PodInfo pod, NodeInfo node);

    void Unreserve(CycleState state, PodInfo pod, NodeInfo node);
}

/// <summary>Called before the binding is written: for example, volumes are bound here.</summary>
public interface IPreBindPlugin : IPlugin
{
    PluginStatus? PreBind(CycleState state, PodInfo pod, NodeInfo node);
}

/// <summary>Writes the binding.</summary>
public interface IBindPlugin : IPlugin
{
    PluginStatus? Bind(CycleState state, PodInfo pod, string nodeName);
}
