using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Describe;

/// <summary>Describes replica sets, daemon sets, stateful sets, and deployments.</summary>
internal static class WorkloadDescribers
{
    public static void Deployment(DescribeWriter w, JsonObject value, List<JsonNode?> replicaSets)
    {
        w.Field("Name", value.Name());
        w.Field("Namespace", value.Namespace());
        w.Field("CreationTimestamp", DescribeWriter.Time(value.Time("metadata", "creationTimestamp")));
        w.Labels("Labels", value.At("metadata", "labels"));
        w.Annotations("Annotations", value.At("metadata", "annotations"));
        w.Field("Selector", LabelText.Selector(value.At("spec", "selector")));
        w.Field("Replicas", $"{N(value, "spec", "replicas")} desired | {N(value, "status", "updatedReplicas")} updated | {N(value, "status", "replicas")} total | {N(value, "status", "availableReplicas")} available | {N(value, "status", "unavailableReplicas")} unavailable");
        w.Field("StrategyType", value.Text("spec", "strategy", "type"));
        w.Field("MinReadySeconds", N(value, "spec", "minReadySeconds"));
        if (value.At("spec", "strategy", "rollingUpdate") is { } rolling) w.Field("RollingUpdateStrategy", $"{rolling.Text("maxUnavailable")} max unavailable, {rolling.Text("maxSurge")} max surge");
        PodTemplateSection.Write(w, value.At("spec", "template"));
        Conditions(w, value);
        var current = Current(value, replicaSets);
        var old = replicaSets.Where(r => r != current && N(r, "spec", "replicas") != "0").OrderBy(r => r.Name(), StringComparer.Ordinal).ToList();
        w.Field("OldReplicaSets", Sets(old));
        w.Field("NewReplicaSet", Sets(current is null ? [] : [current]));
    }

    public static void ReplicaSet(DescribeWriter w, JsonObject value, List<JsonNode?> pods, bool controller)
    {
        w.Field("Name", value.Name());
        w.Field("Namespace", value.Namespace());
        w.Field("Selector", controller ? LabelText.Format(value.At("spec", "selector")) : LabelText.Selector(value.At("spec", "selector")));
        w.Labels("Labels", value.At("metadata", "labels"));
        w.Annotations("Annotations", value.At("metadata", "annotations"));
        w.Optional(0, "Controlled By", DescribeWriter.Controller(value));
        w.Field("Replicas", $"{N(value, "status", "replicas")} current / {N(value, "spec", "replicas")} desired");
        w.Field("Pods Status", Phases(pods));
        PodTemplateSection.Write(w, value.At("spec", "template"));
        Conditions(w, value);
    }

    public static void DaemonSet(DescribeWriter w, JsonObject value, List<JsonNode?> pods)
    {
        w.Field("Name", value.Name());
        w.Field("Namespace", value.Namespace());
        w.Field("Selector", LabelText.Selector(value.At("spec", "selector")));
        w.Field("Node-Selector", LabelText.Format(value.At("spec", "template", "spec", "nodeSelector")));
        w.Labels("Labels", value.At("metadata", "labels"));
        w.Annotations("Annotations", value.At("metadata", "annotations"));
        w.Line($"Desired Number of Nodes Scheduled: {N(value, "status", "desiredNumberScheduled")}");
        w.Line($"Current Number of Nodes Scheduled: {N(value, "status", "currentNumberScheduled")}");
        w.Line($"Number of Nodes Scheduled with Up-to-date Pods: {N(value, "status", "updatedNumberScheduled")}");
        w.Line($"Number of Nodes Scheduled with Available Pods: {N(value, "status", "numberAvailable")}");
        w.Line($"Number of Nodes Misscheduled: {N(value, "status", "numberMisscheduled")}");
        w.Field("Pods Status", Phases(pods));
        PodTemplateSection.Write(w, value.At("spec", "template"));
    }

