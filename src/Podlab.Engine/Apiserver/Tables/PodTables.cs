using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

internal static class PodTables
{
    public static ValueList<TableLayout> All { get; } =
    [
        TableLayout.For<Pod>(
            [
                TableColumn.ObjectName, new("Ready"), new("Status"), new("Restarts"), TableColumn.Age,
                TableColumn.Wide("IP"), TableColumn.Wide("Node"), TableColumn.Wide("Nominated Node"), TableColumn.Wide("Readiness Gates"),
            ],
            (pod, now) =>
            {
                var columns = PodColumns.Of(pod, now);
                var ip = pod.Status.PodIPs.IsEmpty ? null : pod.Status.PodIPs[0].Ip;
                return
                [
                    pod.Metadata.Name, columns.Ready, columns.Status, columns.Restarts, Cell.Age(pod, now),
                    Cell.OrNone(ip), Cell.OrNone(pod.Spec.NodeName), Cell.OrNone(pod.Status.NominatedNodeName), PodColumns.ReadinessGates(pod),
                ];
            }),
        TableLayout.For<PodTemplate>(
            [TableColumn.ObjectName, new("Containers"), new("Images"), new("Pod Labels")],
            (item, _) => [item.Metadata.Name, Cell.ContainerNames(item.Template), Cell.ContainerImages(item.Template), Cell.Labels(item.Template.Metadata.Labels)]),
    ];

    /// <summary>A finished pod's row says so, which <c>kubectl get --watch</c> and dashboards go by.</summary>
    public static RowCompletion? Completion(IKubernetesObject item) => item is not Pod pod ? null : pod.Status.Phase switch
    {
        "Succeeded" => new RowCompletion("Succeeded", "The pod has completed successfully."),
        "Failed" => new RowCompletion("Failed", "The pod failed."),
        _ => null,
    };
}
