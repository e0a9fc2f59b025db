using System.Threading.Channels;

namespace Podlab.Engine.Recordings;

/// <summary>What a client sent and a command has not read yet.</summary>
internal sealed class InputQueue : QueueStream
{
    private readonly Queue<byte[]> chunks = new();
    private TaskCompletionSource? waiting;
    private int offset;
    private bool isEnded;

    public override bool CanRead => true;

    public void Put(byte[] bytes)
    {
        if (bytes.Length == 0 || isEnded) return;
        chunks.Enqueue(bytes);
        Wake();
    }

    public void End()
    {
        isEnded = true;
        Wake();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (chunks.Count == 0 && !isEnded)
        {
            waiting = new TaskCompletionSource();
            await waiting.Task.WaitAsync(cancellationToken);
        }

        if (chunks.Count == 0) return 0;
        var chunk = chunks.Peek();
        var count = Math.Min(buffer.Length, chunk.Length - offset);
        chunk.AsMemory(offset, count).CopyTo(buffer);
        offset += count;
        if (offset < chunk.Length) return count;
        chunks.Dequeue();
        offset = 0;
        return count;
    }

    private void Wake()
    {
        var woken = waiting;
        waiting = null;
        woken?.TrySetResult();
    }
}

/// <summary>What a command wrote, taken from it at once; without a reader it is gone.</summary>
internal sealed class OutputQueue : QueueStream
{
    private Channel<byte[]>? channel;
    private bool isComplete;

    public override bool CanWrite => true;

    public ChannelReader<byte[]> Open()
    {
        channel = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
        if (isComplete) channel.Writer.Complete();
        return channel.Reader;
    }

    public void Complete()
    {
        isComplete = true;
        channel?.Writer.TryComplete();
    }

    public override void Write(ReadOnlySpan<byte> buffer) => channel?.Writer.TryWrite(buffer.ToArray());

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return default;
    }
}

/// <summary>A stream without a place in it.</summary>
internal abstract class QueueStream : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    /// <summary>At once: the inherited one leaves for the thread pool.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Nobody may wait for input on the cluster's thread.");

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
