using Podlab.Engine.Scheduling.Framework;

namespace Podlab.Engine.Scheduling.Plugins.NodeResources;

/// <summary>Spreads: the emptier a node stays, the better.</summary>
internal sealed class LeastAllocated : IScoringStrategy
{
    public string Name => "LeastAllocated";

    public long Score(Load load) => MeanScore.Of(load, Free(load.CpuAllocatable, load.CpuRequested), Free(load.MemoryAllocatable, load.MemoryRequested));

    private static long Free(long allocatable, long requested) => allocatable == 0 || requested > allocatable ? 0 : (allocatable - requested) * NodeScores.Max / allocatable;
}
