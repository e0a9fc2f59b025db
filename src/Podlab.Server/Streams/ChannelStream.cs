using System.Threading.Channels;

namespace Podlab.Server.Streams;

/// <summary>What a command writes, on its way to a socket. A writer that is ahead of the client waits; a client that has gone is a broken pipe.</summary>
internal sealed class ChannelStream(byte channel, ChannelWriter<byte[]> frames) : Stream
{
    private const int LargestFrame = 32 * 1024;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("A stream to a socket has no length.");

    public override long Position
    {
        get => throw new NotSupportedException("A stream to a socket has no position.");
        set => throw new NotSupportedException("A stream to a socket has no position.");
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var piece = buffer[..Math.Min(buffer.Length, LargestFrame)];
            var frame = new byte[piece.Length + 1];
            frame[0] = channel;
            piece.CopyTo(frame.AsMemory(1));
            try
            {
                await frames.WriteAsync(frame, cancellationToken);
            }
            catch (ChannelClosedException)
            {
                throw new IOException("broken pipe");
            }

            buffer = buffer[piece.Length..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Use WriteAsync: nothing may block the event loop.");

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This end only writes.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A stream to a socket cannot be sought in.");

    public override void SetLength(long value) => throw new NotSupportedException("A stream to a socket has no length.");
}
