using Podlab.Api.Model;

namespace Podlab.Api.Apply;

/// <summary>
/// Managed fields that nobody has asked for yet: the write that they come from, and those before it. Comparing two objects costs more than storing one, and most
/// versions of most objects are never looked at in this respect.
/// </summary>
internal sealed class PendingWrite : DeferredList<ManagedFieldsEntry>
{
    /// <summary>So many writes wait at most; each keeps a version of the object alive.</summary>
    private const int MaxWaiting = 16;

    private volatile State? state;

    private PendingWrite(State state) => this.state = state;

    public static ValueList<ManagedFieldsEntry> Of(
        ResourceInfo resource, IKubernetesObject? old, IKubernetesObject updated, string manager, string? subresource, DateTimeOffset time)
    {
        var (basis, count) = (old?.Metadata.ManagedFields ?? default, 1);
        if ((basis.Deferred as PendingWrite)?.state is { } waiting)
        {
            // A writer that goes on where it stopped (a kubelet's heartbeats) is one write; a creation is not continued, since admission adds to it.
            if (waiting.Old is not null && waiting.Manager == manager && waiting.Subresource == subresource && ReferenceEquals(waiting.Resource, resource))
                (old, basis, count) = (waiting.Old, waiting.Basis, waiting.Waiting);
            else
                count = waiting.Waiting + 1;
            // Asking whether the basis is there makes it, and the chain starts anew.
            if (count > MaxWaiting && !basis.IsAbsent) count = 1;
        }

        return ValueList<ManagedFieldsEntry>.Later(new PendingWrite(new State(resource, old, basis, updated, manager, subresource, time, count)));
    }

    /// <summary>
    /// The write has been stored. What was given is kept no longer than need be: an object whose managed fields wait in their turn would hold all versions before it.
    /// </summary>
    /// <param name="stored">Just what was given, but for what every object gets from the server; null where it became something else.</param>
    public void Stored(IKubernetesObject? stored)
    {
        if (state is { } waiting) waiting.Updated = stored ?? Plain(waiting.Updated);
    }

    protected override ManagedFieldsEntry[]? Make()
    {
        var (resource, old, basis, updated, manager, subresource, time) = (state!.Resource, state.Old, state.Basis, state.Updated, state.Manager, state.Subresource, state.Time);
        var known = old?.WithMetadata(old.Metadata with { ManagedFields = basis });
        var entries = ManagedFields.OnUpdate(resource, known, Plain(updated), manager, subresource, time);
        state = null;
        return entries.IsEmpty ? null : entries.AsSpan().ToArray();
    }

    private static IKubernetesObject Plain(IKubernetesObject value) =>
        value.Metadata.ManagedFields.IsSameAs(default) ? value : value.WithMetadata(value.Metadata with { ManagedFields = default });

    private sealed class State(
        ResourceInfo resource, IKubernetesObject? old, ValueList<ManagedFieldsEntry> basis, IKubernetesObject updated, string manager, string? subresource, DateTimeOffset time, int waiting)
    {
        public ResourceInfo Resource => resource;

        public IKubernetesObject? Old => old;

        public ValueList<ManagedFieldsEntry> Basis => basis;

        public IKubernetesObject Updated { get; set; } = updated;

        public string Manager => manager;

        public string? Subresource => subresource;

        public DateTimeOffset Time => time;

        public int Waiting => waiting;
    }
}
