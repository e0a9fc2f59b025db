using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Patches;
using Podlab.Api.Schemas;

namespace Podlab.Api.Apply;

/// <summary>
/// Server-side apply: the object gets what a manager states, keeps what others own, and loses what the manager stated before and does not state any more
/// and nobody else owns. Who would overwrite another's field gets a conflict instead, unless by force.
/// </summary>
/// <remarks>Follows sigs.k8s.io/structured-merge-diff/v6/merge/update.go and apimachinery's pkg/util/managedfields/internal (v1.36.3).</remarks>
public static class ServerSideApply
{
    private const string Kubectl = "kubectl";
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <param name="live">The stored object; null where there is none yet.</param>
    /// <param name="applied">The manager's whole intent, as it was sent. For a scale it is given in the shape of the scaled object.</param>
    /// <param name="subresource">The subresource that is applied to; null for the object itself.</param>
    public static ApplyResult Apply(
        ResourceInfo resource, IKubernetesObject? live, JsonObject applied, string manager, string? subresource, bool force, DateTimeOffset time)
    {
        var (apiVersion, kind) = (JsonTree.StringOrNull(applied["apiVersion"]) ?? "", JsonTree.StringOrNull(applied["kind"]) ?? "");
        if (apiVersion != resource.Kind.ApiVersion || kind != resource.Kind.Kind) return ApplyResult.Failed(ApplyErrors.InvalidType(apiVersion, kind));
        var metadata = applied["metadata"] as JsonObject ?? [];
        if (metadata["managedFields"] is not null) return ApplyResult.Failed(PatchErrors.Malformed("metadata.managedFields must be nil"));
        var schema = ManagedFields.SchemaOf(resource);
        if (TypedValidation.ErrorsOf(schema, applied) is { } why)
            return ApplyResult.Failed(ApplyErrors.NotTyped(resource, JsonTree.StringOrNull(metadata["namespace"]), JsonTree.StringOrNull(metadata["name"]), why));

        var before = live is null ? ManagedFields.EmptyObject(resource) : ManagedFields.Tree(live);
        var owners = live is null ? new Ownership() : Ownership.TryRead(live.Metadata.ManagedFields) ?? new Ownership();
        var request = new Request(resource, schema, before, applied, new FieldManager(manager, FieldManager.Apply, apiVersion, subresource ?? ""), time);
        if (owners.IsEmpty && live is not null)
        {
            owners = new Ownership();
            var first = new FieldManager(FieldManager.BeforeFirstApply, FieldManager.Update, apiVersion, subresource ?? "");
            ManagedFields.Update(resource, schema, owners, ManagedFields.EmptyObject(resource), before, first, time);
        }

        return Conclude(request, owners, force);
    }

    private static ApplyResult Conclude(Request request, Ownership owners, bool force)
    {
        var applied = request.Run(owners.Copy());
        if (!force && applied.Conflicts.Count > 0)
        {
            // kubectl may take over what it once applied from the client's side.
            var remaining = request.Manager.Name == Kubectl ? WithoutOwn(request, applied.Conflicts) : applied.Conflicts;
            if (remaining.Count > 0) return ApplyResult.Failed(ApplyErrors.Conflict(remaining));
        }

        if (JsonTree.Same(applied.Object, request.Before) && applied.Owners.SameAs(owners)) return new ApplyResult(WithOwners(request.Before, owners), true, null);
        var timed = applied.Owners.Find(request.Manager) is { } self ? self with { Time = ManagedFields.WholeSecond(request.Time) } : null;
        if (timed is not null) applied.Owners.Set(timed);
        var result = WithOwners(applied.Object, applied.Owners);
        if (request.Manager.Name == Kubectl) RenewLastApplied(result, request.Applied);
        return new ApplyResult(result, false, null);
    }

