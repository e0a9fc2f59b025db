using Podlab.Api.Model;
using Podlab.Engine.Store;

namespace Podlab.Engine.Apiserver;

/// <summary>Objects of a kind by a key of theirs (the node they run on, the uid of their owner), so that a question costs the answer's size and not the cluster's.</summary>
public sealed class ObjectIndex<T>
    where T : class, IKubernetesObject<T>
{
    private readonly Dictionary<string, Group> groups = new(StringComparer.Ordinal);
    private readonly Func<T, string?> key;

    internal ObjectIndex(Func<T, string?> key, IEnumerable<T> existing)
    {
        this.key = key;
        foreach (var item in existing) Add(item);
    }

    /// <summary>The objects with this key, by namespace and name in ordinal order. Do not keep the result across a change: it is live.</summary>
    public IReadOnlyCollection<T> Find(string value) => groups.TryGetValue(value, out var group) ? group.InOrder() : [];

    internal void Apply(StoreChange change)
    {
        if (change.Old is { Value: T old } && key(old) is { } oldKey && groups.TryGetValue(oldKey, out var group))
        {
            if (change.Type != StoreChangeType.Deleted && key((T)change.Object.Value) == oldKey)
            {
                group.Put((T)change.Object.Value);
                return;
            }

            group.Remove(old);
            if (group.Count == 0) groups.Remove(oldKey);
        }

        if (change.Type != StoreChangeType.Deleted) Add((T)change.Object.Value);
    }

    private void Add(T item)
    {
        if (key(item) is not { } value) return;
        if (!groups.TryGetValue(value, out var group)) groups.Add(value, group = new Group());
        group.Put(item);
    }

    /// <summary>The objects of one key: a table, and once somebody has asked for them also a list in order. Most groups are written many times and never read.</summary>
    private sealed class Group
    {
        private static readonly Comparer<T> InOrderOfIdentity = Comparer<T>.Create(static (x, y) => Identity.Of(x).CompareTo(Identity.Of(y)));
        private readonly Dictionary<Identity, T> items = [];
        private List<T>? ordered;

        public int Count => items.Count;

        public void Put(T item)
        {
            items[Identity.Of(item)] = item;
            if (ordered is null) return;
            var place = PlaceOf(item);
            if (place >= 0) ordered[place] = item;
            else ordered.Insert(~place, item);
        }

        public void Remove(T item)
        {
            items.Remove(Identity.Of(item));
            if (ordered is not null && PlaceOf(item) is var place and >= 0) ordered.RemoveAt(place);
        }

        public IReadOnlyCollection<T> InOrder()
        {
            if (ordered is not null) return ordered;
            ordered = [.. items.Values];
            ordered.Sort(InOrderOfIdentity);
            return ordered;
        }

        /// <summary>The object's index in order, or the complement of where it would stand.</summary>
        private int PlaceOf(T item) => ordered!.BinarySearch(item, InOrderOfIdentity);
    }

    private readonly record struct Identity(string Namespace, string Name) : IComparable<Identity>
    {
        public static Identity Of(T item) => new(item.Metadata.Namespace ?? "", item.Metadata.Name ?? "");

        public bool Equals(Identity other) => Name == other.Name && Namespace == other.Namespace;

        /// <summary>Names tell objects apart well enough.</summary>
        public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

        public int CompareTo(Identity other)
        {
            var order = NamespaceOrder.Instance.Compare(Namespace, other.Namespace);
            return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
        }
    }
}
