using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Pods;

namespace Podlab.Engine.Controllers.ReplicaSets;

/// <summary>Keeps as many pods as an object asks for; ReplicaSets and ReplicationControllers differ in their form only.</summary>
/// <remarks>Follows pkg/controller/replicaset/replica_set.go (v1.36.3), which serves both as well.</remarks>
internal abstract class ReplicaKeeper<T> : Controller
    where T : class, IKubernetesObject<T>
{
    private readonly string component;
    private readonly PodControl control;

    protected ReplicaKeeper(ControllerContext context, string name, string component)
        : base(context, name)
    {
        this.component = component;
        Items = context.Of<T>();
        control = new PodControl(context.Of<Pod>(), context.Recorder(component), component);
    }

    protected ResourceClient<T> Items { get; }

    protected abstract string Kind { get; }

    protected abstract ReplicaGoal GoalOf(T item);

    /// <summary>The object with a status that says what there is.</summary>
    protected abstract T Counted(T item, List<Pod> active, int terminating, ApiException? failure);

    protected override void Subscribe()
    {
        Watch<T>((item, _) => Enqueue(item));
        Watch<Pod>(PodChanged);
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (Items.Find(key.Namespace, key.Name) is not { } item) return;
        var goal = GoalOf(item);
        var candidates = Context.Pods.CandidatesFor(item).ToArray();
        // Only pods that live are adopted and let go.
        var active = Claims.Claim(Context.Of<Pod>(), item, candidates.Where(pod => pod.IsActive()), metadata => goal.Selector.Matches(metadata.Labels));
        var terminating = candidates.Count(pod => pod.IsTerminating() && Owners.IsControlledBy(pod, item) && goal.Selector.Matches(pod.Metadata.Labels));
        ApiException? failure = null;
        if (item.Metadata.DeletionTimestamp is null) failure = Manage(item, goal, active);
        item = Items.Find(key.Namespace, key.Name) ?? item;
        var counted = Counted(item, active, terminating, failure);
        if (!ReferenceEquals(counted, item)) Items.UpdateStatus(counted, component);
        if (failure is not null) throw failure;
        if (NextAvailability(goal, active) is { } wait) EnqueueAfter(key, wait);
    }

    /// <summary>The pods that say on which nodes there are several: those are taken first. None where nothing compares.</summary>
    protected virtual IEnumerable<Pod> Related(T item) => [];

    /// <summary>When the next ready pod will have been ready for minReadySeconds.</summary>
    private TimeSpan? NextAvailability(ReplicaGoal goal, List<Pod> active)
    {
        if (goal.MinReadySeconds == 0) return null;
        TimeSpan? next = null;
        foreach (var pod in active)
        {
            if (pod.AvailableIn(goal.MinReadySeconds, Now) is { } wait && wait > TimeSpan.Zero && !(next <= wait)) next = wait;
        }

        return next;
    }

    private ApiException? Manage(T item, ReplicaGoal goal, List<Pod> active)
    {
        var difference = active.Count - goal.Replicas;
        if (difference < 0)
        {
            control.CreateInBatches(Math.Min(-difference, PodControl.Burst), () => PodControl.FromTemplate(goal.Template, item), item, out var failure);
            return failure;
        }

        ApiException? refused = null;
        foreach (var pod in Superfluous(item, active, Math.Min(difference, PodControl.Burst)))
        {
            try
            {
                control.Delete(pod, item);
            }
            catch (ApiException exception)
            {
                refused ??= exception;
            }
        }

        return refused;
    }

    private IEnumerable<Pod> Superfluous(T item, List<Pod> active, int count)
    {
        if (count <= 0) return [];
        var perNode = Related(item).Where(pod => pod.IsActive()).GroupBy(pod => pod.Spec.NodeName ?? "").ToDictionary(group => group.Key, group => group.Count());
        return active.Order(new DeletionOrder(pod => perNode.GetValueOrDefault(pod.Spec.NodeName ?? ""), Now)).Take(count);
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
        foreach (var item in Items.List(pod.Metadata.Namespace))
        {
            if (GoalOf(item).Selector is { MatchesEverything: false } selector && selector.Matches(pod.Metadata.Labels)) Enqueue(item);
        }
    }

    private void EnqueueOwner(Pod pod, OwnerReference owner)
    {
        if (owner.Kind == Kind) Enqueue(new ObjectKey(pod.Metadata.Namespace ?? "", owner.Name));
    }
}

/// <summary>What is asked for.</summary>
internal readonly record struct ReplicaGoal(int Replicas, int MinReadySeconds, LabelQuery Selector, PodTemplateSpec Template);
