namespace Podlab.Engine.Scheduling.Plugins.NodeResources;

/// <summary>The mean of the scores of cpu and memory, in whole numbers; a resource the node does not have is left out.</summary>
internal static class MeanScore
{
    public static long Of(Load load, long cpu, long memory)
    {
        if (load.CpuAllocatable > 0 && load.MemoryAllocatable > 0) return (cpu + memory) / 2;
        return load.CpuAllocatable > 0 || load.MemoryAllocatable > 0 ? cpu + memory : 0;
    }
}
