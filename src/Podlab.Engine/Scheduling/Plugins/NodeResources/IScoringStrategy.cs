namespace Podlab.Engine.Scheduling.Plugins.NodeResources;

/// <summary>How NodeResourcesFit ranks nodes by their load.</summary>
internal interface IScoringStrategy
{
    /// <summary>Kubernetes' name: LeastAllocated, MostAllocated, RequestedToCapacityRatio.</summary>
    string Name { get; }

    /// <returns>0 … 100.</returns>
    long Score(Load load);
}
