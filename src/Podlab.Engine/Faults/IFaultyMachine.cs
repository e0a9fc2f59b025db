using Podlab.Engine.Runtime;

namespace Podlab.Engine.Faults;

/// <summary>What can be broken on a node; simulated runtimes implement it beside <see cref="IContainerRuntime"/>. All members are called on the event loop.</summary>
public interface IFaultyMachine
{
    /// <summary>How the way to the registries is.</summary>
    RegistryFault Registry { get; set; }

    /// <summary>Makes the images behind a key appear in the registries, as somebody's push does (a registry's rule says which parts of it are keyed).</summary>
    void Push(string key);

    /// <summary>How far the machine's clock is ahead; containers see it too.</summary>
    TimeSpan ClockSkew { get; set; }

    /// <summary>Takes disk space so that <paramref name="share"/> of it is used (1: nothing can be written any more); 0 gives all of that back.</summary>
    void FillDisk(double share);

    /// <summary>Takes inodes, so that <paramref name="share"/> of the disk's are used; 0 gives all of them back.</summary>
    void FillInodes(double share);

    /// <summary>Takes memory so that <paramref name="share"/> of it is used; 0 gives all of that back.</summary>
    void FillMemory(double share);

    /// <summary>Ends everything that runs, as a machine that loses its power; what is on its disk stays.</summary>
    void LosePower();

    /// <summary>Sends a signal to a process of a container, as root on the node would.</summary>
    /// <param name="process">A number inside the container or a program's name; null: its first process.</param>
    /// <returns>The process as people know it: <c>7 (nginx)</c>.</returns>
    /// <exception cref="FaultException">There is no such process or signal, or the container does not run.</exception>
    string Kill(ContainerId container, string? process, string signal);
}

/// <summary>How the way from the nodes to the registries is.</summary>
/// <param name="IsDown">Nothing answers there; names resolve.</param>
/// <param name="IsUnreachable">Not even names resolve.</param>
/// <param name="Slowness">Pulls take so many times as long.</param>
/// <param name="Delay">Comes on top of each pull.</param>
public sealed record RegistryFault(bool IsDown = false, bool IsUnreachable = false, double Slowness = 1, TimeSpan Delay = default)
{
    /// <summary>All is well.</summary>
    public static RegistryFault None { get; } = new();
}
