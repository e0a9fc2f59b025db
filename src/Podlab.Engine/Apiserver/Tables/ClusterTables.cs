using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

/// <summary>Nodes, namespaces, and what the cluster's parts keep about themselves.</summary>
internal static class ClusterTables
{
    private const string RolePrefix = "node-role.kubernetes.io/";
    private const string RoleLabel = "kubernetes.io/role";

    public static ValueList<TableLayout> All { get; } =
    [
        TableLayout.For<Node>(
            [
                TableColumn.ObjectName, new("Status"), new("Roles"), TableColumn.Age, new("Version"), TableColumn.Wide("Internal-IP"), TableColumn.Wide("External-IP"),
                TableColumn.Wide("OS-Image"), TableColumn.Wide("Kernel-Version"), TableColumn.Wide("Container-Runtime"),
            ],
            (node, now) =>
            {
                var info = node.Status.NodeInfo;
                return
                [
                    node.Metadata.Name, Status(node), Cell.OrNone(string.Join(',', Roles(node))), Cell.Age(node, now), info.KubeletVersion,
                    Address(node, "InternalIP"), Address(node, "ExternalIP"), OrUnknown(info.OsImage), Kernel(info), OrUnknown(info.ContainerRuntimeVersion),
                ];
            }),
        new(CustomResources.Definition.Kind, [TableColumn.ObjectName, new("Created At", "date")], (item, _) => [item.Metadata.Name, Cell.Date(item.Metadata.CreationTimestamp)]),
        TableLayout.For<Namespace>(
            [TableColumn.ObjectName, new("Status"), TableColumn.Age],
            (item, now) => [item.Metadata.Name, item.Status.Phase, Cell.Age(item, now)]),
        TableLayout.For<ComponentStatus>(
            [TableColumn.ObjectName, new("Status"), new("Message"), new("Error")],
            (item, _) =>
            {
                var health = item.Conditions.FirstOrDefault(condition => condition.Type == "Healthy");
                var status = health is null ? "Unknown" : health.Status == "True" ? "Healthy" : "Unhealthy";
                return [item.Metadata.Name, status, health?.Message, health?.Error];
            }),
        TableLayout.For<Lease>(
            [TableColumn.ObjectName, new("Holder"), TableColumn.Age],
            (item, now) => [item.Metadata.Name, item.Spec.HolderIdentity, Cell.Age(item, now)]),
        TableLayout.For<RuntimeClass>(
            [TableColumn.ObjectName, new("Handler"), TableColumn.Age],
            (item, now) => [item.Metadata.Name, item.Handler, Cell.Age(item, now)]),
    ];

    private static string Status(Node node)
    {
        var ready = node.Status.Conditions.LastOrDefault(condition => condition.Type == "Ready");
        var status = ready is null ? "Unknown" : ready.Status == "True" ? "Ready" : "NotReady";
        return node.Spec.Unschedulable ? $"{status},SchedulingDisabled" : status;
    }

    private static SortedSet<string> Roles(Node node)
    {
        var roles = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in node.Metadata.Labels)
        {
            if (key.StartsWith(RolePrefix, StringComparison.Ordinal) && key.Length > RolePrefix.Length) roles.Add(key[RolePrefix.Length..]);
            else if (key == RoleLabel && value.Length > 0) roles.Add(value);
        }

        return roles;
    }

    private static string Address(Node node, string type) => node.Status.Addresses.FirstOrDefault(address => address.Type == type)?.Address ?? Cell.None;

    private static string Kernel(NodeSystemInfo info) =>
        info.KernelVersion.Length == 0 || info.Architecture.Length == 0 ? OrUnknown(info.KernelVersion) : $"{info.KernelVersion} ({info.Architecture})";

    private static string OrUnknown(string text) => text.Length == 0 ? HumanDuration.Unknown : text;
}
