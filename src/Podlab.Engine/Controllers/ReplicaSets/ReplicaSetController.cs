using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Pods;

namespace Podlab.Engine.Controllers.ReplicaSets;

/// <summary>Keeps as many pods as a ReplicaSet asks for.</summary>
/// <remarks>Follows pkg/controller/replicaset/replica_set.go (v1.36.3).</remarks>
internal sealed class ReplicaSetController : Controller
{
    private const string Component = "replicaset-controller";
    private readonly ResourceClient<ReplicaSet> sets;
    private readonly PodControl control;

    public ReplicaSetController(ControllerContext context)
        : base(context, Component)
    {
        sets = context.Of<ReplicaSet>();
        control = new PodControl(context.Of<Pod>(), context.Recorder(Component), Component);
    }

    protected override void Subscribe()
    {
        Watch<ReplicaSet>((set, _) => Enqueue(set));
        Watch<Pod>(PodChanged);
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (sets.Find(key.Namespace, key.Name) is not { } set) return;
        var selector = set.Spec.Selector.ToQuery();
        var claimed = Claims.Claim(Context.Of<Pod>(), set, Context.Pods.CandidatesFor(set), metadata => selector.Matches(metadata.Labels), pod => pod.IsActive());
        var active = claimed.Where(pod => pod.IsActive()).ToList();
        var terminating = claimed.Count(pod => pod.IsTerminating());
        ApiException? failure = null;
        if (set.Metadata.DeletionTimestamp is null) failure = ManageReplicas(set, active);
        set = sets.Find(key.Namespace, key.Name) ?? set;
        var status = ReplicaSetStatusCalculator.Calculate(set, active, terminating, failure, Now);
        if (status != set.Status) set = sets.UpdateStatus(set with { Status = status }, Component);
        if (failure is not null) throw failure;
        if (NextAvailability(set, active) is { } wait) EnqueueAfter(key, wait);
    }

    /// <summary>When the next ready pod will have been ready for minReadySeconds.</summary>
    private TimeSpan? NextAvailability(ReplicaSet set, List<Pod> active)
    {
        if (set.Spec.MinReadySeconds == 0 || set.Status.AvailableReplicas == (set.Spec.Replicas ?? 1)) return null;
        TimeSpan? next = null;
        foreach (var pod in active)
        {
            if (pod.AvailableIn(set.Spec.MinReadySeconds, Now) is { } wait && wait > TimeSpan.Zero && !(next <= wait)) next = wait;
        }

        return next;
    }

    private ApiException? ManageReplicas(ReplicaSet set, List<Pod> active)
    {
        var difference = active.Count - (set.Spec.Replicas ?? 1);
        if (difference < 0)
        {
            control.CreateInBatches(Math.Min(-difference, PodControl.Burst), () => PodControl.FromTemplate(set.Spec.Template, set), set, out var failure);
            return failure;
        }

        ApiException? refused = null;
        foreach (var pod in Superfluous(set, active, Math.Min(difference, PodControl.Burst)))
        {
            try
            {
                control.Delete(pod, set);
            }
            catch (ApiException exception)
            {
                refused ??= exception;
            }
        }

        return refused;
    }

    private IEnumerable<Pod> Superfluous(ReplicaSet set, List<Pod> active, int count)
    {
        if (count <= 0) return [];
        var perNode = Related(set).Where(pod => pod.IsActive()).GroupBy(pod => pod.Spec.NodeName ?? "").ToDictionary(group => group.Key, group => group.Count());
        return active.Order(new DeletionOrder(pod => perNode.GetValueOrDefault(pod.Spec.NodeName ?? ""), Now)).Take(count);
    }

    /// <summary>The pods of all ReplicaSets of the same owner: on whose nodes are several of them? Those of a set without an owner are not compared by that.</summary>
    private IEnumerable<Pod> Related(ReplicaSet set)
    {
        if (Owners.ControllerOf(set.Metadata) is not { } owner) return [];
        return sets.List(set.Metadata.Namespace).Where(other => Owners.ControllerOf(other.Metadata)?.Uid == owner.Uid)
            .SelectMany(other => Context.Pods.OfController(other.Metadata.Uid ?? ""));
    }

    private void PodChanged(Pod pod, Pod? old)
    {
        var owner = Owners.ControllerOf(pod.Metadata);
        var before = old is null ? null : Owners.ControllerOf(old.Metadata);
        if (before is not null && before.Uid != owner?.Uid) EnqueueOwner(pod, before);
        if (owner is not null)
        {
            EnqueueOwner(pod, owner);
            return;
        }

        if (old is not null && old.Metadata.Labels == pod.Metadata.Labels && before is null) return;
        foreach (var set in sets.List(pod.Metadata.Namespace))
        {
            if (set.Spec.Selector.ToQuery() is { MatchesEverything: false } selector && selector.Matches(pod.Metadata.Labels)) Enqueue(set);
        }
    }

    private void EnqueueOwner(Pod pod, OwnerReference owner)
    {
        if (owner.Kind == "ReplicaSet") Enqueue(new ObjectKey(pod.Metadata.Namespace ?? "", owner.Name));
    }
}