    public static void StatefulSet(DescribeWriter w, JsonObject value, List<JsonNode?> pods)
    {
        w.Field("Name", value.Name());
        w.Field("Namespace", value.Namespace());
        w.Field("CreationTimestamp", DescribeWriter.Time(value.Time("metadata", "creationTimestamp")));
        w.Field("Selector", LabelText.Selector(value.At("spec", "selector")));
        w.Labels("Labels", value.At("metadata", "labels"));
        w.Annotations("Annotations", value.At("metadata", "annotations"));
        w.Field("Replicas", $"{N(value, "spec", "replicas")} desired | {N(value, "status", "replicas")} total");
        w.Field("Update Strategy", value.Text("spec", "updateStrategy", "type"));
        if (value.At("spec", "updateStrategy", "rollingUpdate") is { } rolling)
        {
            if (rolling.Has("partition")) w.Field(1, "Partition", rolling.Text("partition"));
            if (rolling.Has("maxUnavailable")) w.Field(1, "MaxUnavailable", rolling.Text("maxUnavailable"));
        }

        w.Field("Pods Status", Phases(pods));
        PodTemplateSection.Write(w, value.At("spec", "template"));
        Claims(w, value.Items("spec", "volumeClaimTemplates").ToList());
    }

    private static void Claims(DescribeWriter w, List<JsonNode?> claims)
    {
        if (claims.Count == 0)
        {
            w.Line("Volume Claims:\t<none>");
            return;
        }

        w.Line("Volume Claims:");
        foreach (var claim in claims)
        {
            w.Line($"  Name:\t{claim.Name()}");
            w.Line($"  StorageClass:\t{claim.Text("spec", "storageClassName")}");
            w.Labels("  Labels", claim.At("metadata", "labels"));
            w.Annotations("  Annotations", claim.At("metadata", "annotations"));
            w.Line($"  Capacity:\t{(claim.Text("spec", "resources", "requests", "storage") is { Length: > 0 } size ? size : "<default>")}");
            w.Line($"  Access Modes:\t[{string.Join(' ', claim.Items("spec", "accessModes").Select(m => m!.GetValue<string>()))}]");
        }
    }

    public static void Conditions(DescribeWriter w, JsonObject value)
    {
        if (value.Count("status", "conditions") == 0) return;
        w.Line("Conditions:\n  Type\tStatus\tReason");
        w.Line(1, "----\t------\t------");
        foreach (var c in value.Items("status", "conditions")) w.Line(1, $"{c.Text("type")} \t{c.Text("status")}\t{c.Text("reason")}");
    }

    public static string Phases(List<JsonNode?> pods)
    {
        string Count(string phase) => pods.Count(p => p.Text("status", "phase") == phase).ToString(CultureInfo.InvariantCulture);
        return $"{Count("Running")} Running / {Count("Pending")} Waiting / {Count("Succeeded")} Succeeded / {Count("Failed")} Failed";
    }

    /// <summary>The replica set whose template is the deployment's; the oldest if there are several.</summary>
    private static JsonNode? Current(JsonObject deployment, List<JsonNode?> replicaSets)
    {
        var wanted = WithoutHash(deployment.At("spec", "template"));
        return replicaSets.OrderBy(r => r.Text("metadata", "creationTimestamp"), StringComparer.Ordinal).ThenBy(r => r.Name(), StringComparer.Ordinal)
            .FirstOrDefault(r => JsonNode.DeepEquals(wanted, WithoutHash(r.At("spec", "template"))));
    }

    private static JsonNode? WithoutHash(JsonNode? template)
    {
        var copy = template?.DeepClone();
        (copy.At("metadata", "labels") as JsonObject)?.Remove("pod-template-hash");
        return copy;
    }

    private static string Sets(IReadOnlyList<JsonNode?> sets) =>
        sets.Count == 0 ? "<none>" : string.Join(", ", sets.Select(s => $"{s.Name()} ({N(s, "status", "replicas")}/{N(s, "spec", "replicas")} replicas created)"));

    private static string N(JsonNode? value, params ReadOnlySpan<string> path) => (value.Number(path) ?? 0).ToString(CultureInfo.InvariantCulture);
}
