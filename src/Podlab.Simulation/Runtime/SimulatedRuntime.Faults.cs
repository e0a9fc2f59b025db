using Podlab.Engine.Faults;
using Podlab.Engine.Runtime;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Runtime;

// What can be broken on the machine.
public sealed partial class SimulatedRuntime : IFaultyMachine
{
    private long filledDisk;
    private long filledInodes;
    private long filledMemory;
    private bool hasLostPower;

    RegistryFault IFaultyMachine.Registry { get; set; } = RegistryFault.None;

    TimeSpan IFaultyMachine.ClockSkew
    {
        get => Kernel.Clock.Skew;
        set => Kernel.Clock.Skew = value;
    }

    void IFaultyMachine.Push(string key) => Registry.Push(key);

    void IFaultyMachine.FillDisk(double share)
    {
        disk.Take(-filledDisk);
        filledDisk = Math.Max(0, (long)(options.DiskBytes * share) - disk.Used);
        disk.Take(filledDisk);
    }

    void IFaultyMachine.FillInodes(double share)
    {
        disk.TakeInodes(-filledInodes);
        filledInodes = Math.Max(0, (long)((disk.InodeLimit ?? 0) * share) - disk.Inodes);
        disk.TakeInodes(filledInodes);
    }

    void IFaultyMachine.FillMemory(double share)
    {
        nodeGroup.Take(-filledMemory);
        filledMemory = Math.Max(0, (long)(options.MemoryBytes * share) - nodeGroup.MemoryBytes);
        nodeGroup.Take(filledMemory);
    }

    void IFaultyMachine.LosePower()
    {
        hasLostPower = true;
        foreach (var sandbox in sandboxes.Values.ToArray())
        {
            foreach (var container in sandbox.Containers.Where(container => container.State == ContainerRuntimeState.Running).ToArray())
                Kernel.Send(container.Process!, Signal.KILL, fromOutside: true);
            EndSandbox(sandbox);
        }

        hasLostPower = false;
    }

    string IFaultyMachine.Kill(ContainerId container, string? process, string signal)
    {
        if (!containers.TryGetValue(container.Value, out var found) || found.Process is not { HasEnded: false } first) throw new FaultException("The container does not run any more.");
        if (Signals.Parse(signal) is not { } parsed) throw new FaultException($"`{signal}` is no signal. Write KILL, TERM, HUP or another, or its number.");
        var own = found.Pids.Processes.Where(one => !one.HasEnded && one.Group == found.Group).ToList();
        var target = process is null ? first : int.TryParse(process, out var pid) ? own.Find(one => one.Pid == pid) : own.Find(one => one.Comm == process) ?? own.Find(one => one.CommandLine.Count > 0 && one.CommandLine[0].Split('/')[^1] == process);
        if (target is null) throw new FaultException($"No process \"{process}\" runs there (running: {string.Join(", ", own.Select(Describe))}).");
        var name = Describe(target);
        Kernel.Send(target, parsed, fromOutside: true);
        return name;
    }

    private static string Describe(Process process) => $"{process.Pid} ({process.Comm})";
}
