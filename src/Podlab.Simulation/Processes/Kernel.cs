using Podlab.Engine.Time;

namespace Podlab.Simulation.Processes;

/// <summary>The kernel of one simulated node: signals, ends, memory, and the programs that files can name.</summary>
public sealed class Kernel(EventLoop loop, IProgramCatalog programs, ulong seed)
{
    private const int NeverKilled = -1000;
    private ulong chance = seed;
    private long nextAnonymous = 1000;

    public EventLoop Loop { get; } = loop;

    /// <summary>What the machine's own clock says.</summary>
    public WallClock Clock { get; } = new(loop);

    public DateTimeOffset Now => Clock.Now;

    /// <summary>What the last program died of that did not handle an error of its own; null: none. For tests.</summary>
    public Exception? Crash { get; internal set; }

    public IProgramCatalog Programs { get; } = programs;

    /// <summary>As uname prints it.</summary>
    public string Release { get; init; } = "6.12.0";

    public string NodeName { get; init; } = "node-1";

    public int Cpus { get; init; } = 4;

    public long MemoryBytes { get; init; } = 8L << 30;

    public DateTimeOffset Booted { get; } = loop.Now - TimeSpan.FromHours(1);

    /// <summary>The group of the process that is in a call right now: who pays for pages of a memory file system.</summary>
    internal ResourceGroup? Payer { get; set; }

    /// <summary>Seeded chance for /dev/urandom, $RANDOM, mktemp (splitmix64).</summary>
    public ulong NextRandom()
    {
        var z = chance += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<object, System.Runtime.CompilerServices.StrongBox<long>> spaces = [];
    private long nextSpace = 4026532200;

    /// <summary>The number of a namespace, as the links in /proc/PID/ns show it: given when it is first asked for.</summary>
    internal long NumberOf(object space) => spaces.GetValue(space, _ => new System.Runtime.CompilerServices.StrongBox<long>(nextSpace++)).Value;

    internal long NextAnonymousInode() => nextAnonymous++;

    /// <summary>
    /// Sends a signal. <paramref name="fromOutside"/>: the sender is outside of the target's process namespace (the container runtime), so that
    /// even process 1 obeys KILL and STOP; from inside, process 1 gets only what it handles.
    /// </summary>
    public void Send(Process target, Signal signal, bool fromOutside = false)
    {
        if (signal == Signal.None || target.HasEnded) return;
        var action = signal is Signal.KILL or Signal.STOP ? SignalAction.Default : target.ActionFor(signal);
        if (signal == Signal.CONT) target.Continue();
        if (action == SignalAction.Ignore) return;
        if (action == SignalAction.Handle)
        {
            target.Handle(signal);
            return;
        }

        if (Signals.IgnoredByDefault(signal)) return;
        var obeys = fromOutside && (signal is Signal.KILL or Signal.STOP);
        if (target.Namespace.Init == target && !obeys) return;
        if (Signals.StopsByDefault(signal)) target.Stop();
        else Exit(target, new ExitStatus(0, signal));
    }

    /// <summary>Ends a process: closes its files, hands its children on, tells its parent; with process 1 ends its namespace.</summary>
    public void Exit(Process process, ExitStatus status)
    {
        if (process.HasEnded) return;
        process.End(status);
        var heir = process.Namespace.Init is { HasEnded: false } init ? init : null;
        foreach (var child in process.Children)
        {
            child.Parent = heir;
            heir?.Children.Add(child);
            if (child.HasEnded) heir?.ChildEnded(child);
            if (heir is null && child.HasEnded) child.Namespace.Remove(child);
        }

        process.Children.Clear();
        if (process.Namespace.Init == process)
        {
            foreach (var other in process.Namespace.Processes.ToArray()) Exit(other, new ExitStatus(0, Signal.KILL));
        }

        if (process.Parent is { HasEnded: false } parent) parent.ChildEnded(process);
        else process.Namespace.Remove(process);
        process.RaiseExited();
    }

    /// <summary>The machine itself ran out of memory, and this process was killed for it.</summary>
    public event Action<Process>? OutOfMemory;

    /// <summary>Makes room in a group whose limit is reached: kills the process with the highest score, the youngest of equals.</summary>
    /// <remarks>Follows mm/oom_kill.c of Linux: what a process has in memory, and its container's oom_score_adj in thousandths of all that there is; -1000 is never killed.</remarks>
    public Process? KillForMemory(ResourceGroup group)
    {
        Process? victim = null;
        var worst = long.MinValue;
        var total = group.MemoryLimit ?? MemoryBytes;
        foreach (var process in Below(group))
        {
            if (process.Group.OomScoreAdjustment == NeverKilled) continue;
            var score = process.MemoryBytes + (process.Group.OomScoreAdjustment * (total / 1000));
            if (victim is null || score >= worst) (victim, worst) = (process, score);
        }

        if (victim is null) return null;
        if (group.Parent is null) OutOfMemory?.Invoke(victim);
        group.OutOfMemory = true;
        victim.Group.OutOfMemory = true;
        Send(victim, Signal.KILL, fromOutside: true);
        return victim;
    }

    private IEnumerable<Process> Below(ResourceGroup group) => Groups.Where(candidate => IsWithin(candidate, group)).SelectMany(candidate => candidate.Processes);

    /// <summary>The groups of the containers that run, in the order in which they began.</summary>
    internal List<ResourceGroup> Groups { get; } = [];

    private static bool IsWithin(ResourceGroup? group, ResourceGroup outer)
    {
        for (; group is not null; group = group.Parent)
            if (group == outer) return true;
        return false;
    }
}
