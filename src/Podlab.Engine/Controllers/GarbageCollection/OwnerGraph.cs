using Podlab.Api.Model;
using Podlab.Engine.Store;

namespace Podlab.Engine.Controllers.GarbageCollection;

/// <summary>Where an object stands: enough to read it again.</summary>
internal readonly record struct ObjectPlace(ResourceInfo Resource, string Namespace, string Name, string Uid) : IComparable<ObjectPlace>
{
    public static ObjectPlace Of(ResourceInfo resource, IKubernetesObject item) =>
        new(resource, item.Metadata.Namespace ?? "", item.Metadata.Name ?? "", item.Metadata.Uid ?? "");

    public int CompareTo(ObjectPlace other) =>
        string.CompareOrdinal(Resource.QualifiedName, other.Resource.QualifiedName) is var resource and not 0 ? resource
        : string.CompareOrdinal(Namespace, other.Namespace) is var space and not 0 ? space
        : string.CompareOrdinal(Name, other.Name) is var name and not 0 ? name
        : string.CompareOrdinal(Uid, other.Uid);
}

/// <summary>Who depends on whom, kept up to date from the store's changes: a question costs the answer's size.</summary>
internal sealed class OwnerGraph
{
    private static readonly SortedSet<ObjectPlace> None = [];
    private readonly Dictionary<string, SortedSet<ObjectPlace>> dependents = new(StringComparer.Ordinal);

    public IReadOnlyCollection<ObjectPlace> DependentsOf(string uid) => dependents.GetValueOrDefault(uid, None);

    public void Apply(StoreChange change)
    {
        if (change.Old is { Value: { } old } && !old.Metadata.OwnerReferences.IsEmpty)
        {
            if (change.Type == StoreChangeType.Modified && old.Metadata.OwnerReferences == change.Object.Value.Metadata.OwnerReferences) return;
            var place = ObjectPlace.Of(change.Resource, old);
            foreach (var owner in old.Metadata.OwnerReferences)
            {
                if (!dependents.TryGetValue(owner.Uid, out var set)) continue;
                set.Remove(place);
                if (set.Count == 0) dependents.Remove(owner.Uid);
            }
        }

        if (change.Type != StoreChangeType.Deleted) Add(change.Resource, change.Object.Value);
    }

    public void Add(ResourceInfo resource, IKubernetesObject item)
    {
        if (item.Metadata.OwnerReferences.IsEmpty) return;
        var place = ObjectPlace.Of(resource, item);
        foreach (var owner in item.Metadata.OwnerReferences)
        {
            if (!dependents.TryGetValue(owner.Uid, out var set)) dependents.Add(owner.Uid, set = []);
            set.Add(place);
        }
    }
}
