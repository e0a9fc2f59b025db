using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Pods;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.Disruption;

/// <summary>Says in the status of every budget how many of its pods may go.</summary>
/// <remarks>Follows pkg/controller/disruption/disruption.go (v1.36.3).</remarks>
internal sealed class DisruptionController : Controller
{
    public const string ControllerName = "disruption-controller";

    /// <summary>How long an eviction that was granted is believed in while the pod stays.</summary>
    private static readonly TimeSpan GrantTime = TimeSpan.FromMinutes(2);
    private readonly ResourceClient<PodDisruptionBudget> budgets;
    private readonly IEventRecorder recorder;

    public DisruptionController(ControllerContext context)
        : base(context, ControllerName)
    {
        budgets = context.Of<PodDisruptionBudget>();
        recorder = context.Recorder("controllermanager");
    }

    protected override void Subscribe()
    {
        Watch<PodDisruptionBudget>((budget, _) => Enqueue(budget), _ => { });
        Watch<Pod>(PodChanged);
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (budgets.Find(key.Namespace, key.Name) is not { } budget) return;
        var pods = Covered(budget);
        if (pods.Count == 0) recorder.Event(budget, "Normal", "NoPods", "No matching pods found");
        var (expected, desired, unmanaged) = Expect(budget, pods);
        if (unmanaged.Count > 0)
            recorder.Event(budget, "Warning", "UnmanagedPods", $"Pods selected by this PodDisruptionBudget (selector: {SelectorText(budget)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set \".spec.minAvailable\" field of the PDB to an integer value.");
        var disrupted = Granted(key, budget, pods);
        var healthy = pods.Count(pod => pod.Metadata.DeletionTimestamp is null && !disrupted.ContainsKey(pod.Metadata.Name ?? "") && pod.IsReady());
        var allowed = expected <= 0 ? 0 : Math.Max(0, healthy - desired);
        var status = budget.Status with
        {
            CurrentHealthy = healthy,
            DesiredHealthy = desired,
            ExpectedPods = expected,
            DisruptionsAllowed = allowed,
            DisruptedPods = disrupted,
            ObservedGeneration = budget.Metadata.Generation,
            Conditions = Conditions(budget, allowed > 0),
        };
        if (status != budget.Status) budgets.UpdateStatus(budget with { Status = status }, ControllerName);
    }

    private static string SelectorText(PodDisruptionBudget budget) => "&LabelSelector{MatchLabels:map[string]string{" + string.Concat((budget.Spec.Selector?.MatchLabels ?? default).Select(label => $"{label.Key}: {label.Value},")) + "},MatchExpressions:[]LabelSelectorRequirement{},}";

    private List<Pod> Covered(PodDisruptionBudget budget)
    {
        if (budget.Spec.Selector is not { } selector || !selector.TryToQuery(out var query)) return [];
        return [.. Context.Of<Pod>().List(budget.Metadata.Namespace).Where(pod => query.Matches(pod.Metadata.Labels) && pod.Status.Phase is not ("Succeeded" or "Failed"))];
    }

    private (int Expected, int Desired, List<Pod> Unmanaged) Expect(PodDisruptionBudget budget, List<Pod> pods)
    {
        if (budget.Spec.MaxUnavailable is { } most)
        {
            var (scale, without) = Scale(pods);
            return (scale, Math.Max(0, scale - (most.TryScale(scale, roundUp: true, out var unavailable, out _) ? unavailable : 0)), without);
        }

        if (budget.Spec.MinAvailable is not { } least) return (pods.Count, 0, []);
        if (least.IsInt) return (pods.Count, least.IntValue, []);
        var (expected, unmanaged) = Scale(pods);
        return (expected, least.TryScale(expected, roundUp: true, out var desired, out _) ? desired : 0, unmanaged);
    }

    /// <summary>What the pods' controllers want in all, each counted once.</summary>
    private (int Scale, List<Pod> Unmanaged) Scale(List<Pod> pods)
    {
        var (scales, unmanaged) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<Pod>());
        foreach (var pod in pods)
        {
            if (Owners.ControllerOf(pod.Metadata) is not { } owner) unmanaged.Add(pod);
            else if (ScaleOf(pod.Metadata.Namespace ?? "", owner) is { } found) scales[found.Uid] = found.Replicas;
        }

        return (scales.Values.Sum(), unmanaged);
    }

    private (string Uid, int Replicas)? ScaleOf(string @namespace, OwnerReference owner)
    {
        switch (owner.Kind)
        {
            case "ReplicaSet" when Context.Of<ReplicaSet>().Find(@namespace, owner.Name) is { } set:
                if (Owners.ControllerOf(set.Metadata) is { Kind: "Deployment" } above && Context.Of<Deployment>().Find(@namespace, above.Name) is { } deployment) return (deployment.Metadata.Uid ?? "", deployment.Spec.Replicas ?? 1);
                return (set.Metadata.Uid ?? "", set.Spec.Replicas ?? 1);
            case "StatefulSet" when Context.Of<StatefulSet>().Find(@namespace, owner.Name) is { } stateful:
                return (stateful.Metadata.Uid ?? "", stateful.Spec.Replicas ?? 1);
            case "ReplicationController" when Context.Of<ReplicationController>().Find(@namespace, owner.Name) is { } controller:
                return (controller.Metadata.Uid ?? "", controller.Spec.Replicas ?? 1);
            default:
                return null;
        }
    }

    private ValueMap<DateTimeOffset> Granted(ObjectKey key, PodDisruptionBudget budget, List<Pod> pods)
    {
        var result = new List<KeyValuePair<string, DateTimeOffset>>();
        foreach (var (name, time) in budget.Status.DisruptedPods)
        {
            if (pods.Find(pod => pod.Metadata.Name == name) is not { Metadata.DeletionTimestamp: null }) continue;
            var left = time + GrantTime - Now;
            if (left <= TimeSpan.Zero) continue;
            result.Add(KeyValuePair.Create(name, time));
            EnqueueAfter(key, left);
        }

        return result.Count == 0 ? default : result.ToValueMap();
    }

    private ValueList<Condition> Conditions(PodDisruptionBudget budget, bool allowed)
    {
        var (status, reason) = allowed ? ("True", "SufficientPods") : ("False", "InsufficientPods");
        var conditions = budget.Status.Conditions;
        var now = new DateTimeOffset(Now.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i].Type != "DisruptionAllowed") continue;
            var since = conditions[i].Status == status ? conditions[i].LastTransitionTime : now;
            return conditions.SetItem(i, conditions[i] with { Status = status, Reason = reason, ObservedGeneration = budget.Metadata.Generation, LastTransitionTime = since });
        }

        return conditions.Add(new Condition { Type = "DisruptionAllowed", Status = status, Reason = reason, ObservedGeneration = budget.Metadata.Generation, LastTransitionTime = now });
    }

    private void PodChanged(Pod pod, Pod? old)
    {
        foreach (var budget in budgets.List(pod.Metadata.Namespace))
        {
            if (budget.Spec.Selector is { } selector && selector.TryToQuery(out var query) && (query.Matches(pod.Metadata.Labels) || (old is not null && query.Matches(old.Metadata.Labels)))) Enqueue(budget);
        }
    }
}
