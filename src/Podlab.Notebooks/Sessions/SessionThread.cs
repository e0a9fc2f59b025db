using System.Collections.Concurrent;

namespace Podlab.Notebooks.Sessions;

/// <summary>A thread that does one thing after the other, with a stack of its own size.</summary>
internal sealed class SessionThread : IDisposable
{
    private readonly BlockingCollection<(Action Work, TaskCompletionSource Done)> queue = [];

    public SessionThread(int stackBytes) =>
        new Thread(Work, stackBytes) { IsBackground = true, Name = "notebook cells" }.Start();

    /// <summary>The task completes when the work is done; what the work throws, it throws.</summary>
    public Task Start(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Add((work, done));
        return done.Task;
    }

    /// <summary>Takes no more; the thread ends with the work it has. Does not wait for it.</summary>
    public void Dispose() => queue.CompleteAdding();

    private void Work()
    {
        foreach (var (work, done) in queue.GetConsumingEnumerable())
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        }
    }
}
