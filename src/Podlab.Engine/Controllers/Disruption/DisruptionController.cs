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

    private const string Allowed = "DisruptionAllowed";

    /// <summary>How long an eviction that was granted is believed in while the pod stays.</summary>
    private static readonly TimeSpan GrantTime = TimeSpan.FromMinutes(2);
    private readonly ResourceClient<PodDisruptionBudget> budgets;
    private readonly IEventRecorder recorder;
    private WorkQueue? stale;

    public DisruptionController(ControllerContext context)
        : base(context, ControllerName)
    {
        budgets = context.Of<PodDisruptionBudget>();
        recorder = context.Recorder("controllermanager");
    }

    /// <inheritdoc/>
    protected override void Stopped()
    {
        stale?.Dispose();
        stale = null;
    }

    protected override void Subscribe()
    {
        stale?.Dispose();
        stale = new WorkQueue(Context.Clock, TakeBackMark, Retries.Default);
        Watch<PodDisruptionBudget>((budget, _) => Enqueue(budget), _ => { });
        Watch<Pod>(PodChanged);
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (budgets.Find(key.Namespace, key.Name) is not { } budget) return;
        var pods = Covered(budget);
        if (pods.Count == 0) recorder.Event(budget, "Normal", "NoPods", "No matching pods found");
        var expectation = BudgetExpectation.Of(Context, budget, pods);
        if (expectation.Problem is { } problem)
        {
            Fail(budget, expectation, problem);
            return;
        }

        var (expected, desired, unmanaged) = (expectation.Expected, expectation.Desired, expectation.Unmanaged);
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

    /// <summary>How long a mark that says that a pod is about to go is believed in still, where the pod is not going; null where there is none. The kubelet's own marks take as long as they take.</summary>
    private TimeSpan? IsMarkStale(Pod pod)
    {
        if (pod.Metadata.DeletionTimestamp is not null || pod.IsFinished()) return null;
        if (pod.Condition("DisruptionTarget") is not { Status: "True", Reason: not "TerminationByKubelet" } mark) return null;
        var left = (mark.LastTransitionTime ?? Now) + GrantTime - Now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Follows syncStalePodDisruption: what was announced two minutes ago and did not happen is taken back.</summary>
    private void TakeBackMark(ObjectKey key)
    {
        if (Context.Of<Pod>().Find(key.Namespace, key.Name) is not { } pod || IsMarkStale(pod) is not { } left) return;
        if (left > TimeSpan.Zero)
        {
            stale?.AddAfter(key, left);
            return;
        }

        var conditions = pod.Status.Conditions.Map(condition => condition.Type != "DisruptionTarget" ? condition : new PodCondition
        {
            Type = condition.Type,
            Status = "False",
            ObservedGeneration = pod.Metadata.Generation,
            LastTransitionTime = WholeSecond(),
        });
        try
        {
            Context.Of<Pod>().UpdateStatus(pod with { Status = pod.Status with { Conditions = conditions } }, ControllerName);
        }
        catch (ApiException)
        {
            stale?.AddRateLimited(key);
        }
    }

    private static string SelectorText(PodDisruptionBudget budget) => "&LabelSelector{MatchLabels:map[string]string{" + string.Concat((budget.Spec.Selector?.MatchLabels ?? default).Select(label => $"{label.Key}: {label.Value},")) + "},MatchExpressions:[]LabelSelectorRequirement{},}";

    private List<Pod> Covered(PodDisruptionBudget budget)
    {
        if (budget.Spec.Selector is not { } selector || !selector.TryToQuery(out var query)) return [];
        return [.. Context.Of<Pod>().List(budget.Metadata.Namespace).Where(pod => query.Matches(pod.Metadata.Labels) && pod.Status.Phase is not ("Succeeded" or "Failed"))];
    }

    /// <summary>A budget that cannot be counted lets nothing go, and says why.</summary>
    private void Fail(PodDisruptionBudget budget, BudgetExpectation expectation, string problem)
    {
        if (expectation.HasNoController) recorder.Event(budget, "Warning", "NoControllers", problem);
        recorder.Event(budget, "Warning", "CalculateExpectedPodCountFailed", $"Failed to calculate the number of expected pods: {problem}");
        var condition = new Condition { Type = Allowed, Status = "False", Reason = "SyncFailed", Message = problem, ObservedGeneration = budget.Status.ObservedGeneration, LastTransitionTime = WholeSecond() };
        var old = budget.Status.Conditions.FirstOrDefault(other => other.Type == Allowed);
        if (old?.Status == condition.Status) condition = condition with { LastTransitionTime = old.LastTransitionTime };
        var status = budget.Status with { DisruptionsAllowed = 0, Conditions = budget.Status.Conditions.Where(other => other.Type != Allowed).ToValueList().Add(condition) };
        if (status != budget.Status) budgets.UpdateStatus(budget with { Status = status }, ControllerName);
    }

    private DateTimeOffset WholeSecond() => new(Now.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    private ValueMap<DateTimeOffset> Granted(ObjectKey key, PodDisruptionBudget budget, List<Pod> pods)
    {
        var result = new List<KeyValuePair<string, DateTimeOffset>>();
        foreach (var (name, time) in budget.Status.DisruptedPods)
        {
            if (pods.Find(pod => pod.Metadata.Name == name) is not { Metadata.DeletionTimestamp: null } pod) continue;
            var left = time + GrantTime - Now;
            if (left <= TimeSpan.Zero)
            {
                // The namespace stands twice in Kubernetes' words.
                recorder.Event(pod, "Warning", "NotDeleted", $"Pod was expected by PDB {key.Namespace}/{key.Namespace} to be deleted but it wasn't");
                continue;
            }

            result.Add(KeyValuePair.Create(name, time));
            EnqueueAfter(key, left);
        }

        return result.Count == 0 ? default : result.ToValueMap();
    }

    private ValueList<Condition> Conditions(PodDisruptionBudget budget, bool allowed)
    {
        var (status, reason) = allowed ? ("True", "SufficientPods") : ("False", "InsufficientPods");
        var conditions = budget.Status.Conditions;
        var now = WholeSecond();
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i].Type != Allowed) continue;
            var since = conditions[i].Status == status ? conditions[i].LastTransitionTime : now;
            return conditions.SetItem(i, conditions[i] with { Status = status, Reason = reason, Message = "", ObservedGeneration = budget.Metadata.Generation, LastTransitionTime = since });
        }

        return conditions.Add(new Condition { Type = Allowed, Status = status, Reason = reason, ObservedGeneration = budget.Metadata.Generation, LastTransitionTime = now });
    }

    private void PodChanged(Pod pod, Pod? old)
    {
        if (IsMarkStale(pod) is { } left) stale?.AddAfter(KeyOf(pod), left);
        var covering = new List<PodDisruptionBudget>();
        foreach (var budget in budgets.List(pod.Metadata.Namespace))
        {
            if (budget.Spec.Selector is not { } selector || !selector.TryToQuery(out var query)) continue;
            var covers = query.Matches(pod.Metadata.Labels);
            if (covers) covering.Add(budget);
            if (covers || (old is not null && query.Matches(old.Metadata.Labels))) Enqueue(budget);
        }

        if (covering.Count > 1)
            recorder.Event(pod, "Warning", "MultiplePodDisruptionBudgets", $"Pod \"{pod.Metadata.Namespace}\"/\"{pod.Metadata.Name}\" matches multiple PodDisruptionBudgets.  Chose \"{covering[0].Metadata.Name}\" arbitrarily.");
    }
}
