using Podlab.Engine.Scheduling.Framework;

namespace Podlab.Engine.Scheduling.Plugins.NodeResources;

/// <summary>Packs: the fuller a node gets, the better.</summary>
internal sealed class MostAllocated : IScoringStrategy
{
    public string Name => "MostAllocated";

    public long Score(Load load) => WeightedShares.Of(load, static (allocatable, requested) =>
        Math.Min(requested, allocatable) * NodeScores.Max / allocatable);
}
