using Podlab.Api.Model;

namespace Podlab.Api.Defaulting;

/// <summary>
/// The containers of pods that came last, as they were given and with their defaults. Pods are mostly made in numbers, all alike but for their names: their containers
/// are the same objects then, and take the room of one.
/// </summary>
internal sealed class RecentContainers
{
    private const int Kept = 8;
    private readonly Entry?[] entries = new Entry?[Kept];
    private int next;

    public static RecentContainers Shared { get; } = new();

    /// <summary>The containers with their defaults; null where none of the last pods had such containers.</summary>
    public ValueList<Container>? Find(ValueList<Container> given, bool hostNetwork)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            if (Volatile.Read(ref entries[i]) is { } entry && entry.HostNetwork == hostNetwork && entry.Given == given)
            {
                return entry.Applied;
            }
        }
        return null;
    }

    /// <returns><paramref name="applied"/>.</returns>
    public ValueList<Container> Add(ValueList<Container> given, bool hostNetwork, ValueList<Container> applied)
    {
        // Two threads may take the same place; then one entry is forgotten a little early.
        Volatile.Write(ref entries[(uint)Interlocked.Increment(ref next) % Kept], new Entry(given, hostNetwork, applied));
        return applied;
    }

    private sealed record Entry(ValueList<Container> Given, bool HostNetwork, ValueList<Container> Applied);
}
