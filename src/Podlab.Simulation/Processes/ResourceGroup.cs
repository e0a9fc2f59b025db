using Podlab.Engine.Time;

namespace Podlab.Simulation.Processes;

/// <summary>
/// A container's control group: its limits, and what its processes use. CPU is counted in steps (about what a shell command costs):
/// a process runs so many in one virtual instant, then it rests until the time they would have taken has passed.
/// </summary>
public sealed class ResourceGroup(EventLoop loop, string name)
{
    /// <summary>Steps a process may run before it rests.</summary>
    public const int StepsPerSlice = 10_000;

    /// <summary>The time a slice stands for: two million steps a second.</summary>
    public static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(5);

    /// <summary>Steps without a pause of its own after which a process counts as a busy loop and gets few but long slices.</summary>
    public const int BusyLoopSteps = 1_000_000;

    internal static readonly TimeSpan BusySlice = TimeSpan.FromSeconds(1);
    internal const int StepsPerBusySlice = 2_000;

    /// <summary>CPUs of the node, which processes at rest share.</summary>
    private const int Cpus = 8;

    /// <summary>Steps that all processes of a group together may run in one virtual second: twice one CPU's.</summary>
    private const int GroupStepsPerSecond = 4_000_000;

    /// <summary>Seconds in a row that a group may use up its steps before it counts as a busy loop of many processes, and gets few.</summary>
    private const int BusySeconds = 5;

    private const int BusyGroupStepsPerSecond = 50_000;

    private int busySeconds;
    private int resting;
    private long windowEnd;
    private long spent;

    public string Name { get; } = name;

    /// <summary>The group above (the pod's, the node's), which counts too; null: none.</summary>
    public ResourceGroup? Parent { get; init; }

    public long? MemoryLimit { get; set; }

    public int ProcessLimit { get; set; } = 1024;

    /// <summary>Null: no limit.</summary>
    public long? CpuMillis { get; set; }

    public long CpuShares { get; set; } = 2;

    public int OomScoreAdjustment { get; set; }

    public long MemoryBytes { get; private set; }

    public long PeakMemoryBytes { get; private set; }

    /// <summary>Whether a process of this group was killed for memory.</summary>
    public bool OutOfMemory { get; set; }

    public TimeSpan CpuUsed { get; private set; }

    public TimeSpan CpuThrottled { get; private set; }

    /// <summary>In the order in which they began.</summary>
    public List<Process> Processes { get; } = [];

    public EventLoop Loop => loop;

    /// <summary>Takes memory; says which group's limit stands against it, null when all is well.</summary>
    public ResourceGroup? Take(long bytes)
    {
        if (bytes > 0)
        {
            for (var group = this; group is not null; group = group.Parent)
                if (group.MemoryLimit is { } limit && group.MemoryBytes + bytes > limit) return group;
        }

        for (var group = this; group is not null; group = group.Parent)
        {
            group.MemoryBytes = Math.Max(0, group.MemoryBytes + bytes);
            group.PeakMemoryBytes = Math.Max(group.PeakMemoryBytes, group.MemoryBytes);
        }

        return null;
    }

    /// <summary>Counts work of any process of the group; true when the group has had its share of this second (a fork bomb).</summary>
    internal bool Spend(long now, int steps)
    {
        if (now >= windowEnd)
        {
            busySeconds = spent > StepsPerSecond / 2 && now < windowEnd + TimeSpan.TicksPerSecond ? busySeconds + 1 : 0;
            windowEnd = now + TimeSpan.TicksPerSecond;
            spent = 0;
        }

        spent += steps;
        return spent > StepsPerSecond;
    }

    private int StepsPerSecond => busySeconds >= BusySeconds ? BusyGroupStepsPerSecond : GroupStepsPerSecond;

    /// <summary>How long a process rests after a slice, and counts the CPU time.</summary>
    internal TimeSpan BeginRest(bool busy)
    {
        resting++;
        var slice = busy ? BusySlice : Slice;
        var wall = slice;
        if (resting > Cpus) wall = slice * resting / Cpus;
        if (CpuMillis is { } millis and > 0 && millis < 1000L * Math.Min(resting, Cpus))
        {
            var throttled = slice * (1000.0 * resting / millis);
            if (busy)
            {
                // A busy loop's slice is a span of time, not an amount of work: the limit takes from the work.
                throttled = slice;
                slice = slice * (millis / (1000.0 * resting));
            }

            if (throttled > wall) wall = throttled;
            CpuThrottled += wall - slice;
        }

        if (spent > StepsPerSecond && windowEnd - loop.GetTimestamp() is var left && left > wall.Ticks) wall = new TimeSpan(left);
        Use(slice);
        return wall;
    }

    internal void EndRest() => resting--;

    internal void Use(TimeSpan cpu)
    {
        for (var group = this; group is not null; group = group.Parent) group.CpuUsed += cpu;
    }
}
