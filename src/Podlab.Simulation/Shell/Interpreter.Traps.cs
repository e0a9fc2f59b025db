using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Shell;

// Traps (POSIX XCU 2.11): they run between commands, not inside of one.
public sealed partial class Interpreter
{
    /// <summary>Stands for ERR among the numbers of signals.</summary>
    public const int ErrorTrap = 65;

    private readonly SortedDictionary<int, string> traps = [];
    private bool inErrorTrap;
    private readonly SortedSet<int> pending = [];

    /// <summary>Traps of the parent, which a subshell shows but does not run.</summary>
    private SortedDictionary<int, string>? inherited;

    public bool HasPendingTraps => pending.Count > 0;

    public bool HasTraps => traps.Count > 0;

    /// <summary>Signal numbers (0: EXIT) and what they run.</summary>
    public IReadOnlyDictionary<int, string> Traps => inherited ?? traps;

    /// <summary>The signal whose trap is due first; 0: none.</summary>
    public int FirstPending => pending.Count > 0 ? pending.Min : 0;

    /// <summary>Null: back to the default. Empty: ignore.</summary>
    public void SetTrap(int signal, string? action)
    {
        inherited = null;
        if (action is null) traps.Remove(signal);
        else traps[signal] = action;
        if (signal is 0 or ErrorTrap) return;
        pending.Remove(signal);
        Process.SetAction((Signal)signal, action switch { null => SignalAction.Default, "" => SignalAction.Ignore, _ => SignalAction.Handle });
    }

    public async ValueTask RunTrapsAsync()
    {
        while (pending.Count > 0 && !IsLeaving)
        {
            var signal = pending.Min;
            pending.Remove(signal);
            if (!traps.TryGetValue(signal, out var action) || action.Length == 0) continue;
            var status = LastStatus;
            await RunTextAsync(action);
            if (!IsLeaving) LastStatus = status;
        }
    }

    /// <summary>What <c>trap … ERR</c> asked for when a command fails that nobody tests; not inside of functions, but for <c>set -E</c>.</summary>
    private async ValueTask RunErrorTrapAsync()
    {
        if (inErrorTrap || (callDepth > 0 && !Options.ErrorTrace) || !traps.TryGetValue(ErrorTrap, out var action)) return;
        var status = LastStatus;
        inErrorTrap = true;
        await RunTextAsync(action);
        inErrorTrap = false;
        if (!IsLeaving) LastStatus = status;
    }

    private void Adopt(Process process) => process.SignalHandler = signal => pending.Add((int)signal);

    private void InheritTraps(Interpreter parent)
    {
        inherited = new SortedDictionary<int, string>(parent.traps);
        foreach (var (signal, action) in parent.traps)
        {
            if (signal == ErrorTrap ? Options.ErrorTrace : action.Length == 0) traps[signal] = action;
            else if (signal is not (0 or ErrorTrap)) Process.SetAction((Signal)signal, SignalAction.Default);
        }
    }

    private string? TakeExitTrap()
    {
        if (!traps.Remove(0, out var action)) return null;
        return action;
    }

    private void RestoreSignals() => pending.Clear();
}
