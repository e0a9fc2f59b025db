using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Api.Schemas;
using Podlab.Kubectl.Patching;

namespace Podlab.Kubectl.Objects;

/// <summary>Adds what Go's structs have even when nothing was set: <c>resources: {}</c>, <c>status: {}</c>.</summary>
internal static class TypedFields
{
    /// <summary>Structs of which the schema does not say that they are always there.</summary>
    private static readonly (string Kind, string Field)[] Structs =
    [
        ("DeploymentSpec", "strategy"), ("DaemonSetSpec", "updateStrategy"), ("StatefulSetSpec", "updateStrategy"),
        ("Container", "resources"), ("EphemeralContainer", "resources"), ("PersistentVolumeClaimSpec", "resources"),
        ("Pod", "status"), ("Deployment", "status"), ("ReplicaSet", "status"), ("Job", "status"), ("CronJob", "status"), ("Service", "status"), ("Namespace", "status"), ("Node", "status"),
    ];

    /// <summary>The object as it is after decoding it into a struct and encoding it again.</summary>
    public static JsonObject Fill(JsonObject value)
    {
        var copy = value.Copy();
        if (LocalPatch.SchemaOf(value) is { } schema) Fill(copy, schema);
        return copy;
    }

    private static void Fill(JsonNode? node, Schema schema)
    {
        switch (node)
        {
            case JsonArray list when schema.Items is { } items:
                foreach (var item in list) Fill(item, items);
                break;
            case JsonObject map:
                var kind = schema.Name is { } full ? full[(full.LastIndexOf('.') + 1)..] : "";
                foreach (var (name, field) in schema.Properties.OrderBy(p => p.Key, StringComparer.Ordinal))
                {
                    if (!map.ContainsKey(name) && field.Type == "object" && (field.Default is { ValueKind: JsonValueKind.Object } || Structs.Contains((kind, name)))) map[name] = new JsonObject();
                    if (map[name] is { } inner) Fill(inner, field);
                }

                break;
        }
    }
}
