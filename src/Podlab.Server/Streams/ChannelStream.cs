using System.Threading.Channels;

namespace Podlab.Server.Streams;

/// <summary>What a command writes, on its way to a socket: writing never waits, so the event loop never does.</summary>
internal sealed class ChannelStream(byte channel, ChannelWriter<byte[]> frames) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("A stream to a socket has no length.");

    public override long Position
    {
        get => throw new NotSupportedException("A stream to a socket has no position.");
        set => throw new NotSupportedException("A stream to a socket has no position.");
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.IsEmpty) return;
        var frame = new byte[buffer.Length + 1];
        frame[0] = channel;
        buffer.CopyTo(frame.AsSpan(1));
        frames.TryWrite(frame);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This end only writes.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A stream to a socket cannot be sought in.");

    public override void SetLength(long value) => throw new NotSupportedException("A stream to a socket has no length.");
}
