using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.History;
using Podlab.Engine.Controllers.Pods;

namespace Podlab.Engine.Controllers.StatefulSets;

/// <summary>Keeps pods with names of their own: made, replaced and removed in order.</summary>
/// <remarks>Follows pkg/controller/statefulset/stateful_set.go and stateful_set_control.go (v1.36.3).</remarks>
internal sealed class StatefulSetController : Controller
{
    public const string ControllerName = "statefulset-controller";
    private const int DefaultHistory = 10;
    private readonly ResourceClient<StatefulSet> sets;
    private readonly StatefulPodControl control;
    private readonly RevisionHistory history;

    public StatefulSetController(ControllerContext context)
        : base(context, ControllerName)
    {
        sets = context.Of<StatefulSet>();
        control = new StatefulPodControl(context, context.Recorder("statefulset-controller"));
        history = new RevisionHistory(context, ControllerName);
    }

    protected override void Subscribe()
    {
        Watch<StatefulSet>((set, _) => Enqueue(set), _ => { });
        Watch<Pod>(PodChanged);
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (sets.Find(key.Namespace, key.Name) is not { } set) return;
        var selector = set.Spec.Selector.ToQuery();
        var pods = Claims.Claim(Context.Of<Pod>(), set, Context.Pods.CandidatesFor(set), metadata => selector.Matches(metadata.Labels), pod => StatefulPods.OrdinalOf(set, pod) is not null);
        var revisions = history.Of(set, set.Spec.Selector);
        var update = history.For(set, set.Spec.Template, set.Spec.Selector?.MatchLabels ?? default, revisions);
        var current = revisions.Find(revision => revision.Metadata.Name == set.Status.CurrentRevision) ?? update;
        ApiException? failure = null;
        if (set.Metadata.DeletionTimestamp is null) failure = Try(() => new StatefulRollout(control, set, current, update, pods, Now).Step());
        WriteStatus(set, current, update);
        pods = [.. Context.Pods.OfController(set.Metadata.Uid ?? "")];
        history.Truncate(revisions, revision => revision == update || revision == current || pods.Exists(pod => pod.Metadata.Labels.GetValueOrDefault(StatefulPods.RevisionLabel) == revision.Metadata.Name), set.Spec.RevisionHistoryLimit ?? DefaultHistory);
        if (failure is not null) throw failure;
        if (set.Spec.MinReadySeconds > 0) WaitForAvailability(key, set, pods);
    }

    private static ApiException? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (ApiException exception)
        {
            return exception;
        }
    }

    private void WaitForAvailability(ObjectKey key, StatefulSet set, List<Pod> pods)
    {
        foreach (var pod in pods)
        {
            if (pod.AvailableIn(set.Spec.MinReadySeconds, Now) is { } wait && wait > TimeSpan.Zero) EnqueueAfter(key, wait);
        }
    }

    private void WriteStatus(StatefulSet set, ControllerRevision current, ControllerRevision update)
    {
        var status = set.Status with
        {
            ObservedGeneration = set.Metadata.Generation,
            CurrentRevision = current.Metadata.Name,
            UpdateRevision = update.Metadata.Name,
            CollisionCount = set.Status.CollisionCount ?? 0,
            Replicas = 0,
            ReadyReplicas = 0,
            AvailableReplicas = 0,
            CurrentReplicas = 0,
            UpdatedReplicas = 0,
        };
        foreach (var pod in Context.Pods.OfController(set.Metadata.Uid ?? "")) status = Count(status, set, pod);
        if (set.Spec.UpdateStrategy.Type == "RollingUpdate" && status.UpdatedReplicas == status.Replicas && status.ReadyReplicas == status.Replicas)
            status = status with { CurrentReplicas = status.UpdatedReplicas, CurrentRevision = status.UpdateRevision };
        if (status != set.Status) sets.UpdateStatus(set with { Status = status }, ControllerName);
    }

    private StatefulSetStatus Count(StatefulSetStatus status, StatefulSet set, Pod pod)
    {
        var running = pod.Status.Phase == "Running" && pod.IsReady();
        status = status with
        {
            Replicas = status.Replicas + 1,
            ReadyReplicas = status.ReadyReplicas + (running ? 1 : 0),
            AvailableReplicas = status.AvailableReplicas + (running && pod.IsAvailable(set.Spec.MinReadySeconds, Now) ? 1 : 0),
        };
        if (pod.Metadata.DeletionTimestamp is not null) return status;
        var revision = pod.Metadata.Labels.GetValueOrDefault(StatefulPods.RevisionLabel);
        return status with
        {
            CurrentReplicas = status.CurrentReplicas + (revision == status.CurrentRevision ? 1 : 0),
            UpdatedReplicas = status.UpdatedReplicas + (revision == status.UpdateRevision ? 1 : 0),
        };
    }

    private void PodChanged(Pod pod, Pod? old)
    {
        var owner = Owners.ControllerOf(pod.Metadata);
        if (old is not null && Owners.ControllerOf(old.Metadata) is { Kind: "StatefulSet" } before && before.Uid != owner?.Uid) Enqueue(new ObjectKey(pod.Metadata.Namespace ?? "", before.Name));
        if (owner is { Kind: "StatefulSet" }) Enqueue(new ObjectKey(pod.Metadata.Namespace ?? "", owner.Name));
        if (owner is not null || (old is not null && old.Metadata.Labels == pod.Metadata.Labels && Owners.ControllerOf(old.Metadata) is null)) return;
        foreach (var set in sets.List(pod.Metadata.Namespace))
        {
            if (set.Spec.Selector.ToQuery() is { MatchesEverything: false } selector && selector.Matches(pod.Metadata.Labels)) Enqueue(set);
        }
    }
}
