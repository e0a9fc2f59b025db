using System.Diagnostics;

namespace Podlab.Benchmarks;

/// <summary>What a piece of work took: time on the wall, time of all the process's threads on a processor, and bytes allocated by the calling thread.</summary>
/// <remarks>On a machine that others use as well, only the processor's time and the bytes mean something.</remarks>
/// <param name="Paused">The share of the time on the wall in which the garbage collector held the program.</param>
/// <param name="Collections">How often it did.</param>
internal readonly record struct Cost(double WallSeconds, double CpuSeconds, long Bytes, double Paused, int Collections)
{
    public static Cost Of(Action work)
    {
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var pauses = GC.GetTotalPauseDuration();
        var collections = GC.CollectionCount(0);
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        work();
        var wall = Stopwatch.GetElapsedTime(started).TotalSeconds;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        process.Refresh();
        return new Cost(wall, (process.TotalProcessorTime - cpu).TotalSeconds, bytes, (GC.GetTotalPauseDuration() - pauses).TotalSeconds / wall, GC.CollectionCount(0) - collections);
    }
}
