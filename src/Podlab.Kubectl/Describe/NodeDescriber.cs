using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Describe;

/// <summary>Describes nodes, with the pods on them and what they ask for.</summary>
internal static class NodeDescriber
{
    private static readonly (string Title, string Field)[] SystemInfo =
    [
        ("Machine ID", "machineID"), ("System UUID", "systemUUID"), ("Boot ID", "bootID"), ("Kernel Version", "kernelVersion"), ("OS Image", "osImage"),
        ("Operating System", "operatingSystem"), ("Architecture", "architecture"), ("Container Runtime Version", "containerRuntimeVersion"), ("Kubelet Version", "kubeletVersion"),
    ];

    public static async Task WriteAsync(DescribeWriter w, JsonObject node, ApiClient client)
    {
        w.Field("Name", node.Name());
        w.Field("Roles", Roles(node));
        w.Labels("Labels", node.At("metadata", "labels"));
        w.Annotations("Annotations", node.At("metadata", "annotations"));
        w.Field("CreationTimestamp", DescribeWriter.Time(node.Time("metadata", "creationTimestamp")));
        Taints(w, node);
        w.Field("Unschedulable", node.True("spec", "unschedulable") ? "true" : "false");
        await LeaseAsync(w, node.Name(), client);
        Conditions(w, node);
        w.Line("Addresses:");
        foreach (var address in node.Items("status", "addresses")) w.Field(1, address.Text("type"), address.Text("address"));
        Amounts(w, "Capacity", node.At("status", "capacity"));
        Amounts(w, "Allocatable", node.At("status", "allocatable"));
        w.Line("System Info:");
        foreach (var (title, field) in SystemInfo) w.Field(1, title, node.Text("status", "nodeInfo", field));
        w.Optional(0, "PodCIDR", node.Text("spec", "podCIDR"));
        if (node.Count("spec", "podCIDRs") > 0) w.Field("PodCIDRs", string.Join(',', node.Items("spec", "podCIDRs").Select(c => c!.GetValue<string>())));
        w.Optional(0, "ProviderID", node.Text("spec", "providerID"));
        var pods = await client.GetAsync($"/api/v1/pods?fieldSelector={Uri.EscapeDataString($"spec.nodeName={node.Name()},status.phase!=Succeeded,status.phase!=Failed")}");
        NodePods.Write(w, node, [.. pods.Items("items")]);
    }

    private static string Roles(JsonObject node)
    {
        var roles = node.Entries("metadata", "labels")
            .Select(l => l.Key.StartsWith("node-role.kubernetes.io/", StringComparison.Ordinal) ? l.Key[24..] : l.Key == "kubernetes.io/role" ? (l.Value as JsonValue)?.GetValue<string>() ?? "" : "")
            .Where(r => r.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList();
        return roles.Count == 0 ? "<none>" : string.Join(',', roles);
    }

    private static void Taints(DescribeWriter w, JsonObject node)
    {
        var taints = node.Items("spec", "taints").OrderBy(t => t.Text("effect") + "," + t.Text("key"), StringComparer.Ordinal)
            .Select(t => t.Text("value").Length > 0 ? $"{t.Text("key")}={t.Text("value")}:{t.Text("effect")}" : $"{t.Text("key")}:{t.Text("effect")}").ToList();
        w.Raw($"Taints:\t{(taints.Count == 0 ? "<none>" : string.Join("\n\t", taints))}\n");
    }

    private static async Task LeaseAsync(DescribeWriter w, string name, ApiClient client)
    {
        try
        {
            var lease = await client.GetAsync($"/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{Uri.EscapeDataString(name)}");
            w.Line("Lease:");
            w.Field(1, "HolderIdentity", lease.Has("spec", "holderIdentity") ? lease.Text("spec", "holderIdentity") : "<unset>");
            w.Field(1, "AcquireTime", lease.Time("spec", "acquireTime") is { } acquired ? DescribeWriter.Time(acquired) : "<unset>");
            w.Field(1, "RenewTime", lease.Time("spec", "renewTime") is { } renewed ? DescribeWriter.Time(renewed) : "<unset>");
        }
        catch (StatusError error)
        {
            w.Field("Lease", $"Failed to get lease: {error.Message}");
        }
    }

    private static void Conditions(DescribeWriter w, JsonObject node)
    {
        if (node.Count("status", "conditions") == 0) return;
        w.Line("Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage");
        w.Line(1, "----\t------\t-----------------\t------------------\t------\t-------");
        foreach (var c in node.Items("status", "conditions"))
            w.Line(1, $"{c.Text("type")} \t{c.Text("status")} \t{DescribeWriter.Time(c.Time("lastHeartbeatTime"))} \t{DescribeWriter.Time(c.Time("lastTransitionTime"))} \t{c.Text("reason")} \t{c.Text("message")}");
    }

    private static void Amounts(DescribeWriter w, string title, JsonNode? amounts)
    {
        if (amounts.Count() == 0) return;
        w.Line($"{title}:");
        foreach (var (name, quantity) in amounts.Entries()) w.Field(1, name, Quantity.TryParse((quantity as JsonValue)?.GetValue<string>(), out var parsed) ? parsed.ToString() : "");
    }
}
