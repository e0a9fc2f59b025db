using Podlab.Engine.Scheduling.Framework;

namespace Podlab.Engine.Scheduling.Plugins.NodeResources;

/// <summary>Spreads: the emptier a node stays, the better.</summary>
internal sealed class LeastAllocated : IScoringStrategy
{
    public string Name => "LeastAllocated";

    public long Score(Load load) => WeightedShares.Of(load, static (allocatable, requested) =>
        requested > allocatable ? 0 : (allocatable - requested) * NodeScores.Max / allocatable);
}
