using System.Collections.Concurrent;

namespace Podlab.Engine.Time;

/// <summary>
/// The single thread of a cluster: callbacks ordered by (time, sequence). It is the cluster's <see cref="TimeProvider"/>, so
/// <c>Task.Delay(…, loop)</c> is virtual, and async code that starts on it continues on it.
/// </summary>
/// <remarks>
/// Two ways to drive it: <see cref="Advance"/> and its kin move a virtual clock and return when that much virtual time has passed;
/// <see cref="RunAsync"/> follows the real clock (times a speed) until it is cancelled. Only <c>Post</c> and <c>InvokeAsync</c> may be called from other threads.
/// </remarks>
public sealed partial class EventLoop : TimeProvider
{
    /// <summary>How many callbacks one instant may run before the loop is declared stuck. A bound, so that a livelock is an error and not a hang.</summary>
    public const int CallbacksPerInstant = 50_000_000;

    /// <summary>Below this many cancelled timers nobody tidies up.</summary>
    private const int FewTimers = 1_024;

    private readonly PriorityQueue<Timer, (long Ticks, long Sequence)> timers = new();
    private readonly Queue<(long Sequence, SendOrPostCallback Callback, object? State)> ready = new();
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> inbox = new();
    private readonly SemaphoreSlim wake = new(0);
    private readonly LoopContext context;
    private readonly DateTimeOffset start;
    private long sequence;
    private long nowTicks;
    private int cancelled;
    private int owner;

    public EventLoop(DateTimeOffset epoch)
    {
        start = epoch.ToUniversalTime();
        nowTicks = start.UtcTicks;
        context = new LoopContext(this);
        guests = new GuestContext(this);
    }

    /// <summary>The instant at which this loop's time began.</summary>
    public DateTimeOffset Epoch => start;

    /// <summary>The present instant, UTC.</summary>
    public DateTimeOffset Now => new(Volatile.Read(ref nowTicks), TimeSpan.Zero);

    /// <summary>Time since <see cref="Epoch"/>.</summary>
    public TimeSpan Elapsed => Now - start;

    /// <summary>How many callbacks have run since the start; a measure of work that does not depend on the machine.</summary>
    public long CallbacksRun { get; private set; }

    /// <summary>The context on which async code of this cluster continues.</summary>
    public SynchronizationContext Context => context;

    /// <summary>Whether the calling thread is the one that runs this loop's callbacks right now.</summary>
    public bool IsCurrent => Volatile.Read(ref owner) == Environment.CurrentManagedThreadId;

