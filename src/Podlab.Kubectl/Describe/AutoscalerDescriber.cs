using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Describe;

/// <summary>Describes autoscalers of both versions.</summary>
/// <remarks>Follows describeHorizontalPodAutoscalerV2 and V1 of kubectl/pkg/describe/describe.go (v1.36.3).</remarks>
internal static class AutoscalerDescriber
{
    public static void Write(DescribeWriter w, JsonObject value)
    {
        SmallDescribers.Head(w, value);
        w.Field("CreationTimestamp", DescribeWriter.Time(value.Time("metadata", "creationTimestamp")));
        w.Field("Reference", $"{value.Text("spec", "scaleTargetRef", "kind")}/{value.Text("spec", "scaleTargetRef", "name")}");
        var old = value.Text("apiVersion") == "autoscaling/v1";
        if (old && value.Has("spec", "targetCPUUtilizationPercentage"))
        {
            w.Field("Target CPU utilization", value.Text("spec", "targetCPUUtilizationPercentage") + "%");
            w.Field("Current CPU utilization", Known(value.Text("status", "currentCPUUtilizationPercentage")) + "%");
        }
        else if (!old)
        {
            w.Field("Metrics", "( current / target )");
            var current = value.Items("status", "currentMetrics").ToList();
            var metrics = value.Items("spec", "metrics").ToList();
            for (var i = 0; i < metrics.Count; i++) Metric(w, metrics[i], i < current.Count ? current[i] : null);
        }

        w.Field("Min replicas", value.Has("spec", "minReplicas") ? value.Text("spec", "minReplicas") : "<unset>");
        w.Field("Max replicas", value.Text("spec", "maxReplicas"));
        if (value.Has("spec", "behavior"))
        {
            w.Line("Behavior:");
            Behavior(w, "Scale Up", value.At("spec", "behavior", "scaleUp"));
            Behavior(w, "Scale Down", value.At("spec", "behavior", "scaleDown"));
        }

        w.Field($"{value.Text("spec", "scaleTargetRef", "kind")} pods", $"{value.Number("status", "currentReplicas") ?? 0} current / {value.Number("status", "desiredReplicas") ?? 0} desired");
        if (value.Count("status", "conditions") == 0) return;
        w.Line("Conditions:");
        w.Line(1, "Type\tStatus\tReason\tMessage");
        w.Line(1, "----\t------\t------\t-------");
        foreach (var c in value.Items("status", "conditions")) w.Line(1, $"{c.Text("type")}\t{c.Text("status")}\t{c.Text("reason")}\t{c.Text("message")}");
    }

    private static void Metric(DescribeWriter w, JsonNode? metric, JsonNode? now)
    {
        var name = metric.Text("type");
        var field = name.Length == 0 ? "" : char.ToLowerInvariant(name[0]) + name[1..];
        var (source, current) = (metric.At(field), now.At(field, "current"));
        var title = Api.GoText.Quote(source.Text("metric", "name"));
        switch (name)
        {
            case "External" when source.Has("target", "averageValue"):
                w.Line(1, $"{title} (target average value):\t{Known(current.Text("averageValue"))} / {source.Text("target", "averageValue")}");
                break;
            case "External":
                w.Line(1, $"{title} (target value):\t{Known(current.Text("value"))} / {source.Text("target", "value")}");
                break;
            case "Pods":
                w.Line(1, $"{title} on pods:\t{Known(current.Text("averageValue"))} / {source.Text("target", "averageValue")}");
                break;
            case "Object":
                var average = source.Text("target", "type") == "AverageValue";
                var kind = average ? "averageValue" : "value";
                w.Line(1, $"\"{source.Text("metric", "name")}\" on {source.Text("describedObject", "kind")}/{source.Text("describedObject", "name")} "
                    + $"(target {(average ? "average value" : "value")}):\t{Known(current.Text(kind))} / {source.Text("target", kind)}");
                break;
            case "Resource" or "ContainerResource":
                var container = name == "Resource" ? "" : $" of container \"{source.Text("container")}\"";
                w.Line(1, $"resource {source.Text("name")}{container} on pods{Resource(source, current)}");
                break;
            default:
                w.Line(1, $"<unknown metric type {Api.GoText.Quote(name)}>");
                break;
        }
    }

    private static string Resource(JsonNode? source, JsonNode? current)
    {
        if (source.Has("target", "averageValue")) return $":\t{Known(current.Text("averageValue"))} / {source.Text("target", "averageValue")}";
        var now = current.Has("averageUtilization") ? $"{current.Text("averageUtilization")}% ({current.Text("averageValue")})" : "<unknown>";
        var target = source.Has("target", "averageUtilization") ? source.Text("target", "averageUtilization") + "%" : "<auto>";
        return $"  (as a percentage of request):\t{now} / {target}";
    }

    private static void Behavior(DescribeWriter w, string direction, JsonNode? rules)
    {
        if (rules is null) return;
        w.Line(1, $"{direction}:");
        if (rules.Has("stabilizationWindowSeconds")) w.Line(2, $"Stabilization Window: {rules.Text("stabilizationWindowSeconds")} seconds");
        if (rules.Count("policies") == 0) return;
        w.Line(2, $"Select Policy: {(rules.Has("selectPolicy") ? rules.Text("selectPolicy") : "Max")}");
        w.Line(2, "Policies:");
        foreach (var p in rules.Items("policies")) w.Line(3, $"- Type: {p.Text("type")}\tValue: {p.Text("value")}\tPeriod: {p.Text("periodSeconds")} seconds");
    }

    private static string Known(string text) => text.Length == 0 ? "<unknown>" : text;
}
