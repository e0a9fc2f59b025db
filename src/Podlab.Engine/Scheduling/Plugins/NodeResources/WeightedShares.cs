namespace Podlab.Engine.Scheduling.Plugins.NodeResources;

/// <summary>The mean of the scores of cpu and memory, in whole numbers; a resource the node does not have is left out.</summary>
internal static class WeightedShares
{
    public static long Of(Load load, Func<long, long, long> share)
    {
        long sum = 0, weights = 0;
        if (load.CpuAllocatable > 0)
        {
            sum += share(load.CpuAllocatable, load.CpuRequested);
            weights++;
        }

        if (load.MemoryAllocatable > 0)
        {
            sum += share(load.MemoryAllocatable, load.MemoryRequested);
            weights++;
        }

        return weights == 0 ? 0 : sum / weights;
    }
}
