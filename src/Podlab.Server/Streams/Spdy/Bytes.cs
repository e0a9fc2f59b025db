using System.Buffers.Binary;

namespace Podlab.Server.Streams.Spdy;

/// <summary>Numbers as SPDY writes them: the high byte first.</summary>
internal static class Bytes
{
    public static uint UInt32(ReadOnlySpan<byte> from) => BinaryPrimitives.ReadUInt32BigEndian(from);

    public static void Write(Span<byte> into, uint value) => BinaryPrimitives.WriteUInt32BigEndian(into, value);

    public static byte[] Of(params ReadOnlySpan<uint> values)
    {
        var bytes = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++) Write(bytes.AsSpan(i * 4), values[i]);
        return bytes;
    }
}
