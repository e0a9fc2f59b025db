using System.Text;

namespace Podlab.Engine.Kubelet.Streams;

/// <summary>Keeps the first bytes of what a command writes and lets the rest go.</summary>
internal sealed class BoundedOutput(int limit) : Stream
{
    // Made with the first byte: most commands say nothing.
    private MemoryStream? kept;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => kept?.Length ?? 0;

    public override long Position
    {
        get => kept?.Position ?? 0;
        set => throw new NotSupportedException();
    }

    public string Text() => kept is null ? "" : Encoding.UTF8.GetString(kept.GetBuffer().AsSpan(0, (int)kept.Length));

    public override void Flush()
    {
    }

    /// <summary>The base class would flush on another thread.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => (kept ??= new MemoryStream()).Write(buffer[..(int)Math.Min(buffer.Length, limit - kept.Length)]);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }
}
