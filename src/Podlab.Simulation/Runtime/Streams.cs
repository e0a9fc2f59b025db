using Podlab.Engine.Time;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Runtime;

/// <summary>Standard output of a container: goes to its log.</summary>
internal sealed class LogFile(ContainerLog log, bool isStderr, long inode) : OpenFile(OpenFlags.Write)
{
    public override string Description => $"pipe:[{inode}]";

    /// <summary>Lines cost more than bytes: each becomes a record with its time.</summary>
    public override int StepsFor(int bytes) => 1 + bytes / 16;

    public override int Read(Span<byte> into) => -(int)Errno.EBADF;

    public override int Write(ReadOnlySpan<byte> from)
    {
        log.Write(isStderr, from);
        return from.Length;
    }
}

/// <summary>Output of an exec: kept until the client's stream has taken it.</summary>
internal sealed class StreamFile(Stream stream, OpenFlags flags = OpenFlags.Write) : OpenFile(flags)
{
    private const int MaxWaiting = 1 << 20;
    private readonly Queue<byte[]> waiting = new();
    private readonly WaitQueue writable = new();
    private int bytes;
    private bool pumping;
    private bool broken;

    public override WaitQueue Writable => writable;

    public override int Read(Span<byte> into) => -(int)Errno.EBADF;

    public override int Write(ReadOnlySpan<byte> from)
    {
        if (broken) return -(int)Errno.EPIPE;
        if (bytes > MaxWaiting) return -(int)Errno.EAGAIN;
        waiting.Enqueue(from.ToArray());
        bytes += from.Length;
        if (!pumping) Pump();
        return from.Length;
    }

    /// <summary>Completes when everything written has reached the stream.</summary>
    public async Task DrainAsync()
    {
        while (pumping) await Drained();
    }

    private TaskCompletionSource? drained;

    private Task Drained() => (drained ??= new TaskCompletionSource()).Task;

    private async void Pump()
    {
        pumping = true;
        try
        {
            while (waiting.TryDequeue(out var next))
            {
                await stream.WriteAsync(next);
                bytes -= next.Length;
                writable.WakeAll();
            }

            await stream.FlushAsync();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            broken = true;
            waiting.Clear();
            bytes = 0;
            writable.WakeAll();
        }

        pumping = false;
        drained?.SetResult();
        drained = null;
    }
}

/// <summary>A terminal: both outputs in one, line feeds become carriage return and line feed, what is typed is echoed.</summary>
internal sealed class TerminalFile(OpenFile input, OpenFile output) : OpenFile(OpenFlags.Read | OpenFlags.Write)
{
    public override bool IsTerminal => true;

    public override string Description => "/dev/pts/0";

    public override WaitQueue? Readable => input.Readable;

    public override WaitQueue? Writable => output.Writable;

    public override bool CanRead => input.CanRead;

    public override int Read(Span<byte> into)
    {
        var count = input.Read(into);
        if (count <= 0) return count;
        for (var i = 0; i < count; i++)
            if (into[i] == '\r') into[i] = (byte)'\n';
        Write(into[..count]);
        return into[..count].IndexOf((byte)4) == 0 ? 0 : count;
    }

    public override int Write(ReadOnlySpan<byte> from)
    {
        if (from.IndexOf((byte)'\n') < 0) return output.Write(from);
        var translated = new List<byte>(from.Length + 16);
        foreach (var b in from)
        {
            if (b == '\n') translated.Add((byte)'\r');
            translated.Add(b);
        }

        var written = output.Write([.. translated]);
        return written < 0 ? written : from.Length;
    }

    protected override void Closed()
    {
        input.Close();
        output.Close();
    }
}

/// <summary>Carries a client's stream into a pipe that a process reads.</summary>
internal static class InputPump
{
    public static async void Run(Stream source, OpenFile writer, WaitQueue room, EventLoop loop, CancellationToken cancellation)
    {
        var buffer = new byte[8192];
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                var count = await source.ReadAsync(buffer, cancellation);
                if (count == 0) break;
                for (var done = 0; done < count;)
                {
                    var written = writer.Write(buffer.AsSpan(done, count - done));
                    if (written == -(int)Errno.EAGAIN) await new Room(room).Task;
                    else if (written < 0) return;
                    else done += written;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The client went away: the reader sees the end.
        }
        finally
        {
            writer.Close();
        }
    }

    private sealed class Room : IWaiter
    {
        private readonly TaskCompletionSource source = new();

        public Room(WaitQueue queue) => queue.Add(this);

        public Task Task => source.Task;

        public void Wake() => source.TrySetResult();
    }
}
