using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

/// <summary>Disruption budgets, priorities, autoscalers, scales.</summary>
internal static class PolicyTables
{
    private static readonly ValueList<TableColumn> AutoscalerColumns =
        [TableColumn.ObjectName, new("Reference"), new("Targets"), new("MinPods"), new("MaxPods"), new("Replicas"), TableColumn.Age];

    public static ValueList<TableLayout> All { get; } =
    [
        TableLayout.For<Scale>(
            [TableColumn.ObjectName, TableColumn.Integer("Desired"), TableColumn.Integer("Available"), TableColumn.Age],
            (item, now) => [item.Metadata.Name, item.Spec.Replicas, item.Status.Replicas, Cell.Age(item, now)]),
        TableLayout.For<PodDisruptionBudget>(
            [TableColumn.ObjectName, new("Min Available"), new("Max Unavailable"), TableColumn.Integer("Allowed Disruptions"), TableColumn.Age],
            (item, now) =>
            [
                item.Metadata.Name, item.Spec.MinAvailable?.ToString() ?? "N/A", item.Spec.MaxUnavailable?.ToString() ?? "N/A",
                item.Status.DisruptionsAllowed, Cell.Age(item, now),
            ]),
        TableLayout.For<PriorityClass>(
            [TableColumn.ObjectName, TableColumn.Integer("Value"), TableColumn.Boolean("Global-Default"), TableColumn.Age, new("PreemptionPolicy")],
            (item, now) => [item.Metadata.Name, item.Value, item.GlobalDefault, Cell.Age(item, now), item.PreemptionPolicy]),
        TableLayout.For<HorizontalPodAutoscaler>(AutoscalerColumns, (item, now) =>
        [
            item.Metadata.Name, $"{item.Spec.ScaleTargetRef.Kind}/{item.Spec.ScaleTargetRef.Name}", AutoscalerTargets.Of(item.Spec.Metrics, item.Status.CurrentMetrics),
            item.Spec.MinReplicas is { } least ? Cell.Number(least) : Cell.Unset, item.Spec.MaxReplicas, item.Status.CurrentReplicas, Cell.Age(item, now),
        ]),
        TableLayout.For<AutoscalingV1HorizontalPodAutoscaler>(AutoscalerColumns, (item, now) =>
        [
            item.Metadata.Name, $"{item.Spec.ScaleTargetRef.Kind}/{item.Spec.ScaleTargetRef.Name}",
            item.Spec.TargetCPUUtilizationPercentage is { } target ? $"cpu: {AutoscalerTargets.Percent(item.Status.CurrentCPUUtilizationPercentage)}/{AutoscalerTargets.Percent(target)}" : Cell.None,
            item.Spec.MinReplicas is { } least ? Cell.Number(least) : Cell.Unset, item.Spec.MaxReplicas, item.Status.CurrentReplicas, Cell.Age(item, now),
        ]),
    ];
}
