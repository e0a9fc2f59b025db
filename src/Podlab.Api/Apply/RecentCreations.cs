using Podlab.Api.Json;
using Podlab.Api.Model;

namespace Podlab.Api.Apply;

/// <summary>
/// The managed fields of creations, kept for the next like one. Objects that are equal but for their identity have equal fields, and most are made in numbers:
/// the pods of a set, the events of a component.
/// </summary>
internal sealed class RecentCreations
{
    /// <summary>How many are kept, of all kinds.</summary>
    private const int Kept = 32;

    private readonly Entry?[] entries = new Entry?[Kept];
    private readonly Lock gate = new();
    private int next;

    public static RecentCreations Shared { get; } = new();

    /// <param name="make">Works the fields out where there was no such creation.</param>
    public ValueList<ManagedFieldsEntry> Find(ResourceInfo resource, IKubernetesObject created, FieldManager manager, DateTimeOffset time, Func<ValueList<ManagedFieldsEntry>> make)
    {
        var nameless = created.WithMetadata(created.Metadata with
        {
            Name = null,
            Namespace = null,
            Uid = null,
            ResourceVersion = null,
            SelfLink = null,
            CreationTimestamp = null,
            Generation = 0,
            ManagedFields = default,
        });
        // Fields are worked out from the bytes, so equal bytes are equal fields.
        var bytes = KubernetesJson.ToUtf8(nameless);
        lock (gate)
        {
            foreach (var entry in entries)
            {
                if (entry is not null && ReferenceEquals(entry.Resource, resource) && entry.Manager == manager && entry.Json.AsSpan().SequenceEqual(bytes)) return entry.At(time);
            }
        }

        var fields = make();
        lock (gate)
        {
            entries[next] = new Entry(resource, bytes, manager, time, fields);
            next = (next + 1) % Kept;
        }

        return fields;
    }

    /// <summary>One creation; its fields differ from those of a like one by their time alone.</summary>
    private sealed class Entry(ResourceInfo resource, byte[] json, FieldManager manager, DateTimeOffset time, ValueList<ManagedFieldsEntry> fields)
    {
        private DateTimeOffset time = time;
        private ValueList<ManagedFieldsEntry> fields = fields;

        public ResourceInfo Resource => resource;

        public byte[] Json => json;

        public FieldManager Manager => manager;

        public ValueList<ManagedFieldsEntry> At(DateTimeOffset other)
        {
            if (other == time) return fields;
            time = other;
            return fields = fields.Map(entry => entry with { Time = other });
        }
    }
}
