using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Model;

namespace Podlab.Api.Apply;

/// <summary>The owners of an object's fields: <c>metadata.managedFields</c>, opened up.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/managedfields/internal/managedfields.go (v1.36.3).</remarks>
internal sealed class Ownership
{
    private const int MaxUpdaters = 10;
    private readonly SortedDictionary<string, Owner> owners = new(StringComparer.Ordinal);

    public bool IsEmpty => owners.Count == 0;

    public IEnumerable<Owner> Owners => owners.Values;

    /// <summary>Null where an entry is not well-formed.</summary>
    public static Ownership? TryRead(ValueList<ManagedFieldsEntry> entries)
    {
        var ownership = new Ownership();
        foreach (var entry in entries)
        {
            if (entry.Operation is not (FieldManager.Apply or FieldManager.Update) || entry.FieldsType != "FieldsV1") return null;
            var manager = new FieldManager(entry.Manager ?? "", entry.Operation, entry.ApiVersion ?? "", entry.Subresource ?? "");
            var fields = entry.FieldsV1 is { } json && JsonTree.Parse(json.Utf8) is JsonObject map ? map : [];
            ownership.Set(new Owner(manager, FieldSet.Read(fields), entry.Time));
        }

        return ownership;
    }

    public ValueList<ManagedFieldsEntry> Write() => owners.Values
        .OrderBy(owner => owner.Manager.Operation, StringComparer.Ordinal)
        .ThenBy(owner => owner.Time ?? DateTimeOffset.MinValue)
        .ThenBy(owner => owner.Manager.Name, StringComparer.Ordinal)
        .ThenBy(owner => owner.Manager.ApiVersion, StringComparer.Ordinal)
        .ThenBy(owner => owner.Manager.Subresource, StringComparer.Ordinal)
        .Select(owner => owner.Write())
        .ToValueList();

    public Ownership Copy()
    {
        var copy = new Ownership();
        foreach (var owner in owners.Values) copy.Set(owner);
        return copy;
    }

    public Owner? Find(FieldManager manager) => owners.GetValueOrDefault(manager.Identity);

    /// <summary>Puts an owner in the place of its former self; one without fields is none.</summary>
    public void Set(Owner owner)
    {
        if (owner.Fields.IsEmpty) owners.Remove(owner.Manager.Identity);
        else owners[owner.Manager.Identity] = owner;
    }

    /// <summary>The fields in a comparison that each of the others owns and that were written.</summary>
    public List<(Owner Owner, FieldSet Fields)> Conflicts(Comparison comparison, FieldManager? except)
    {
        var written = comparison.Written;
        var conflicts = new List<(Owner, FieldSet)>();
        foreach (var owner in owners.Values)
        {
            if (except is not null && owner.Manager.Identity == except.Identity) continue;
            var shared = owner.Fields.Intersection(written);
            if (!shared.IsEmpty) conflicts.Add((owner, shared));
        }

        return conflicts;
    }

    /// <summary>Takes from the others what was written and what is gone.</summary>
    public void Yield(Comparison comparison, FieldManager? except)
    {
        var lost = comparison.Written.Union(comparison.Removed);
        foreach (var owner in owners.Values.ToArray())
        {
            if (except is null || owner.Manager.Identity != except.Identity) Set(owner with { Fields = owner.Fields.Difference(lost) });
        }
    }

    /// <summary>Takes out what nobody owns: an object's identity and what the server keeps.</summary>
    public void Strip(FieldSet unowned)
    {
        foreach (var owner in owners.Values.ToArray()) Set(owner with { Fields = owner.Fields.Difference(unowned) });
    }

    /// <summary>Merges the oldest updaters into one where there are too many.</summary>
    public void Cap()
    {
        var updaters = owners.Values.Where(owner => !owner.Manager.IsApplier).OrderBy(owner => owner.Time ?? DateTimeOffset.MinValue).ThenBy(owner => owner.Manager.Name, StringComparer.Ordinal).ToList();
        var surplus = updaters.Count - MaxUpdaters;
        for (var i = 0; surplus > 0 && i < updaters.Count; i++)
        {
            var old = updaters[i];
            if (old.Manager.Name == FieldManager.Ancient) continue;
            owners.Remove(old.Manager.Identity);
            var ancient = new FieldManager(FieldManager.Ancient, FieldManager.Update, old.Manager.ApiVersion, "");
            var known = Find(ancient);
            Set(new Owner(ancient, known is null ? old.Fields : known.Fields.Union(old.Fields), old.Time));
            if (known is not null || i > 0) surplus--;
        }
    }

    public bool SameAs(Ownership other) =>
        owners.Count == other.owners.Count
        && owners.All(pair => other.owners.TryGetValue(pair.Key, out var owner) && owner.Manager == pair.Value.Manager && owner.Fields.SameAs(pair.Value.Fields));

    /// <summary>One entry of the managed fields.</summary>
    internal sealed record Owner(FieldManager Manager, FieldSet Fields, DateTimeOffset? Time)
    {
        public ManagedFieldsEntry Write() => new()
        {
            Manager = Manager.Name,
            Operation = Manager.Operation,
            ApiVersion = Manager.ApiVersion,
            Subresource = Manager.Subresource.Length == 0 ? null : Manager.Subresource,
            Time = Time,
            FieldsType = "FieldsV1",
            FieldsV1 = RawJson.FromUtf8(JsonTree.ToUtf8(Fields.Write())),
        };
    }
}
