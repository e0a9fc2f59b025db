using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.NodeLifecycle;

/// <summary>The taints that a node's conditions call for (pkg/controller/nodelifecycle/node_lifecycle_controller.go, v1.36.3).</summary>
internal static class ConditionTaints
{
    public const string NotReady = "node.kubernetes.io/not-ready";
    public const string Unreachable = "node.kubernetes.io/unreachable";
    private const string Unschedulable = "node.kubernetes.io/unschedulable";

    private static readonly (string Condition, string Status, string Taint)[] Table =
    [
        ("Ready", "False", NotReady),
        ("Ready", "Unknown", Unreachable),
        ("MemoryPressure", "True", "node.kubernetes.io/memory-pressure"),
        ("DiskPressure", "True", "node.kubernetes.io/disk-pressure"),
        ("NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable"),
        ("PIDPressure", "True", "node.kubernetes.io/pid-pressure"),
    ];

    public static NodeCondition? Condition(Node node, string type)
    {
        foreach (var condition in node.Status.Conditions)
        {
            if (condition.Type == type) return condition;
        }

        return null;
    }

    /// <summary>The node's taints with those that keep new pods away set as its conditions and its cordon ask.</summary>
    public static ValueList<Taint> WithNoSchedule(Node node, DateTimeOffset now)
    {
        var wanted = new List<string>();
        foreach (var (condition, status, taint) in Table)
        {
            if (Condition(node, condition)?.Status == status) wanted.Add(taint);
        }

        if (node.Spec.Unschedulable) wanted.Add(Unschedulable);
        return Swap(node.Spec.Taints, "NoSchedule", taint => taint == Unschedulable || Table.Any(row => row.Taint == taint), wanted, now);
    }

    /// <summary>The node's taints with those that drive pods away set as its Ready condition asks.</summary>
    public static ValueList<Taint> WithNoExecute(Node node, DateTimeOffset now)
    {
        var wanted = Condition(node, "Ready")?.Status switch { "False" => NotReady, "Unknown" => Unreachable, _ => null };
        return Swap(node.Spec.Taints, "NoExecute", IsNoExecute, wanted is null ? [] : [wanted], now);
    }

    public static ValueList<Taint> WithoutNoExecute(Node node) => Swap(node.Spec.Taints, "NoExecute", IsNoExecute, [], default);

    public static bool HasNoExecute(Node node) => node.Spec.Taints.Any(taint => taint.Effect == "NoExecute" && IsNoExecute(taint.Key));

    /// <summary>The failure domain of a node: region and zone; empty without either (component-helpers/node/topology/helpers.go).</summary>
    public static string ZoneOf(Node node) =>
        $"{node.Metadata.Labels.GetValueOrDefault("topology.kubernetes.io/region")}/{node.Metadata.Labels.GetValueOrDefault("topology.kubernetes.io/zone")}";

    private static bool IsNoExecute(string key) => key is NotReady or Unreachable;

    private static ValueList<Taint> Swap(ValueList<Taint> taints, string effect, Func<string, bool> isOurs, List<string> wanted, DateTimeOffset now)
    {
        var result = new List<Taint>();
        foreach (var taint in taints)
        {
            if (taint.Effect != effect || !isOurs(taint.Key)) result.Add(taint);
            else if (wanted.Remove(taint.Key)) result.Add(taint);
        }

        foreach (var key in wanted) result.Add(new Taint { Key = key, Effect = effect, TimeAdded = now });
        var swapped = result.ToValueList();
        return swapped == taints ? taints : swapped;
    }
}
