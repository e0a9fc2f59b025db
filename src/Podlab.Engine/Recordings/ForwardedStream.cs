using System.Threading.Channels;
using Podlab.Engine.Network;

namespace Podlab.Engine.Recordings;

/// <summary>The client's end of a forwarded port, where a recording is kept: what it writes are inputs, what it reads was taken from the pod already.</summary>
internal sealed class ForwardedStream(InputLog inputs, int id, StreamSession session) : QueueStream, IHalfStream
{
    private readonly ChannelReader<byte[]> output = session.Output!.Open();
    private ReadOnlyMemory<byte> rest;
    private bool isOver;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (rest.IsEmpty)
        {
            if (output.TryRead(out var next)) rest = next;
            else if (!await output.WaitToReadAsync(cancellationToken)) return session.Failure is { } failure ? throw new IOException(failure) : 0;
        }

        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        rest = rest[count..];
        return count;
    }

    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray());

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.ToArray());
        return default;
    }

    public void Finish() => inputs.Take(new StreamEndInput(id, HangsUp: false));

    protected override void Dispose(bool disposing)
    {
        if (!isOver) inputs.Take(new StreamEndInput(id, HangsUp: true));
        isOver = true;
        base.Dispose(disposing);
    }

    private void Write(byte[] bytes)
    {
        if (session.Status.IsCompleted) throw new IOException(session.Failure ?? "broken pipe");
        inputs.Take(new StreamDataInput(id, bytes));
    }
}
