namespace Podlab.Simulation.Processes;

/// <summary>Processes that see each other, numbered from 1. Process 1 adopts orphans, and when it ends all end.</summary>
public sealed class PidNamespace
{
    private const int MaxPid = 4_194_304;
    private readonly SortedDictionary<int, Process> processes = [];
    private int last;

    /// <summary>In the order of their numbers.</summary>
    public IReadOnlyCollection<Process> Processes => processes.Values;

    public Process? Init { get; private set; }

    public Process? Find(int pid) => processes.GetValueOrDefault(pid);

    /// <summary>Numbers that threads of other programs used up: the next process gets a number this much higher.</summary>
    internal void Skip(int count) => last += count;

    internal int Add(Process process)
    {
        do last = last >= MaxPid ? 2 : last + 1;
        while (processes.ContainsKey(last));
        processes[last] = process;
        if (last == 1) Init = process;
        return last;
    }

    internal void Remove(Process process) => processes.Remove(process.Pid);
}
