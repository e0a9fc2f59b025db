using Podlab.Engine.Time;

namespace Podlab.Simulation.Processes;

// Signals and children.
public sealed partial class Process
{
    private SignalAction[]? actions;

    /// <summary>Called at the instant a handled signal arrives; must only take note.</summary>
    public Action<Signal>? SignalHandler { get; set; }

    /// <summary>Woken when a child ends.</summary>
    public WaitQueue ChildEvents { get; } = new();

    /// <summary>Children that end are gone at once (SIGCHLD is ignored, or an init that only reaps).</summary>
    public bool ReapsChildren { get; set; }

    public SignalAction ActionFor(Signal signal) => actions?[(int)signal] ?? SignalAction.Default;

    public void SetAction(Signal signal, SignalAction action)
    {
        if (signal is Signal.KILL or Signal.STOP) return;
        (actions ??= new SignalAction[Signals.Count])[(int)signal] = action;
    }

    /// <summary>Waits for a child that <paramref name="match"/> accepts to end and takes it away; null when there is none to wait for, or a signal came.</summary>
    public async ValueTask<Process?> WaitForChildAsync(Func<Process, bool>? match = null, bool canInterrupt = false)
    {
        while (true)
        {
            var any = false;
            foreach (var child in Children)
            {
                if (match is not null && !match(child)) continue;
                any = true;
                if (!child.HasEnded) continue;
                Reap(child);
                return child;
            }

            if (!any) return null;
            if (await WaitAsync(ChildEvents, canInterrupt: canInterrupt) == WakeReason.Interrupted) return null;
        }
    }

    /// <summary>Takes an ended child away without waiting; null when none has ended.</summary>
    public Process? ReapEnded()
    {
        var child = Children.Find(candidate => candidate.HasEnded);
        if (child is not null) Reap(child);
        return child;
    }

    public void Reap(Process child)
    {
        Children.Remove(child);
        child.Namespace.Remove(child);
    }

    internal void ChildEnded(Process child)
    {
        if (ReapsChildren) Reap(child);
        ChildEvents.WakeAll();
        Kernel.Send(this, Signal.CHLD);
    }

    internal void Handle(Signal signal)
    {
        SignalHandler?.Invoke(signal);
        if (waiting && interruptible) Wake(WakeReason.Interrupted);
    }

    private void InheritSignals(Process parent)
    {
        if (parent.actions is null) return;
        actions = (SignalAction[])parent.actions.Clone();
    }

    private void ResetHandlers()
    {
        SignalHandler = null;
        ReapsChildren = false;
        if (actions is null) return;
        for (var i = 0; i < actions.Length; i++)
            if (actions[i] == SignalAction.Handle) actions[i] = SignalAction.Default;
    }
}
