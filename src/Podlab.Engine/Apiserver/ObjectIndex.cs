using Podlab.Api.Model;
using Podlab.Engine.Store;

namespace Podlab.Engine.Apiserver;

/// <summary>Objects of a kind by a key of theirs (the node they run on, the uid of their owner), so that a question costs the answer's size and not the cluster's.</summary>
public sealed class ObjectIndex<T>
    where T : class, IKubernetesObject<T>
{
    private static readonly SortedDictionary<Identity, T> None = [];
    private readonly Dictionary<string, SortedDictionary<Identity, T>> groups = new(StringComparer.Ordinal);
    private readonly Func<T, string?> key;

    internal ObjectIndex(Func<T, string?> key, IEnumerable<T> existing)
    {
        this.key = key;
        foreach (var item in existing) Add(item);
    }

    /// <summary>The objects with this key, by namespace and name in ordinal order. Do not keep the result across a change: it is live.</summary>
    public IReadOnlyCollection<T> Find(string value) => groups.GetValueOrDefault(value, None).Values;

    internal void Apply(StoreChange change)
    {
        if (change.Old is { Value: T old } && key(old) is { } oldKey && groups.TryGetValue(oldKey, out var group))
        {
            if (change.Type != StoreChangeType.Deleted && key((T)change.Object.Value) == oldKey)
            {
                group[Identity.Of(old)] = (T)change.Object.Value;
                return;
            }

            group.Remove(Identity.Of(old));
            if (group.Count == 0) groups.Remove(oldKey);
        }

        if (change.Type != StoreChangeType.Deleted) Add((T)change.Object.Value);
    }

    private void Add(T item)
    {
        if (key(item) is not { } value) return;
        if (!groups.TryGetValue(value, out var group)) groups.Add(value, group = []);
        group[Identity.Of(item)] = item;
    }

    private readonly record struct Identity(string Namespace, string Name) : IComparable<Identity>
    {
        public static Identity Of(T item) => new(item.Metadata.Namespace ?? "", item.Metadata.Name ?? "");

        public int CompareTo(Identity other)
        {
            var order = NamespaceOrder.Instance.Compare(Namespace, other.Namespace);
            return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
        }
    }
}
