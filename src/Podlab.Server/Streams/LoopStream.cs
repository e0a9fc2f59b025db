using System.Threading.Channels;
using Podlab.Engine.Time;

namespace Podlab.Server.Streams;

/// <summary>Carries a stream that must be read on the event loop to a reader outside of it.</summary>
internal static class LoopStream
{
    /// <summary>A reader that is slower than this many pieces loses its stream.</summary>
    private const int MostWaiting = 100_000;

    public static IAsyncEnumerable<ReadOnlyMemory<byte>> Pump(EventLoop clock, IAsyncEnumerable<ReadOnlyMemory<byte>> stream, CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });
        clock.Start(async () =>
        {
            try
            {
                await foreach (var piece in stream.WithCancellation(cancellation))
                {
                    if (!channel.Writer.TryWrite(piece)) break;
                }
            }
            finally
            {
                channel.Writer.TryComplete();
            }
        });
        return channel.Reader.ReadAllAsync(cancellation);
    }
}