    private static JsonObject WithOwners(JsonObject item, Ownership owners)
    {
        var result = (JsonObject)item.DeepClone();
        if (result["metadata"] is not JsonObject metadata) result["metadata"] = metadata = [];
        metadata.Remove("managedFields");
        if (owners.IsEmpty) return result;
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, KubernetesJson.Compact))
        {
            writer.WriteStartArray();
            foreach (var entry in owners.Write()) entry.Write(writer);
            writer.WriteEndArray();
        }

        metadata["managedFields"] = JsonTree.Parse(stream.ToArray());
        return result;
    }

    private static JsonObject? LastAppliedOf(JsonObject item)
    {
        if (JsonTree.StringOrNull((item["metadata"]?["annotations"] as JsonObject)?[LastApplied]) is not { } text) return null;
        try
        {
            return JsonTree.Parse(Encoding.UTF8.GetBytes(text)) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The conflicts over fields other than those that the client applied and that still have the value it gave them.</summary>
    private static List<(Ownership.Owner Owner, FieldSet Fields)> WithoutOwn(Request request, List<(Ownership.Owner Owner, FieldSet Fields)> conflicts)
    {
        if (LastAppliedOf(request.Before) is not { } last) return conflicts;
        var comparison = Comparison.Of(request.Schema, last, request.Before);
        var own = TypedObject.FieldsOf(request.Schema, last).Difference(comparison.Written.Union(comparison.Removed));
        return [.. conflicts.Select(conflict => (conflict.Owner, Fields: conflict.Fields.Difference(own))).Where(conflict => !conflict.Fields.IsEmpty)];
    }

    private static void RenewLastApplied(JsonObject item, JsonObject applied)
    {
        if (item["metadata"]?["annotations"] is JsonObject annotations && annotations.ContainsKey(LastApplied)) annotations[LastApplied] = JsonTree.ToText(applied) + "\n";
    }

    /// <summary>One apply, which may be tried more than once.</summary>
    private sealed record Request(ResourceInfo Resource, Schema? Schema, JsonObject Before, JsonObject Applied, FieldManager Manager, DateTimeOffset Time)
    {
        public (JsonObject Object, Ownership Owners, List<(Ownership.Owner Owner, FieldSet Fields)> Conflicts) Run(Ownership owners)
        {
            var last = owners.Find(Manager);
            var reset = ResetFields.Of(Resource, Manager.Subresource);
            var stated = TypedObject.FieldsOf(Schema, Applied).Without(reset);
            owners.Set(new Ownership.Owner(Manager, stated, last?.Time));
            var merged = Pruned(TypedObject.Merge(Schema, Before, Applied), last, owners) as JsonObject ?? [];
            var comparison = Comparison.Of(Schema, Before, merged).Without(reset);
            var conflicts = owners.Conflicts(comparison, Manager);
            owners.Yield(comparison, Manager);
            owners.Strip(ResetFields.Identity);
            return (merged, owners, conflicts);
        }

        /// <summary>Takes out what the manager stated last time, but not what it or anyone else owns now.</summary>
        private JsonNode? Pruned(JsonNode? merged, Ownership.Owner? last, Ownership owners)
        {
            if (last is null || last.Fields.IsEmpty) return merged;
            var lastFields = last.Fields.WithNamedFields(Schema);
            var pruned = TypedObject.Remove(Schema, merged, lastFields);
            var all = TypedObject.FieldsOf(Schema, merged).WithNamedFields(Schema);
            var owned = owners.Owners.Aggregate(new FieldSet(), (set, owner) => set.Union(owner.Fields)).WithNamedFields(Schema);
            pruned = TypedObject.Remove(Schema, merged, all.Difference(TypedObject.FieldsOf(Schema, pruned).WithNamedFields(Schema).Union(owned)));
            return TypedObject.Remove(Schema, merged, all.Difference(TypedObject.FieldsOf(Schema, pruned).WithNamedFields(Schema)).Intersection(lastFields));
        }
    }
}
