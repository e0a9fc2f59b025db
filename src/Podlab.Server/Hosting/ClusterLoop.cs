using Podlab.Engine;

namespace Podlab.Server.Hosting;

/// <summary>Runs a cluster's event loop beside the web server: in real time, or in time that is advanced by hand.</summary>
internal sealed class ClusterLoop(Cluster cluster, ServerOptions options)
{
    private readonly ManualTime manual = new();
    private readonly SemaphoreSlim oneAdvance = new(1);

    public bool IsManual => options.ManualClock;

    /// <summary>Runs until cancelled. A callback that fails is told of; the others do not stand still for it.</summary>
    public Task RunAsync(CancellationToken cancellation) => options.ManualClock
        ? cluster.Clock.RunAsync(manual, 1, cancellation, Tell)
        : cluster.Clock.RunAsync(TimeProvider.System, options.Speed, cancellation, Tell, options.Since);

    /// <summary>Waits in the cluster's time, off its loop.</summary>
    public async Task WaitAsync(TimeSpan time, CancellationToken cancellation)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await cluster.Clock.InvokeAsync(() => cluster.Clock.Schedule(time, () => over.TrySetResult()));
        await over.Task.WaitAsync(cancellation);
    }

    /// <summary>Moves time and waits until all that was due in it has happened. Gives the new instant.</summary>
    public async Task<DateTimeOffset> AdvanceAsync(TimeSpan by, CancellationToken cancellation)
    {
        await oneAdvance.WaitAsync(cancellation);
        try
        {
            var arrived = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
            await cluster.Clock.InvokeAsync(() => cluster.Clock.Schedule(by, () => cluster.Clock.Post(() => arrived.TrySetResult(cluster.Clock.Now))));
            manual.Advance(by);
            cluster.Clock.Post(static () => { });
            return await arrived.Task.WaitAsync(cancellation);
        }
        finally
        {
            oneAdvance.Release();
        }
    }

    private void Tell(Exception mistake) => options.OnMistake?.Invoke(mistake);
}
