using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Podlab.Server.Hosting;

/// <summary>
/// Memory for what goes over the wire, in blocks of a TLS record. The web server's own blocks are a quarter of that, and each would become a record and a write of its own:
/// a list of pods is hundreds of kilobytes.
/// </summary>
internal sealed class LargeBlocks : MemoryPool<byte>
{
    private const int BlockBytes = 16 * 1024;

    public override int MaxBufferSize => BlockBytes;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Block(ArrayPool<byte>.Shared.Rent(Math.Max(BlockBytes, minBufferSize)));

    protected override void Dispose(bool disposing)
    {
        // The arrays belong to the shared pool.
    }

    private sealed class Block(byte[] array) : IMemoryOwner<byte>
    {
        private byte[]? array = array;

        public Memory<byte> Memory => array;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref array, null) is { } returned) ArrayPool<byte>.Shared.Return(returned);
        }
    }

    /// <summary>Gives the web server its pools.</summary>
    internal sealed class Factory : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new LargeBlocks();
    }
}
