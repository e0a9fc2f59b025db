using System.Threading.Tasks.Sources;
using Podlab.Engine.Time;

namespace Podlab.Simulation.Processes;

/// <summary>Why a wait ended.</summary>
public enum WakeReason
{
    Ready,
    TimedOut,
    Interrupted,
}

// Waiting. A process waits in one place at a time. When it is killed there, its continuation is dropped and collected: nobody returns into a dead process.
public sealed partial class Process : IWaiter, IValueTaskSource<WakeReason>
{
    private readonly Action resume;
    private Action<object?>? continuation;
    private object? continuationState;
    private WaitQueue? firstQueue;
    private WaitQueue? secondQueue;
    private ITimer? timer;
    private short version;
    private bool waiting;
    private bool interruptible;
    private bool resumePending;
    private bool stopped;
    private bool resumeWhenContinued;
    private WakeReason reason;
    private long sliceTicks;
    private int stepsLeft = ResourceGroup.StepsPerSlice;
    private int stepsSinceRest;

    /// <summary>Waits until one of the queues is woken, the time is over, or (when <paramref name="canInterrupt"/>) a signal was handled.</summary>
    public ValueTask<WakeReason> WaitAsync(WaitQueue? first, WaitQueue? second = null, TimeSpan? timeout = null, bool canInterrupt = false)
    {
        if (HasEnded) return new ValueTask<WakeReason>(Never<WakeReason>());
        version++;
        waiting = true;
        interruptible = canInterrupt;
        continuation = null;
        firstQueue = first;
        secondQueue = second;
        first?.Add(this);
        second?.Add(this);
        if (timeout is { } span) timer = Kernel.Loop.Schedule(span, () => Wake(WakeReason.TimedOut));
        stepsSinceRest = 0;
        return new ValueTask<WakeReason>(this, version);
    }

    /// <summary>Lets virtual time pass; ends early when a handled signal comes and <paramref name="canInterrupt"/>.</summary>
    public ValueTask<WakeReason> SleepAsync(TimeSpan span, bool canInterrupt = false) => WaitAsync(null, null, span, canInterrupt);

    /// <summary>Waits for ever (for a signal).</summary>
    public ValueTask<WakeReason> PauseAsync(bool canInterrupt = false) => WaitAsync(null, null, null, canInterrupt);

    /// <summary>Counts work. True: the slice is used up or the process is dead, and it must <see cref="RestAsync"/> before it goes on.</summary>
    public bool Charge(int steps)
    {
        var now = Kernel.Loop.GetTimestamp();
        if (now != sliceTicks)
        {
            sliceTicks = now;
            stepsLeft = stepsSinceRest > ResourceGroup.BusyLoopSteps ? ResourceGroup.StepsPerBusySlice : ResourceGroup.StepsPerSlice;
        }

        stepsLeft -= steps;
        stepsSinceRest += steps;
        if (Group.Spend(now, steps) && stepsLeft >= 0) stepsLeft = -1;
        return stepsLeft < 0 || HasEnded;
    }

    /// <summary>Waits for the next slice of CPU.</summary>
    public async ValueTask RestAsync()
    {
        if (HasEnded || stepsLeft >= 0)
        {
            if (HasEnded) await Never<int>();
            return;
        }

        var kept = stepsSinceRest;
        var rest = Group.BeginRest(kept > ResourceGroup.BusyLoopSteps);
        isResting = true;
        await WaitAsync(null, null, rest);
        LeaveRest();
        stepsSinceRest = Math.Min(kept, int.MaxValue / 2);
    }

    /// <summary><see cref="Charge"/> and, when needed, <see cref="RestAsync"/>.</summary>
    public ValueTask StepAsync(int steps = 1) => Charge(steps) ? RestAsync() : default;

    /// <summary>Continues on a fresh stack at the same instant; for deep recursion.</summary>
    public ValueTask<WakeReason> HopAsync()
    {
        var task = WaitAsync(null);
        Wake(WakeReason.Ready);
        return task;
    }

    /// <summary>A task that never ends and that nothing holds on to: the answer to calls of a dead process.</summary>
    internal static Task<T> Never<T>() => new TaskCompletionSource<T>().Task;

    void IWaiter.Wake() => Wake(WakeReason.Ready);

    private bool isResting;

    private void LeaveRest()
    {
        if (!isResting) return;
        isResting = false;
        Group.EndRest();
    }

    private void Wake(WakeReason why)
    {
        if (!waiting) return;
        LeaveQueues();
        reason = why;
        resumePending = true;
        if (continuation is not null) Kernel.Loop.Post(resume);
    }

    private void ResumeNow()
    {
        if (HasEnded || !resumePending) return;
        if (stopped)
        {
            resumeWhenContinued = true;
            return;
        }

        resumePending = false;
        var (next, state) = (continuation!, continuationState);
        continuation = null;
        continuationState = null;
        next(state);
    }

    private void LeaveQueues()
    {
        waiting = false;
        timer?.Dispose();
        timer = null;
        firstQueue?.Remove(this);
        secondQueue?.Remove(this);
        firstQueue = secondQueue = null;
    }

    private void Abandon()
    {
        LeaveQueues();
        LeaveRest();
        continuation = null;
        continuationState = null;
    }

    internal void Stop() => stopped = true;

    internal void Continue()
    {
        if (!stopped) return;
        stopped = false;
        if (!resumeWhenContinued) return;
        resumeWhenContinued = false;
        Kernel.Loop.Post(resume);
    }

    /// <summary>One of R, S, T, Z as ps shows it.</summary>
    public char StateLetter => HasEnded ? 'Z' : stopped ? 'T' : waiting && !isResting ? 'S' : 'R';

    private void InheritSlice(Process parent)
    {
        sliceTicks = parent.sliceTicks;
        stepsLeft = parent.stepsLeft;
        stepsSinceRest = parent.stepsSinceRest;
    }

    WakeReason IValueTaskSource<WakeReason>.GetResult(short token) => reason;

    ValueTaskSourceStatus IValueTaskSource<WakeReason>.GetStatus(short token) => ValueTaskSourceStatus.Pending;

    void IValueTaskSource<WakeReason>.OnCompleted(Action<object?> next, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        continuation = next;
        continuationState = state;
        if (resumePending) Kernel.Loop.Post(resume);
    }
}
