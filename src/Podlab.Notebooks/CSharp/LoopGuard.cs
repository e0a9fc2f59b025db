using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Podlab.Notebooks.CSharp;

/// <summary>
/// Stops a cell that would not stop by itself: each loop turn and each call of a cell's own function asks here. One per session, found by a
/// number, because the asking code can stand where no instance is at hand (a static local function, a lambda on another thread).
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LoopGuard : IDisposable
{
    private static readonly Lock Gate = new();
    private static volatile LoopGuard?[] sessions = new LoopGuard?[8];

    private CancellationTokenSource stopping = new();
    private volatile string? reason;

    internal LoopGuard()
    {
        lock (Gate)
        {
            Number = Array.IndexOf(sessions, null);
            if (Number < 0)
            {
                Number = sessions.Length;
                var more = new LoopGuard?[sessions.Length * 2];
                sessions.CopyTo(more, 0);
                sessions = more;
            }

            sessions[Number] = this;
        }
    }

    internal int Number { get; }

    /// <summary>Cancelled with <see cref="Stop"/>, for work of ours that asks no guard, such as compiling.</summary>
    internal CancellationToken Stopping
    {
        get
        {
            lock (Gate) return stopping.Token;
        }
    }

    /// <summary>Why cells are stopped; null: they may run.</summary>
    internal string? Reason => reason;

    /// <summary>From now on the session's loops and calls end with <see cref="CellStoppedException"/>.</summary>
    internal void Stop(string why)
    {
        lock (Gate)
        {
            reason = why;
            stopping.Cancel();
        }
    }

    internal void Clear()
    {
        lock (Gate)
        {
            reason = null;
            if (stopping.IsCancellationRequested) stopping = new CancellationTokenSource();
        }
    }

    /// <summary>Called by the rewritten code at each turn of a loop.</summary>
    public static void Turn(int session)
    {
        var guard = sessions[session];
        if (guard is null || guard.reason is not null) throw new CellStoppedException(guard?.reason ?? "its session has ended");
    }

    /// <summary>Called by the rewritten code at the head of each function; recursion without end becomes an error instead of the process's end.</summary>
    public static void Enter(int session)
    {
        Turn(session);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new CellStoppedException("calls are nested too deep; does a function call itself without end?");
    }

    public void Dispose()
    {
        lock (Gate) sessions[Number] = null;
    }
}
