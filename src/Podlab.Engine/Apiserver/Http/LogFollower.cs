using System.Runtime.CompilerServices;
using System.Text;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Nodes;
using Podlab.Engine.Apiserver.Watching;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>A log that goes on: what is there, then every line as it is written, until the container has ended.</summary>
internal static class LogFollower
{
    /// <summary>How often it is looked whether the container still runs.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> Follow(ApiServer server, INodeConnection node, Pod pod, string container, IContainerLog log, LogOptions options,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var fresh = new Queue<LogLine>();
        var gate = new Lock();
        var signal = new WatchSignal();
        var ended = false;
        void Add(LogLine line)
        {
            lock (gate) fresh.Enqueue(line);
            signal.Set();
        }

        var first = options.Render(log.Lines, server.Clock.Now);
        log.Added += Add;
        var timer = server.Clock.CreateTimer(_ =>
        {
            ended = !node.IsRunning(pod, container);
            if (ended) signal.Set();
        }, null, Look, Look);
        try
        {
            if (first.Length > 0) yield return first;
            while (!cancellation.IsCancellationRequested)
            {
                var last = ended;
                var text = new StringBuilder();
                lock (gate)
                {
                    while (fresh.TryDequeue(out var line))
                    {
                        if (options.Takes(line)) options.Append(text, line);
                    }
                }

                if (text.Length > 0) yield return Encoding.UTF8.GetBytes(text.ToString());
                if (last) yield break;
                try
                {
                    await signal.WaitAsync(cancellation);
                }
                catch (OperationCanceledException)
                {
                    yield break;
                }
            }
        }
        finally
        {
            server.Clock.Post(() =>
            {
                log.Added -= Add;
                timer.Dispose();
            });
        }
    }
}
