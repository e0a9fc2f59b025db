namespace Podlab.Simulation.Files;

/// <summary>
/// The bytes of a file in chunks. A chunk of zeroes is not kept, and a chunk equal to the one before it is kept once, so that files
/// filled from /dev/zero or by <c>yes</c> cost next to nothing.
/// </summary>
internal sealed class FileContent
{
    private const int ChunkSize = 64 * 1024;
    private readonly List<byte[]?> chunks = [];
    private byte[]? shared;
    private int sealedChunks;

    public FileContent()
    {
    }

    public FileContent(byte[] shared)
    {
        this.shared = shared;
        Length = shared.Length;
    }

    public long Length { get; private set; }

    public int Read(long position, Span<byte> into)
    {
        if (position >= Length) return 0;
        var count = (int)Math.Min(into.Length, Length - position);
        if (shared is not null)
        {
            shared.AsSpan((int)position, count).CopyTo(into);
            return count;
        }

        for (var done = 0; done < count;)
        {
            var (index, offset) = ((int)((position + done) / ChunkSize), (int)((position + done) % ChunkSize));
            var part = Math.Min(count - done, ChunkSize - offset);
            var target = into.Slice(done, part);
            target.Clear();
            if (index < chunks.Count && chunks[index] is { } chunk && offset < chunk.Length)
                chunk.AsSpan(offset, Math.Min(part, chunk.Length - offset)).CopyTo(target);
            done += part;
        }

        return count;
    }

    public byte[] ToArray()
    {
        if (shared is not null) return shared;
        var all = new byte[Length];
        Read(0, all);
        return all;
    }

    public void Write(long position, ReadOnlySpan<byte> from)
    {
        Own();
        for (var done = 0; done < from.Length;)
        {
            var (index, offset) = ((int)((position + done) / ChunkSize), (int)((position + done) % ChunkSize));
            var part = Math.Min(from.Length - done, ChunkSize - offset);
            WriteChunk(index, offset, from.Slice(done, part));
            done += part;
        }

        Length = Math.Max(Length, position + from.Length);
    }

    public void SetLength(long length)
    {
        Own();
        if (length < Length)
        {
            var keep = (int)((length + ChunkSize - 1) / ChunkSize);
            if (keep < chunks.Count) chunks.RemoveRange(keep, chunks.Count - keep);
            var rest = (int)(length % ChunkSize);
            if (rest > 0 && keep <= chunks.Count && keep > 0 && chunks[keep - 1] is { } last && last.Length > rest) chunks[keep - 1] = last[..rest];
            sealedChunks = Math.Min(sealedChunks, Math.Max(0, keep - 1));
        }

        Length = length;
    }

    private void WriteChunk(int index, int offset, ReadOnlySpan<byte> from)
    {
        while (chunks.Count <= index) chunks.Add(null);
        var chunk = chunks[index];
        if (chunk is null)
        {
            if (from.IndexOfAnyExcept((byte)0) < 0) return;
            chunk = [];
        }
        else if (index < sealedChunks)
        {
            chunk = (byte[])chunk.Clone();
            chunks[index] = chunk;
        }

        if (chunk.Length < offset + from.Length)
        {
            var grown = new byte[Math.Min(ChunkSize, Math.Max(offset + from.Length, chunk.Length * 2))];
            chunk.CopyTo(grown, 0);
            chunks[index] = chunk = grown;
        }

        from.CopyTo(chunk.AsSpan(offset));
        if (offset + from.Length == ChunkSize) Seal(index, chunk);
    }

    private void Seal(int index, byte[] chunk)
    {
        if (index > 0 && chunks[index - 1] is { } before && before.AsSpan().SequenceEqual(chunk))
        {
            chunks[index] = before;
            sealedChunks = Math.Max(sealedChunks, index + 1);
        }
    }

    private void Own()
    {
        if (shared is not { } bytes) return;
        shared = null;
        Length = 0;
        if (bytes.Length > 0) Write(0, bytes);
    }
}
