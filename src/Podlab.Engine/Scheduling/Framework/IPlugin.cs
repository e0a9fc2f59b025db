using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Framework;

/// <summary>A part of the scheduler's judgement. What it takes part in, it says by the interfaces of the extension points.</summary>
public interface IPlugin
{
    /// <summary>Kubernetes' name, as traces and messages use it.</summary>
    string Name { get; }
}

/// <summary>Says which changes of the cluster can help a pod that this plugin refused.</summary>
public interface IEventHints : IPlugin
{
    IReadOnlyList<EventHint> Hints { get; }
}
