using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Describe;

/// <summary>Describes classes of priorities, storage and ingress, and what clusters keep about addresses and drivers.</summary>
/// <remarks>Follows kubectl/pkg/describe/describe.go (v1.36.3).</remarks>
internal static class ClassDescribers
{
    public static void PriorityClass(DescribeWriter w, JsonObject value)
    {
        w.Field("Name", value.Name());
        w.Field("Value", value.Text("value"));
        w.Field("GlobalDefault", value.True("globalDefault") ? "true" : "false");
        w.Field("PreemptionPolicy", value.Text("preemptionPolicy"));
        w.Field("Description", value.Text("description"));
        w.Field("Annotations", LabelText.Format(value.At("metadata", "annotations")));
    }

    public static void StorageClass(DescribeWriter w, JsonObject value)
    {
        w.Field("Name", value.Name());
        w.Field("IsDefaultClass", IsDefault(value) ? "Yes" : "No");
        w.Field("Annotations", LabelText.Format(value.At("metadata", "annotations")));
        w.Field("Provisioner", value.Text("provisioner"));
        w.Field("Parameters", LabelText.Format(value.At("parameters")));
        w.Field("AllowVolumeExpansion", value.Has("allowVolumeExpansion") ? DescribeWriter.Title(value.True("allowVolumeExpansion")) : "<unset>");
        if (value.Count("mountOptions") == 0) w.Field("MountOptions", "<none>");
        else w.Line("MountOptions:");
        foreach (var option in value.Items("mountOptions")) w.Line(1, option!.GetValue<string>());
        w.Optional(0, "ReclaimPolicy", value.Text("reclaimPolicy"));
        w.Optional(0, "VolumeBindingMode", value.Text("volumeBindingMode"));
        if (value.Count("allowedTopologies") > 0) Topologies(w, [.. value.Items("allowedTopologies")]);
    }

    public static void VolumeAttributesClass(DescribeWriter w, JsonObject value)
    {
        w.Field("Name", value.Name());
        w.Field("Annotations", LabelText.Format(value.At("metadata", "annotations")));
        w.Field("DriverName", value.Text("driverName"));
        w.Field("Parameters", LabelText.Format(value.At("parameters")));
    }

    public static void IngressClass(DescribeWriter w, JsonObject value)
    {
        SmallDescribers.Head(w, value, namespaced: false);
        w.Field("Controller", value.Text("spec", "controller"));
        if (!value.Has("spec", "parameters")) return;
        w.Line("Parameters:");
        w.Optional(1, "APIGroup", value.Text("spec", "parameters", "apiGroup"));
        w.Field(1, "Kind", value.Text("spec", "parameters", "kind"));
        w.Field(1, "Name", value.Text("spec", "parameters", "name"));
    }

    public static void DriverNode(DescribeWriter w, JsonObject value)
    {
        SmallDescribers.Head(w, value, namespaced: false);
        w.Field("CreationTimestamp", DescribeWriter.Time(value.Time("metadata", "creationTimestamp")));
        w.Line("Spec:");
        if (!value.Has("spec", "drivers")) return;
        w.Line(1, "Drivers:");
        foreach (var driver in value.Items("spec", "drivers"))
        {
            w.Line(2, driver.Text("name") + ":");
            w.Field(3, "Node ID", driver.Text("nodeID"));
            if (driver.Has("allocatable", "count"))
            {
                w.Line(3, "Allocatables:");
                w.Field(4, "Count", driver.Text("allocatable", "count"));
            }

            if (driver.Has("topologyKeys")) w.Field(3, "Topology Keys", $"[{string.Join(' ', driver.Items("topologyKeys").Select(k => k!.GetValue<string>()))}]");
        }
    }

    public static void ServiceRange(DescribeWriter w, JsonObject value)
    {
        SmallDescribers.Head(w, value, namespaced: false);
        w.Field("CIDRs", string.Join(", ", value.Items("spec", "cidrs").Select(c => c!.GetValue<string>())));
        if (value.Count("status", "conditions") == 0) return;
        w.Line("Status:");
        w.Line("Conditions:");
        w.Line(1, "Type\tStatus\tLastTransitionTime\tReason\tMessage");
        w.Line(1, "----\t------\t------------------\t------\t-------");
        foreach (var c in value.Items("status", "conditions"))
            w.Line(1, $"{c.Text("type")}\t{c.Text("status")}\t{DescribeWriter.Time(c.Time("lastTransitionTime"))}\t{c.Text("reason")}\t{c.Text("message")}");
    }

    public static void Address(DescribeWriter w, JsonObject value)
    {
        SmallDescribers.Head(w, value, namespaced: false);
        if (!value.Has("spec", "parentRef")) return;
        w.Line("Parent Reference:");
        foreach (var field in (ReadOnlySpan<string>)["Group", "Resource", "Namespace", "Name"]) w.Field(1, field, value.Text("spec", "parentRef", field.ToLowerInvariant()));
    }

    private static bool IsDefault(JsonNode value) =>
        value.Text("metadata", "annotations", "storageclass.kubernetes.io/is-default-class") == "true" || value.Text("metadata", "annotations", "storageclass.beta.kubernetes.io/is-default-class") == "true";

    private static void Topologies(DescribeWriter w, List<JsonNode?> terms)
    {
        w.Line("AllowedTopologies:\t");
        for (var i = 0; i < terms.Count; i++)
        {
            var lines = terms[i].Items("matchLabelExpressions").Select(e => $"{e.Text("key")} in [{string.Join(", ", e.Items("values").Select(v => v!.GetValue<string>()))}]").ToList();
            w.Line(1, $"Term {i}:\t{(lines.Count == 0 ? "<none>" : lines[0])}");
            foreach (var line in lines.Skip(1)) w.Line(1, "\t" + line);
        }
    }
}
