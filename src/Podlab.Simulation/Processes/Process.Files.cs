using System.Text;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Processes;

// Reading, writing and memory.
public sealed partial class Process
{
    public Errno Open(string path, OpenFlags flags, out int number, int mode = 0b110_110_110)
    {
        number = -1;
        var error = Tree.Open(this, path, flags, mode, out var file);
        if (error != Errno.Ok) return error;
        number = Files.Add(file);
        if (number >= 0) return Errno.Ok;
        file.Close();
        return Errno.EMFILE;
    }

    /// <summary>Waits for bytes; 0 at the end, negative on error.</summary>
    public ValueTask<int> ReadAsync(int number, Memory<byte> into, bool canInterrupt = false) =>
        Files[number] is { } file ? ReadAsync(file, into, canInterrupt) : ValueTask.FromResult(-(int)Errno.EBADF);

    public async ValueTask<int> ReadAsync(OpenFile file, Memory<byte> into, bool canInterrupt = false)
    {
        while (true)
        {
            if (Charge(1)) await RestAsync();
            var count = file.Read(into.Span);
            if (count != -(int)Errno.EAGAIN)
            {
                if (count > 4096 && Charge(file.StepsFor(count))) await RestAsync();
                return count;
            }

            if (await WaitAsync(file.Readable, canInterrupt: canInterrupt) == WakeReason.Interrupted) return -(int)Errno.EINTR;
        }
    }

    /// <summary>Writes all of it; the count, or negative on error. A write to a pipe without reader ends the process (SIGPIPE) unless it ignores that.</summary>
    public ValueTask<int> WriteAsync(int number, ReadOnlyMemory<byte> from) =>
        Files[number] is { } file ? WriteAsync(file, from) : ValueTask.FromResult(-(int)Errno.EBADF);

    public async ValueTask<int> WriteAsync(OpenFile file, ReadOnlyMemory<byte> from)
    {
        var done = 0;
        do
        {
            if (Charge(file.StepsFor(from.Length - done))) await RestAsync();
            Kernel.Payer = Group;
            var count = file.Write(from.Span[done..]);
            if (count >= 0)
            {
                done += count;
                continue;
            }

            switch ((Errno)(-count))
            {
                case Errno.EAGAIN:
                    await WaitAsync(file.Writable);
                    break;
                case Errno.EPIPE:
                    Kernel.Send(this, Signal.PIPE);
                    return HasEnded ? await Never<int>() : count;
                case Errno.ENOMEM when Group.MemoryLimit is not null:
                    Kernel.KillForMemory(Group);
                    if (HasEnded) return await Never<int>();
                    break;
                default:
                    return done > 0 ? done : count;
            }
        }
        while (done < from.Length);
        return done;
    }

    public ValueTask<int> WriteAsync(int number, string text) => text.Length == 0 ? ValueTask.FromResult(0) : WriteAsync(number, Encoding.Latin1.GetBytes(text));

    /// <summary>Takes memory; when its group's limit is reached the group's largest process is killed, which may be this one.</summary>
    public async ValueTask AllocateAsync(long bytes)
    {
        while (TakeMemory(bytes) is { } full)
        {
            if (Kernel.KillForMemory(full) is null || HasEnded) await Never<int>();
        }
    }

    public void Free(long bytes)
    {
        bytes = Math.Min(bytes, MemoryBytes);
        MemoryBytes -= bytes;
        Group.Take(-bytes);
    }

    /// <summary>Waits until the input has something to read or has ended.</summary>
    public async ValueTask WaitReadableAsync(OpenFile file)
    {
        while (!file.CanRead) await WaitAsync(file.Readable);
    }

    private ResourceGroup? TakeMemory(long bytes)
    {
        if (Group.Take(bytes) is { } full) return full;
        MemoryBytes += bytes;
        return null;
    }
}
