using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Podlab.Server.Streams.Spdy;

/// <summary>Reads the header blocks of one direction of a connection: all of them together are one compressed stream.</summary>
internal sealed class HeaderBlocks : IDisposable
{
    /// <summary>What a header block may hold; ours have some hundred bytes.</summary>
    public const int MaxBytes = 16 * 1024;

    private const int MaxHeaders = 64;
    private const int ZlibHeader = 2;
    private const int DictionaryId = 4;

    private readonly MemoryStream compressed = new();
    private readonly DeflateStream inflater;
    private bool begun;

    public HeaderBlocks() => inflater = new DeflateStream(compressed, CompressionMode.Decompress);

    /// <summary>A block without headers, as the first of a connection and as each after it: what our replies carry.</summary>
    /// <remarks>A compressor may use no dictionary, and need not compress: the block is stored as it is. The empty one behind it is how compressors flush; Go's reader waits for it.</remarks>
    public static byte[] Empty(bool first)
    {
        byte[] block = [0, 4, 0, 0xfb, 0xff, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
        return first ? [0x78, 0x01, .. block] : block;
    }

    /// <summary>Header names are lower case.</summary>
    /// <exception cref="SpdyException">The block is broken or too large.</exception>
    public Dictionary<string, string> Read(ReadOnlySpan<byte> block)
    {
        Feed(block);
        var bytes = new byte[MaxBytes + 1];
        var count = Inflate(bytes);
        if (count > MaxBytes) throw new SpdyException($"more than {MaxBytes} bytes of headers");
        return Parse(bytes.AsSpan(0, count));
    }

    public void Dispose()
    {
        inflater.Dispose();
        compressed.Dispose();
    }

    /// <summary>The framework's inflater takes no dictionary; one that begins with the dictionary as a stored block has the same window.</summary>
    private void Feed(ReadOnlySpan<byte> block)
    {
        compressed.SetLength(0);
        compressed.Position = 0;
        if (!begun)
        {
            if (block.Length < ZlibHeader || (block[0] & 0x0f) != 8) throw new SpdyException("headers are not compressed with zlib");
            begun = true;
            var hasDictionary = (block[1] & 0x20) != 0;
            block = block[(hasDictionary ? Math.Min(ZlibHeader + DictionaryId, block.Length) : ZlibHeader)..];
            if (hasDictionary) SkipDictionary();
        }

        compressed.Write(block);
        compressed.Position = 0;
    }

    private void SkipDictionary()
    {
        var dictionary = SpdyDictionary.Make();
        var head = new byte[5];
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(1), (ushort)dictionary.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(3), (ushort)~dictionary.Length);
        compressed.Write(head);
        compressed.Write(dictionary);
        compressed.Position = 0;
        Inflate(dictionary);
        compressed.SetLength(0);
        compressed.Position = 0;
    }

    private int Inflate(Span<byte> into)
    {
        var count = 0;
        try
        {
            while (count < into.Length)
            {
                var read = inflater.Read(into[count..]);
                if (read == 0) break;
                count += read;
            }
        }
        catch (InvalidDataException broken)
        {
            throw new SpdyException("headers cannot be decompressed: " + broken.Message);
        }

        return count;
    }

    private static Dictionary<string, string> Parse(ReadOnlySpan<byte> bytes)
    {
        var count = Number(ref bytes);
        if (count > MaxHeaders) throw new SpdyException($"more than {MaxHeaders} headers");
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var name = Text(ref bytes).ToLowerInvariant();
            headers[name] = Text(ref bytes).Split('\0')[0];
        }

        return headers;
    }

    private static int Number(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4) throw new SpdyException("headers are cut off");
        var value = Bytes.UInt32(bytes);
        bytes = bytes[4..];
        return value <= int.MaxValue ? (int)value : throw new SpdyException("headers are cut off");
    }

    private static string Text(ref ReadOnlySpan<byte> bytes)
    {
        var length = Number(ref bytes);
        if (length > bytes.Length) throw new SpdyException("headers are cut off");
        var text = Encoding.Latin1.GetString(bytes[..length]);
        bytes = bytes[length..];
        return text;
    }
}
