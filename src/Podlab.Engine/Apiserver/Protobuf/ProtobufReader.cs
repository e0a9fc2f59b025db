using System.Buffers.Binary;

namespace Podlab.Engine.Apiserver.Protobuf;

/// <summary>Walks over the fields of one message.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public int Number { get; private set; }

    public int Wire { get; private set; }

    /// <summary>The value of a number; two's complement where it is negative.</summary>
    public long Varint { get; private set; }

    /// <summary>The value of a text, bytes or a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <exception cref="ApiException">The bytes end in the middle, or are none of the known forms.</exception>
    public bool Next()
    {
        if (rest.IsEmpty) return false;
        var tag = ReadVarint();
        (Number, Wire, Varint) = ((int)(tag >> 3), (int)(tag & 7), 0);
        Bytes = default;
        switch (Wire)
        {
            case 0:
                Varint = ReadVarint();
                break;
            case 1:
                Varint = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
                break;
            case 2:
                Bytes = Take(ReadVarint());
                break;
            case 5:
                Varint = BinaryPrimitives.ReadInt32LittleEndian(Take(4));
                break;
            default:
                throw Malformed();
        }

        return true;
    }

    private long ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (rest.IsEmpty) throw Malformed();
            var b = rest[0];
            rest = rest[1..];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return (long)value;
        }

        throw Malformed();
    }

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length < 0 || length > rest.Length) throw Malformed();
        var taken = rest[..(int)length];
        rest = rest[(int)length..];
        return taken;
    }

    private static ApiException Malformed() => ApiException.BadRequest("unable to decode protobuf: unexpected end of the message or unknown wire type");
}