    /// <summary>When the earliest waiting timer is due; null when nothing is scheduled and nothing is ready.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            if (ready.Count > 0 || !inbox.IsEmpty) return Now;
            DropCancelled();
            return timers.TryPeek(out _, out var key) ? new DateTimeOffset(key.Ticks, TimeSpan.Zero) : null;
        }
    }

    public override DateTimeOffset GetUtcNow() => Now;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref nowTicks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, IsOutside ? () => RunGuest(() => callback(state)) : () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs <paramref name="callback"/> at the present instant, after what is already waiting. Callable from any thread.</summary>
    public void Post(Action callback)
    {
        if (IsOutside) PostGuest(callback);
        else PostOwn(callback);
    }

    /// <summary>Runs <paramref name="callback"/> once, <paramref name="delay"/> from now (at once when not positive). Dispose to cancel.</summary>
    public ITimer Schedule(TimeSpan delay, Action callback)
    {
        var timer = new Timer(this, IsOutside ? () => RunGuest(callback) : callback);
        timer.Change(delay, Timeout.InfiniteTimeSpan);
        return timer;
    }

    /// <summary>Starts async work on the loop; an exception it does not handle surfaces from the call that drives the loop.</summary>
    public void Start(Func<Task> work) => Post(async () => await work());

    /// <summary>Runs everything that is due within <paramref name="span"/> of virtual time, then stands at its end.</summary>
    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        Drive(nowTicks + span.Ticks, null);
    }

    /// <summary>Runs what is due now, without moving time.</summary>
    public void RunReady() => Advance(TimeSpan.Zero);

    /// <summary>Advances until <paramref name="condition"/> holds (asked after each callback) or <paramref name="limit"/> has passed; says whether it holds.</summary>
    public bool AdvanceUntil(Func<bool> condition, TimeSpan limit)
    {
        if (condition()) return true;
        return Drive(nowTicks + limit.Ticks, condition);
    }

    /// <summary>Advances until nothing is scheduled any more or <paramref name="limit"/> has passed; says whether it is idle. Time stops at the last event.</summary>
    public bool RunToIdle(TimeSpan limit)
    {
        var end = nowTicks + limit.Ticks;
        while (true)
        {
            RunReady();
            if (NextDue is not { } due) return true;
            if (due.UtcTicks > end)
            {
                Advance(new TimeSpan(end - nowTicks));
                return false;
            }

            Advance(new TimeSpan(due.UtcTicks - nowTicks));
        }
    }

    /// <summary>
    /// Follows the real clock: a second of <paramref name="clock"/> is <paramref name="speed"/> seconds here. Returns when cancelled.
    /// </summary>
    /// <param name="onMistake">Is told of a callback's exception, and the loop goes on without it; null: the exception ends the loop.</param>
    /// <param name="since">The timestamp of <paramref name="clock"/> that belongs to this loop's present instant; null: now.</param>
    public async Task RunAsync(TimeProvider clock, double speed, CancellationToken cancellation, Action<Exception>? onMistake = null, long? since = null)
    {
        var realStart = since ?? clock.GetTimestamp();
        var virtualStart = nowTicks;
        long Target() => virtualStart + (long)(clock.GetElapsedTime(realStart).Ticks * speed);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                Drive(Math.Max(nowTicks, Target()), null);
            }
            catch (Exception mistake) when (onMistake is not null)
            {
                onMistake(mistake);
                continue;
            }

            var wait = TimeSpan.FromMilliseconds(200);
            if (NextDue is { } due)
                wait = TimeSpan.FromTicks(Math.Clamp((long)((due.UtcTicks - Target()) / speed), 0, wait.Ticks));
            if (wait > TimeSpan.Zero && inbox.IsEmpty)
            {
                try
                {
                    await wake.WaitAsync(wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait, cancellation);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Runs <paramref name="work"/> on the loop and waits for its answer; for threads that are not the loop's own.</summary>
    public Task<T> InvokeAsync<T>(Func<T> work)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                answer.SetResult(work());
            }
            catch (Exception exception)
            {
                answer.SetException(exception);
            }
        });
        return answer.Task;
    }

    /// <summary>The same for a callback that gets what it needs handed over, so that nothing is captured.</summary>
    internal void Post(SendOrPostCallback callback, object? state)
    {
        if (IsCurrent)
        {
            ready.Enqueue((sequence++, callback, state));
            return;
        }

        inbox.Enqueue((callback, state));
        if (wake.CurrentCount == 0) wake.Release();
    }

    private bool Drive(long endTicks, Func<bool>? condition)
    {
        var thread = Environment.CurrentManagedThreadId;
        if (Interlocked.CompareExchange(ref owner, thread, 0) != 0)
            throw new InvalidOperationException("The event loop is already running; time cannot be advanced from one of its own callbacks or from a second thread.");
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        isGuest = false;
        try
        {
            var inThisInstant = 0;
            while (true)
            {
                while (inbox.TryDequeue(out var posted)) ready.Enqueue((sequence++, posted.Callback, posted.State));
                DropCancelled();
                var hasTimer = timers.TryPeek(out var timer, out var key) && key.Ticks <= endTicks;
                if (ready.Count > 0 && !(hasTimer && key.Ticks <= nowTicks && key.Sequence < ready.Peek().Sequence))
                {
                    var (_, callback, state) = ready.Dequeue();
                    callback(state);
                }
                else if (hasTimer)
                {
                    timers.Dequeue();
                    if (key.Ticks > nowTicks)
                    {
                        Volatile.Write(ref nowTicks, key.Ticks);
                        inThisInstant = 0;
                    }

                    timer!.Fire();
                }
                else
                {
                    if (endTicks > nowTicks) Volatile.Write(ref nowTicks, endTicks);
                    return condition?.Invoke() ?? true;
                }

                CallbacksRun++;
                if (++inThisInstant > CallbacksPerInstant)
                    throw new InvalidOperationException($"More than {CallbacksPerInstant} callbacks ran at {Now:O}: something wakes itself without end.");
                if (condition is not null && condition()) return true;
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
            Volatile.Write(ref owner, 0);
        }
    }

    private void DropCancelled()
    {
        while (timers.TryPeek(out var timer, out var key) && timer.Sequence != key.Sequence)
        {
            timers.Dequeue();
            cancelled--;
        }
    }

    /// <summary>Most timers are cancelled long before they are due; they are not to wait for that.</summary>
    private void Cancelled()
    {
        if (++cancelled < FewTimers || cancelled < timers.Count / 2) return;
        var live = new List<(Timer Timer, (long Ticks, long Sequence) Key)>(timers.Count - cancelled);
        foreach (var (timer, key) in timers.UnorderedItems)
        {
            if (timer.Sequence == key.Sequence) live.Add((timer, key));
        }

        timers.Clear();
        timers.EnqueueRange(live);
        cancelled = 0;
    }

    private sealed class Timer(EventLoop loop, Action callback) : ITimer
    {
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        // Let go of on disposal: who waits for a timer that is long cancelled is not to be kept in memory by it.
        private Action? callback = callback;

        /// <summary>The sequence number of this timer's one live entry in the queue; entries with another number are cancelled.</summary>
        public long Sequence { get; private set; } = -1;

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            if (callback is null) return false;
            period = newPeriod;
            Cancel();
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            Sequence = loop.sequence++;
            var due = loop.nowTicks + Math.Max(0, dueTime.Ticks);
            loop.timers.Enqueue(this, (due, Sequence));
            return true;
        }

        public void Fire()
        {
            Sequence = -1;
            if (period > TimeSpan.Zero) Change(period, period);
            callback?.Invoke();
        }

        public void Dispose()
        {
            callback = null;
            Cancel();
        }

        private void Cancel()
        {
            if (Sequence < 0) return;
            Sequence = -1;
            loop.Cancelled();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class LoopContext(EventLoop loop) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => loop.Post(d, state);

        public override void Send(SendOrPostCallback d, object? state)
        {
            if (loop.IsCurrent) d(state);
            else throw new InvalidOperationException("Nothing may wait synchronously for the event loop; use InvokeAsync.");
        }

        public override SynchronizationContext CreateCopy() => this;
    }
}
