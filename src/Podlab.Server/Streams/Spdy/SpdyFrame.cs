namespace Podlab.Server.Streams.Spdy;

/// <summary>What stands in front of every frame: eight bytes.</summary>
/// <param name="Type">Of control frames; <see cref="SpdyFrameType.Data"/> for data.</param>
/// <param name="StreamId">Of data frames; control frames have theirs in the payload.</param>
/// <param name="Length">Of the payload, 24 bits.</param>
/// <remarks>Follows the SPDY/3.1 draft, section 2.2.</remarks>
internal readonly record struct SpdyFrame(SpdyFrameType Type, uint StreamId, byte Flags, int Length)
{
    public const int HeaderSize = 8;

    /// <summary>The sender says nothing more on this stream.</summary>
    public const byte Fin = 1;

    private const ushort Version = 3;

    public bool IsLast => (Flags & Fin) != 0;

    /// <exception cref="SpdyException">A version that is not 3.</exception>
    public static SpdyFrame Read(ReadOnlySpan<byte> header)
    {
        var word = Bytes.UInt32(header);
        var length = (int)(Bytes.UInt32(header[4..]) & 0xffffff);
        if ((word & 0x80000000) == 0) return new SpdyFrame(SpdyFrameType.Data, word, header[4], length);
        var version = (word >> 16) & 0x7fff;
        if (version != Version) throw new SpdyException($"frame of SPDY version {version}");
        return new SpdyFrame((SpdyFrameType)(word & 0xffff), 0, header[4], length);
    }

    /// <summary>A whole frame, ready for the wire.</summary>
    public byte[] With(ReadOnlySpan<byte> payload)
    {
        var frame = new byte[HeaderSize + payload.Length];
        Bytes.Write(frame, Type == SpdyFrameType.Data ? StreamId : 0x80000000 | (Version << 16) | (uint)Type);
        Bytes.Write(frame.AsSpan(4), ((uint)Flags << 24) | (uint)payload.Length);
        payload.CopyTo(frame.AsSpan(HeaderSize));
        return frame;
    }
}

/// <summary>The types of control frames by their numbers in the protocol.</summary>
internal enum SpdyFrameType
{
    Data = 0,
    SynStream = 1,
    SynReply = 2,
    RstStream = 3,
    Settings = 4,
    Ping = 6,
    GoAway = 7,
    Headers = 8,
    WindowUpdate = 9,
}

/// <summary>Why a stream was broken off.</summary>
internal enum SpdyStatus
{
    ProtocolError = 1,
    RefusedStream = 3,
    Cancel = 5,
    InternalError = 6,
}

/// <summary>The peer does not speak the protocol: the connection ends.</summary>
internal sealed class SpdyException(string message) : IOException("SPDY: " + message);
