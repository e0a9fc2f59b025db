using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Framework;

/// <summary>Called before a pod enters the active queue; a refusal keeps it out until a hint of this plugin lets it in.</summary>
public interface IPreEnqueuePlugin : IPlugin
{
    PluginStatus? PreEnqueue(PodInfo pod);
}

/// <summary>Orders the active queue; exactly one is registered.</summary>
public interface IQueueSortPlugin : IPlugin, IComparer<QueuedPod>;
