using Podlab.Engine;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Network;
using Podlab.Engine.Runtime;

namespace Podlab.Server.Streams;

/// <summary>A connection to a port of a pod, for callers outside of the event loop: each call goes through it.</summary>
internal sealed class PodConnection
{
    private readonly Cluster cluster;
    private readonly Stream stream;

    private PodConnection(Cluster cluster, Stream stream)
    {
        this.cluster = cluster;
        this.stream = stream;
    }

    /// <exception cref="IOException">The port cannot be reached; the message says why.</exception>
    public static async Task<PodConnection> OpenAsync(Cluster cluster, PodAddress pod, int port, CancellationToken cancellation)
    {
        var opened = new TaskCompletionSource<Stream>(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Clock.Start(async () =>
        {
            try
            {
                var stream = await cluster.Api.Http.ForwardAsync(pod.Namespace, pod.Name, port, CancellationToken.None);
                // Whoever asked may have gone meanwhile.
                if (!opened.TrySetResult(stream)) await stream.DisposeAsync();
            }
            catch (Exception failure) when (failure is ApiException or RuntimeException or IOException)
            {
                opened.TrySetException(new IOException(failure.Message));
            }
        });
        await using var abandoned = cancellation.Register(() => opened.TrySetCanceled(cancellation));
        return new PodConnection(cluster, await opened.Task);
    }

    /// <summary>0 at the end.</summary>
    public Task<int> ReadAsync(Memory<byte> into) => cluster.Clock.InvokeAsync(() => stream.ReadAsync(into).AsTask()).Unwrap();

    public Task WriteAsync(ReadOnlyMemory<byte> bytes) => cluster.Clock.InvokeAsync(() => stream.WriteAsync(bytes).AsTask()).Unwrap();

    /// <summary>Says that nothing more comes; reading goes on.</summary>
    public void Finish() => cluster.Clock.Post(() => (stream as IHalfStream)?.Finish());

    /// <summary>Ends reads and writes that wait.</summary>
    public void Close() => cluster.Clock.Post(stream.Dispose);
}
