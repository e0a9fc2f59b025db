using System.Collections.Concurrent;

namespace Podlab.Server.Streams.Spdy;

/// <summary>The server's end of a SPDY/3.1 connection whose streams are all opened by the client.</summary>
/// <remarks>
/// Follows github.com/moby/spdystream as the Kubernetes clients use it: windows are neither kept nor announced, so a reader that is behind holds up the
/// connection; priorities and settings are read and have no effect.
/// </remarks>
internal sealed class SpdyConnection(Stream transport, Func<SpdyStream, string?> open) : IDisposable
{
    /// <summary>How many streams may be open at once: each forwarded connection has two.</summary>
    private const int MostStreams = 2048;

    /// <summary>Control frames have headers at most.</summary>
    private const int LargestControlFrame = HeaderBlocks.MaxBytes;

    private readonly ConcurrentDictionary<uint, SpdyStream> streams = new();
    private readonly SemaphoreSlim sending = new(1);
    private readonly HeaderBlocks headers = new();
    private readonly byte[] buffer = new byte[32 * 1024];
    private uint lastId;
    private bool replied;

    /// <summary>Reads frames until the peer is gone. <c>open</c> is told of each new stream; what it answers, if anything, is why the stream is refused.</summary>
    /// <exception cref="SpdyException">The peer does not keep to the protocol; it has been told to go away.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (await ReadAsync(SpdyFrame.HeaderSize, cancellation))
            {
                var frame = SpdyFrame.Read(buffer);
                if (frame.Type == SpdyFrameType.Data) await TakeDataAsync(frame, cancellation);
                else await TakeControlAsync(frame, cancellation);
            }
        }
        catch (SpdyException)
        {
            await SendAsync(new SpdyFrame(SpdyFrameType.GoAway, 0, 0, 0).With(Bytes.Of(lastId, (uint)SpdyStatus.ProtocolError)), cancellation);
            throw;
        }
        finally
        {
            foreach (var stream in streams.Values) stream.Break();
        }
    }

    public void Dispose()
    {
        headers.Dispose();
        sending.Dispose();
    }

    internal async ValueTask SendAsync(byte[] frame, CancellationToken cancellation)
    {
        await sending.WaitAsync(cancellation);
        try
        {
            await transport.WriteAsync(frame, cancellation);
            await transport.FlushAsync(cancellation);
        }
        finally
        {
            sending.Release();
        }
    }

    internal void Forget(SpdyStream stream)
    {
        if (stream.IsOver) streams.TryRemove(stream.Id, out _);
    }

    private async ValueTask TakeDataAsync(SpdyFrame frame, CancellationToken cancellation)
    {
        if (frame.StreamId == 0) throw new SpdyException("data for no stream");
        // Data for a stream that is gone may still be under way.
        var stream = streams.GetValueOrDefault(frame.StreamId);
        for (var left = frame.Length; left > 0;)
        {
            var count = Math.Min(left, buffer.Length);
            if (!await ReadAsync(count, cancellation)) throw new SpdyException("a frame is cut off");
            if (stream is not null) await stream.TakeAsync(buffer.AsMemory(0, count), cancellation);
            left -= count;
        }

        if (!frame.IsLast || stream is null) return;
        stream.EndInput();
        Forget(stream);
    }

    private async ValueTask TakeControlAsync(SpdyFrame frame, CancellationToken cancellation)
    {
        if (frame.Length > LargestControlFrame) throw new SpdyException($"a control frame of {frame.Length} bytes");
        if (!await ReadAsync(frame.Length, cancellation)) throw new SpdyException("a frame is cut off");
        var payload = buffer.AsMemory(0, frame.Length);
        switch (frame.Type)
        {
            case SpdyFrameType.SynStream:
                await OpenAsync(frame, payload, cancellation);
                break;
            case SpdyFrameType.Headers when payload.Length >= 4:
                // Nobody waits for them, but the compression goes on through them.
                headers.Read(payload.Span[4..]);
                if (frame.IsLast && streams.TryGetValue(Bytes.UInt32(payload.Span) & 0x7fffffff, out var ended)) ended.EndInput();
                break;
            case SpdyFrameType.RstStream when payload.Length >= 8:
                if (streams.TryRemove(Bytes.UInt32(payload.Span) & 0x7fffffff, out var reset)) reset.Break();
                break;
            case SpdyFrameType.Ping when payload.Length >= 4 && (payload.Span[3] & 1) == 1:
                await SendAsync(frame.With(payload.Span), cancellation);
                break;
            default:
                // SETTINGS, WINDOW_UPDATE, GOAWAY: no effect; the end of the connection follows the latter.
                break;
        }
    }

    private async ValueTask OpenAsync(SpdyFrame frame, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        if (payload.Length < 10) throw new SpdyException("a stream without a number");
        var id = Bytes.UInt32(payload.Span) & 0x7fffffff;
        if (id % 2 == 0 || id <= lastId) throw new SpdyException($"stream {id} after {lastId}");
        lastId = id;
        var stream = new SpdyStream(this, id, headers.Read(payload.Span[10..]));
        if (streams.Count >= MostStreams)
        {
            await ResetAsync(id, SpdyStatus.RefusedStream, cancellation);
            return;
        }

        streams[id] = stream;
        if (frame.IsLast) stream.EndInput();
        // The reply comes first: the peer drops what it gets before.
        await SendAsync(new SpdyFrame(SpdyFrameType.SynReply, 0, 0, 0).With([.. Bytes.Of(id), .. HeaderBlocks.Empty(!replied)]), cancellation);
        replied = true;
        if (open(stream) is null) return;
        streams.TryRemove(id, out _);
        stream.Break();
        await ResetAsync(id, SpdyStatus.RefusedStream, cancellation);
    }

    private ValueTask ResetAsync(uint id, SpdyStatus status, CancellationToken cancellation) =>
        SendAsync(new SpdyFrame(SpdyFrameType.RstStream, 0, 0, 0).With(Bytes.Of(id, (uint)status)), cancellation);

    /// <summary>Fills the first bytes of the buffer; false at the end of the connection.</summary>
    private async ValueTask<bool> ReadAsync(int count, CancellationToken cancellation) =>
        count == 0 || await transport.ReadAtLeastAsync(buffer.AsMemory(0, count), count, throwOnEndOfStream: false, cancellation) == count;
}
