using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Describe;

/// <summary>Describes persistent volumes and claims.</summary>
internal static class StorageDescribers
{
    private static readonly (string Mode, string Short)[] Modes = [("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP")];

    public static void Claim(DescribeWriter w, JsonObject value, IEnumerable<JsonNode?> pods)
    {
        w.Field("Name", value.Name());
        w.Field("Namespace", value.Namespace());
        w.Field("StorageClass", value.Text("spec", "storageClassName"));
        w.Field("Status", Status(w, value));
        w.Field("Volume", value.Text("spec", "volumeName"));
        w.Labels("Labels", value.At("metadata", "labels"));
        w.Annotations("Annotations", value.At("metadata", "annotations"));
        w.Field("Finalizers", GoValue.Plain(value.At("metadata", "finalizers") ?? new JsonArray()));
        var bound = value.Text("spec", "volumeName").Length > 0;
        w.Field("Capacity", bound ? value.Text("status", "capacity", "storage") : "");
        w.Field("Access Modes", bound ? AccessModes(value.Items("status", "accessModes")) : "");
        w.Optional(0, "VolumeMode", value.Text("spec", "volumeMode"));
        w.Optional(0, "VolumeAttributesClassName", value.Text("spec", "volumeAttributesClassName"));
        if (value.At("spec", "dataSource") is { } source)
        {
            w.Line("DataSource:");
            w.Optional(1, "APIGroup", source.Text("apiGroup"));
            w.Field(1, "Kind", source.Text("kind"));
            w.Field(1, "Name", source.Text("name"));
        }

        var users = pods.Where(p => p.Items("spec", "volumes").Any(v => v.Text("persistentVolumeClaim", "claimName") == value.Name()
            || (v.Has("ephemeral") && $"{p.Name()}-{v.Text("name")}" == value.Name()))).Select(p => p.Name()).ToList();
        w.Raw($"Used By:\t{(users.Count == 0 ? "<none>" : string.Join("\n\t", users))}\n");
        if (value.Count("status", "conditions") == 0) return;
        w.Line("Conditions:\n  Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage");
        w.Line(1, "----\t------\t-----------------\t------------------\t------\t-------");
        foreach (var c in value.Items("status", "conditions"))
            w.Line(1, $"{c.Text("type")} \t{c.Text("status")} \t{DescribeWriter.Time(c.Time("lastProbeTime"))} \t{DescribeWriter.Time(c.Time("lastTransitionTime"))} \t{c.Text("reason")} \t{c.Text("message")}");
    }

    public static void Volume(DescribeWriter w, JsonObject value)
    {
        SmallDescribers.Head(w, value, namespaced: false);
        w.Field("Finalizers", GoValue.Plain(value.At("metadata", "finalizers") ?? new JsonArray()));
        w.Field("StorageClass", value.Text("spec", "storageClassName"));
        w.Field("Status", Status(w, value));
        w.Field("Claim", value.At("spec", "claimRef") is { } claim ? $"{claim.Text("namespace")}/{claim.Text("name")}" : "");
        w.Field("Reclaim Policy", value.Text("spec", "persistentVolumeReclaimPolicy"));
        w.Field("Access Modes", AccessModes(value.Items("spec", "accessModes")));
        w.Optional(0, "VolumeMode", value.Text("spec", "volumeMode"));
        w.Field("Capacity", value.Text("spec", "capacity", "storage"));
        Affinity(w, value.At("spec", "nodeAffinity", "required"));
        w.Field("Message", value.Text("status", "message"));
        w.Line("Source:");
        VolumesSection.Source(w, value.At("spec"));
    }

    private static void Affinity(DescribeWriter w, JsonNode? required)
    {
        if (required is null)
        {
            w.Field("Node Affinity", "<none>");
            return;
        }

        w.Line("Node Affinity:");
        w.Line(1, "Required Terms:");
        var index = 0;
        foreach (var term in required.Items("nodeSelectorTerms"))
        {
            var lines = term.Items("matchExpressions").Select(e => $"{e.Text("key")} {e.Text("operator").ToLowerInvariant()} [{string.Join(", ", e.Items("values").Select(v => v!.GetValue<string>()))}]").ToList();
            w.Raw($"    Term {index++}:  \t{(lines.Count == 0 ? "<none>" : string.Join("\n    \t", lines))}\n");
        }
    }

    private static string Status(DescribeWriter w, JsonObject value) =>
        value.Time("metadata", "deletionTimestamp") is { } deletion ? $"Terminating (lasts {w.Since(deletion)})" : value.Text("status", "phase");

    private static string AccessModes(IEnumerable<JsonNode?> modes)
    {
        var given = modes.Select(m => m!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        return string.Join(',', Modes.Where(m => given.Contains(m.Mode)).Select(m => m.Short));
    }
}
