namespace Podlab.Engine.Store;

/// <summary>
/// Which objects have their bytes. Most are read when they are written, by watches and in the answer to the writer, and then not for long: the bytes of all
/// would take as much memory as the objects.
/// </summary>
internal sealed class RecentBytes
{
    /// <summary>In bytes, for all clusters of a process: a few thousand pods.</summary>
    private const long Most = 4 << 20;

    private readonly Lock gate = new();
    private readonly Queue<StoredObject> order = new();
    private long total;

    public static RecentBytes Shared { get; } = new();

    /// <summary>An object's bytes have been made: those of the first before it go where there are too many.</summary>
    public void Add(StoredObject made, int length)
    {
        lock (gate)
        {
            order.Enqueue(made);
            total += length;
            while (total > Most && order.Count > 1) total -= order.Dequeue().Forget();
        }
    }
}
