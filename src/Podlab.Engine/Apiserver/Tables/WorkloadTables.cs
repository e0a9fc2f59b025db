using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

internal static class WorkloadTables
{
    private static readonly TableColumn Containers = TableColumn.Wide("Containers");
    private static readonly TableColumn Images = TableColumn.Wide("Images");
    private static readonly TableColumn Selector = TableColumn.Wide("Selector");

    private static readonly ValueList<TableColumn> Replicated =
    [
        TableColumn.ObjectName, TableColumn.Integer("Desired"), TableColumn.Integer("Current"), TableColumn.Integer("Ready"), TableColumn.Age,
        Containers, Images, Selector,
    ];

    public static ValueList<TableLayout> All { get; } =
    [
        TableLayout.For<ReplicationController>(Replicated, (item, now) =>
        [
            item.Metadata.Name, item.Spec.Replicas ?? 0, item.Status.Replicas, item.Status.ReadyReplicas, Cell.Age(item, now),
            Cell.ContainerNames(item.Spec.Template), Cell.ContainerImages(item.Spec.Template), Cell.Labels(item.Spec.Selector),
        ]),
        TableLayout.For<ReplicaSet>(Replicated, (item, now) =>
        [
            item.Metadata.Name, item.Spec.Replicas ?? 0, item.Status.Replicas, item.Status.ReadyReplicas, Cell.Age(item, now),
            Cell.ContainerNames(item.Spec.Template), Cell.ContainerImages(item.Spec.Template), Cell.SelectorOrNone(item.Spec.Selector),
        ]),
        TableLayout.For<Deployment>(
            [TableColumn.ObjectName, new("Ready"), new("Up-to-date"), new("Available"), TableColumn.Age, Containers, Images, Selector],
            (item, now) =>
            [
                item.Metadata.Name, Cell.Share(item.Status.ReadyReplicas, item.Spec.Replicas ?? 0), item.Status.UpdatedReplicas, item.Status.AvailableReplicas, Cell.Age(item, now),
                Cell.ContainerNames(item.Spec.Template), Cell.ContainerImages(item.Spec.Template), Cell.Selector(item.Spec.Selector),
            ]),
        TableLayout.For<StatefulSet>(
            [TableColumn.ObjectName, new("Ready"), TableColumn.Age, Containers, Images],
            (item, now) =>
            [
                item.Metadata.Name, Cell.Share(item.Status.ReadyReplicas, item.Spec.Replicas ?? 0), Cell.Age(item, now),
                Cell.ContainerNames(item.Spec.Template), Cell.ContainerImages(item.Spec.Template),
            ]),
        TableLayout.For<DaemonSet>(
            [
                TableColumn.ObjectName, TableColumn.Integer("Desired"), TableColumn.Integer("Current"), TableColumn.Integer("Ready"),
                TableColumn.Integer("Up-to-date"), TableColumn.Integer("Available"), new("Node Selector"), TableColumn.Age, Containers, Images, Selector,
            ],
            (item, now) =>
            [
                item.Metadata.Name, item.Status.DesiredNumberScheduled, item.Status.CurrentNumberScheduled, item.Status.NumberReady,
                item.Status.UpdatedNumberScheduled, item.Status.NumberAvailable, Cell.Labels(item.Spec.Template.Spec.NodeSelector), Cell.Age(item, now),
                Cell.ContainerNames(item.Spec.Template), Cell.ContainerImages(item.Spec.Template), Cell.SelectorOrNone(item.Spec.Selector),
            ]),
        TableLayout.For<ControllerRevision>(
            [TableColumn.ObjectName, new("Controller"), new("Revision"), TableColumn.Age],
            (item, now) => [item.Metadata.Name, Controller(item), item.Revision, Cell.Age(item, now)]),
    ];

    /// <summary>The owner that controls the object: <c>daemonset.apps/web</c>.</summary>
    private static string Controller(ControllerRevision revision)
    {
        foreach (var owner in revision.Metadata.OwnerReferences)
        {
            if (owner.Controller != true) continue;
            var group = owner.ApiVersion.Contains('/', StringComparison.Ordinal) ? owner.ApiVersion[..owner.ApiVersion.IndexOf('/', StringComparison.Ordinal)] : "";
            var kind = owner.Kind.ToLowerInvariant();
            return group.Length == 0 ? $"{kind}/{owner.Name}" : $"{kind}.{group}/{owner.Name}";
        }

        return Cell.None;
    }
}
