using System.IO.Pipelines;

namespace Podlab.Server.Streams.Spdy;

/// <summary>One stream that the peer has opened: what it sends is read from <see cref="Input"/>, what it shall get is written here.</summary>
internal sealed class SpdyStream
{
    /// <summary>When so much waits to be read, the connection waits with it: the peers of these tunnels keep no windows.</summary>
    private const int MostWaiting = 256 * 1024;

    /// <summary>Longer writes go out as several frames, so that streams take turns.</summary>
    private const int LargestFrame = 32 * 1024;

    private readonly SpdyConnection connection;
    private readonly Pipe input = new(new PipeOptions(pauseWriterThreshold: MostWaiting, resumeWriterThreshold: MostWaiting / 2, useSynchronizationContext: false));
    private readonly CancellationTokenSource broken = new();
    private volatile bool inputEnded;
    private int finished;

    public SpdyStream(SpdyConnection connection, uint id, IReadOnlyDictionary<string, string> headers)
    {
        this.connection = connection;
        Id = id;
        Headers = headers;
    }

    public uint Id { get; }

    public IReadOnlyDictionary<string, string> Headers { get; }

    public PipeReader Input => input.Reader;

    /// <summary>Signalled when the peer has reset the stream, or the connection has ended.</summary>
    public CancellationToken Broken => broken.Token;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (!bytes.IsEmpty && Volatile.Read(ref finished) == 0)
        {
            var piece = bytes[..Math.Min(bytes.Length, LargestFrame)];
            await connection.SendAsync(new SpdyFrame(SpdyFrameType.Data, Id, 0, piece.Length).With(piece.Span), cancellation);
            bytes = bytes[piece.Length..];
        }
    }

    /// <summary>Says that nothing more comes from here.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref finished, 1) != 0) return;
        await connection.SendAsync(new SpdyFrame(SpdyFrameType.Data, Id, SpdyFrame.Fin, 0).With([]), cancellation);
        connection.Forget(this);
    }

    /// <summary>Whether neither side has more to say.</summary>
    internal bool IsOver => inputEnded && Volatile.Read(ref finished) != 0;

    /// <summary>Takes what has come; waits when the reader is behind. What comes after the end is dropped.</summary>
    internal async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (!inputEnded) await input.Writer.WriteAsync(bytes, cancellation);
    }

    internal void EndInput()
    {
        if (inputEnded) return;
        inputEnded = true;
        input.Writer.Complete();
    }

    internal void Break()
    {
        Interlocked.Exchange(ref finished, 1);
        EndInput();
        broken.Cancel();
    }
}
