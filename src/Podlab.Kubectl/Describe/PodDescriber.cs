using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Describe;

/// <summary>Describes pods.</summary>
internal static class PodDescriber
{
    public static void Write(DescribeWriter w, JsonObject pod)
    {
        Head(w, pod);
        Identity(w, pod);
        if (pod.At("spec", "resources") is { } resources)
        {
            w.Line("Resources:");
            ContainersSection.Resources(w, 1, resources);
        }

        if (pod.Count("spec", "initContainers") > 0) ContainersSection.Write(w, "Init Containers", pod.Items("spec", "initContainers"), pod.Items("status", "initContainerStatuses"), pod, "");
        ContainersSection.Write(w, "Containers", pod.Items("spec", "containers"), pod.Items("status", "containerStatuses"), pod, "");
        if (pod.Count("spec", "ephemeralContainers") > 0) ContainersSection.Write(w, "Ephemeral Containers", pod.Items("spec", "ephemeralContainers"), pod.Items("status", "ephemeralContainerStatuses"), pod, "");
        Conditions(w, pod);
        VolumesSection.Write(w, pod.Items("spec", "volumes"), "");
        w.Field("QoS Class", pod.Text("status", "qosClass"));
        w.Labels("Node-Selectors", pod.At("spec", "nodeSelector"));
        Tolerations(w, pod.Items("spec", "tolerations"), "");
        Spread(w, pod.Items("spec", "topologySpreadConstraints"), "");
    }

    private static void Head(DescribeWriter w, JsonObject pod)
    {
        w.Field("Name", pod.Name());
        w.Field("Namespace", pod.Namespace());
        w.Optional(0, "Priority", pod.Text("spec", "priority"));
        w.Optional(0, "Priority Class Name", pod.Text("spec", "priorityClassName"));
        w.Optional(0, "Runtime Class Name", pod.Text("spec", "runtimeClassName"));
        w.Optional(0, "Service Account", pod.Text("spec", "serviceAccountName"));
        w.Field("Node", pod.Text("spec", "nodeName") is { Length: > 0 } node ? $"{node}/{pod.Text("status", "hostIP")}" : "<none>");
        if (pod.Time("status", "startTime") is { } start) w.Field("Start Time", DescribeWriter.Time(start));
        w.Labels("Labels", pod.At("metadata", "labels"));
        w.Annotations("Annotations", pod.At("metadata", "annotations"));
    }

    private static void Identity(DescribeWriter w, JsonObject pod)
    {
        var phase = pod.Text("status", "phase");
        if (pod.Time("metadata", "deletionTimestamp") is { } deletion && phase is not ("Succeeded" or "Failed"))
        {
            w.Field("Status", $"Terminating (lasts {w.Since(deletion)})");
            w.Field("Termination Grace Period", $"{pod.Text("metadata", "deletionGracePeriodSeconds")}s");
        }
        else
        {
            w.Field("Status", phase);
        }

        w.Optional(0, "Reason", pod.Text("status", "reason"));
        w.Optional(0, "Message", pod.Text("status", "message"));
        if (pod.At("spec", "securityContext", "seccompProfile") is { } profile)
        {
            w.Field("SeccompProfile", profile.Text("type"));
            if (profile.Text("type") == "Localhost") w.Field("LocalhostProfile", profile.Text("localhostProfile"));
        }

        w.Field("IP", pod.Text("status", "podIP"));
        w.Line(pod.Count("status", "podIPs") == 0 ? "IPs:\t<none>" : "IPs:");
        foreach (var ip in pod.Items("status", "podIPs")) w.Field(1, "IP", ip.Text("ip"));
        w.Optional(0, "Controlled By", DescribeWriter.Controller(pod));
        w.Optional(0, "NominatedNodeName", pod.Text("status", "nominatedNodeName"));
    }

    private static void Conditions(DescribeWriter w, JsonObject pod)
    {
        if (pod.Count("spec", "readinessGates") > 0)
        {
            w.Line("Readiness Gates:\n  Type\tStatus");
            foreach (var gate in pod.Items("spec", "readinessGates"))
            {
                var condition = pod.Items("status", "conditions").FirstOrDefault(c => c.Text("type") == gate.Text("conditionType"));
                w.Line(1, $"{gate.Text("conditionType")} \t{(condition is null ? "<none>" : condition.Text("status"))} ");
            }
        }

        if (pod.Count("status", "conditions") == 0) return;
        w.Line("Conditions:\n  Type\tStatus");
        foreach (var condition in pod.Items("status", "conditions")) w.Line(1, $"{condition.Text("type")} \t{condition.Text("status")} ");
    }

    public static void Tolerations(DescribeWriter w, IEnumerable<JsonNode?> tolerations, string indent)
    {
        var lines = tolerations.OrderBy(t => t.Text("key"), StringComparer.Ordinal).Select(Toleration).ToList();
        w.Raw($"{indent}Tolerations:\t{(lines.Count == 0 ? "<none>" : string.Join($"\n{indent}\t", lines))}\n");
    }

    private static string Toleration(JsonNode? t)
    {
        var text = t.Text("key");
        if (t.Text("value").Length > 0) text += "=" + t.Text("value");
        if (t.Text("effect").Length > 0) text += ":" + t.Text("effect");
        if (t.Text("operator") == "Exists" && t.Text("value").Length == 0) text += text.Length > 0 ? " op=Exists" : "op=Exists";
        if (t.Text("operator") is "Gt" or "Lt") text += " op=" + t.Text("operator");
        return t.Number("tolerationSeconds") is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{text} for {seconds}s") : text;
    }

    public static void Spread(DescribeWriter w, IEnumerable<JsonNode?> constraints, string indent)
    {
        var lines = constraints.OrderBy(c => c.Text("topologyKey"), StringComparer.Ordinal).Select(c =>
            $"{c.Text("topologyKey")}:{c.Text("whenUnsatisfiable")} when max skew {c.Text("maxSkew")} is exceeded{(c.Has("labelSelector") ? " for selector " + LabelText.Selector(c.At("labelSelector")) : "")}").ToList();
        if (lines.Count > 0) w.Raw($"{indent}Topology Spread Constraints:\t{string.Join($"\n{indent}\t", lines)}\n");
    }
}
