using Podlab.Engine.Scheduling.Framework;

namespace Podlab.Engine.Scheduling.Plugins.NodeResources;

/// <summary>Packs: the fuller a node gets, the better.</summary>
internal sealed class MostAllocated : IScoringStrategy
{
    public string Name => "MostAllocated";

    public long Score(Load load) => MeanScore.Of(load, Taken(load.CpuAllocatable, load.CpuRequested), Taken(load.MemoryAllocatable, load.MemoryRequested));

    private static long Taken(long allocatable, long requested) => allocatable == 0 ? 0 : Math.Min(requested, allocatable) * NodeScores.Max / allocatable;
}
