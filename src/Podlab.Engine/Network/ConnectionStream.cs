using Podlab.Engine.Time;

namespace Podlab.Engine.Network;

/// <summary>A connection as a stream, for code on the event loop that is no simulated process: probes, port-forward.</summary>
public sealed class ConnectionStream(Connection connection) : Stream, IHalfStream
{
    public Connection Connection { get; } = connection;

    /// <inheritdoc/>
    public void Finish() => Connection.Finish();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var count = Connection.Read(buffer.Span);
            if (count >= 0) return count;
            if (count == Connection.WasReset) throw new IOException("connection reset by peer");
            if (count == Connection.WasClosed) return 0;
            await new Wait(Connection.Readable, cancellationToken).Task;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            var count = Connection.Write(buffer.Span);
            if (count >= 0) buffer = buffer[count..];
            else if (count == Connection.WouldBlock) await new Wait(Connection.Writable, cancellationToken).Task;
            else throw new IOException(count == Connection.WasReset ? "connection reset by peer" : "broken pipe");
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Use ReadAsync: nothing may block the event loop.");

    public override void Write(byte[] buffer, int offset, int count)
    {
        while (count > 0)
        {
            var written = Connection.Write(buffer.AsSpan(offset, count));
            if (written < 0) throw new IOException("The connection takes no more; use WriteAsync.");
            offset += written;
            count -= written;
        }
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        Connection.Close();
        base.Dispose(disposing);
    }

    /// <summary>A task that ends when a queue is woken; the continuation runs on the loop, where the queue's owner runs.</summary>
    private sealed class Wait : IWaiter
    {
        private readonly TaskCompletionSource source = new();

        public Wait(WaitQueue queue, CancellationToken cancellation)
        {
            queue.Add(this);
            if (cancellation.CanBeCanceled) cancellation.Register(() => source.TrySetCanceled(cancellation));
        }

        public Task Task => source.Task;

        public void Wake() => source.TrySetResult();
    }
}
