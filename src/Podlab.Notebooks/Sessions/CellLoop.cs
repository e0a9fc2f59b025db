using System.Collections.Concurrent;
using Podlab.Engine.Time;

namespace Podlab.Notebooks.Sessions;

/// <summary>
/// Where a cell's code continues after an <c>await</c>: on the session's thread, between the cluster's callbacks and never inside one, so that it
/// may itself move time. While the cell waits, the cluster's time moves until the cell has something to do again.
/// </summary>
internal sealed class CellLoop(EventLoop clock) : SynchronizationContext
{
    /// <summary>How much virtual time a cell may wait for before it is said to wait for nothing.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromDays(1);

    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> continuations = [];

    public override void Post(SendOrPostCallback d, object? state) => continuations.Add((d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Returns when the task is complete, or when nothing is left that could complete it.</summary>
    /// <param name="patience">How long, of real time, to wait for work that is outside the cluster once virtual time has nothing more to bring.</param>
    public void RunUntil(Task task, TimeSpan patience)
    {
        var end = clock.Elapsed + Limit;
        while (!task.IsCompleted)
        {
            if (continuations.TryTake(out var next)) next.Callback(next.State);
            else if (clock.Elapsed < end && clock.NextDue is { } due && due - clock.Epoch <= end) clock.AdvanceUntil(() => task.IsCompleted || continuations.Count > 0, due - clock.Now);
            else if (continuations.TryTake(out next, patience)) next.Callback(next.State);
            else if (!task.IsCompleted) return;
        }
    }
}
