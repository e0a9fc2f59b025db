using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.History;
using Podlab.Engine.Controllers.Pods;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.DaemonSets;

/// <summary>Keeps one pod on every node that accepts it.</summary>
/// <remarks>Follows pkg/controller/daemon/daemon_controller.go (v1.36.3).</remarks>
internal sealed class DaemonSetController : Controller
{
    public const string ControllerName = "daemonset-controller";
    private const int DefaultHistory = 10;

    /// <summary>How many pods one look makes or deletes at most (BurstReplicas).</summary>
    private const int Burst = 250;

    private readonly ResourceClient<DaemonSet> sets;
    private readonly IEventRecorder recorder;
    private readonly PodControl control;
    private readonly RevisionHistory history;
    private readonly FailedPodPauses pauses = new();

    public DaemonSetController(ControllerContext context)
        : base(context, ControllerName)
    {
        sets = context.Of<DaemonSet>();
        recorder = context.Recorder(ControllerName);
        control = new PodControl(context.Of<Pod>(), recorder, ControllerName);
        history = new RevisionHistory(context, ControllerName);
    }

    protected override void Subscribe()
    {
        Watch<DaemonSet>((set, _) => Enqueue(set), _ => { });
        Watch<Pod>(PodChanged);
        Watch<Node>(NodeChanged, _ => { });
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (sets.Find(key.Namespace, key.Name) is not { } set || set.Metadata.DeletionTimestamp is not null) return;
        var selector = set.Spec.Selector.ToQuery();
        if (selector.MatchesEverything)
        {
            recorder.Event(set, "Warning", "SelectingAll", "This daemon set is selecting all pods. A non-empty selector is required.");
            return;
        }

        var nodes = Context.Of<Node>().List().ToArray();
        var pods = Claims.Claim(Context.Of<Pod>(), set, Context.Pods.CandidatesFor(set), metadata => selector.Matches(metadata.Labels), pod => pod.IsActive());
        var revisions = history.Of(set, set.Spec.Selector);
        var revision = history.For(set, set.Spec.Template, set.Spec.Template.Metadata.Labels, revisions);
        var hash = revision.Metadata.Labels.GetValueOrDefault(RevisionHistory.HashLabel) ?? "";
        var failure = Manage(key, set, hash, nodes, pods);
        pods = [.. Context.Pods.OfController(set.Metadata.Uid ?? "")];
        failure ??= new DaemonRollout(set, hash, nodes, pods, Now).Step(control);
        // Revisions that pods live by are kept, and count among those that may be kept.
        var old = revisions.Where(one => one != revision).ToList();
        var live = old.Where(one => pods.Exists(pod => pod.Metadata.Labels.GetValueOrDefault(DaemonPlacement.HashLabel) == one.Metadata.Labels.GetValueOrDefault(RevisionHistory.HashLabel))).ToList();
        if (failure is null) history.Truncate(old, live.Contains, Math.Max(0, (set.Spec.RevisionHistoryLimit ?? DefaultHistory) - live.Count));
        var status = DaemonStatus.Of(set, hash, nodes, [.. Context.Pods.OfController(set.Metadata.Uid ?? "")], Now);
        if (status != set.Status) sets.UpdateStatus(set with { Status = status }, ControllerName);
        if (failure is not null) throw failure;
        foreach (var pod in pods)
        {
            if (pod.AvailableIn(set.Spec.MinReadySeconds, Now) is { } wait && wait > TimeSpan.Zero) EnqueueAfter(key, wait);
        }
    }

    /// <summary>Pods by the node they are meant for, those that are there before those that are to come, oldest first. One that has ended and is deleted stands in nobody's way.</summary>
    public static Dictionary<string, List<Pod>> ByNode(IEnumerable<Pod> pods) => pods.Where(pod => DaemonPlacement.NodeOf(pod) is not null && !(pod.IsFinished() && pod.Metadata.DeletionTimestamp is not null))
        .OrderBy(pod => string.IsNullOrEmpty(pod.Spec.NodeName)).ThenBy(pod => pod.Metadata.CreationTimestamp).ThenBy(pod => pod.Metadata.Name, StringComparer.Ordinal)
        .GroupBy(pod => DaemonPlacement.NodeOf(pod)!).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);

    private ApiException? Manage(ObjectKey key, DaemonSet set, string hash, Node[] nodes, List<Pod> pods)
    {
        var byNode = ByNode(pods);
        var placement = new DaemonPlacement(set);
        var (missing, superfluous) = (new Queue<string>(), new List<Pod>());
        foreach (var node in nodes)
        {
            var name = node.Metadata.Name ?? "";
            var (shouldRun, mayStay) = placement.Judge(node);
            var here = byNode.GetValueOrDefault(name) ?? [];
            if (here.Count == 0 && shouldRun) missing.Enqueue(name);
            else if (here.Count > 0 && !mayStay) superfluous.AddRange(here.Where(pod => pod.Metadata.DeletionTimestamp is null));
            else if (here.Count > 0) Tend(key, set, hash, name, here, shouldRun, missing, superfluous);
        }

        // Nobody will ever place them: their node is gone, and no kubelet nor collector of pods knows of them.
        superfluous.AddRange(byNode.Where(entry => Array.TrueForAll(nodes, node => node.Metadata.Name != entry.Key)).OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .SelectMany(entry => entry.Value).Where(pod => string.IsNullOrEmpty(pod.Spec.NodeName) && pod.Metadata.DeletionTimestamp is null));
        control.CreateInBatches(Math.Min(missing.Count, Burst), () => placement.Make(missing.Dequeue(), hash), set, out var failure);
        foreach (var pod in superfluous.Take(Burst)) control.Delete(pod, set);
        return failure;
    }

    /// <summary>A node with pods: failed ones go, of several the oldest stays, and one that leaves makes room for the next.</summary>
    private void Tend(ObjectKey key, DaemonSet set, string hash, string node, List<Pod> here, bool shouldRun, Queue<string> missing, List<Pod> superfluous)
    {
        var running = new List<Pod>();
        foreach (var pod in here.Where(pod => pod.Metadata.DeletionTimestamp is null))
        {
            if (pod.Status.Phase != "Failed")
            {
                if (pod.Status.Phase == "Succeeded")
                {
                    recorder.Event(set, "Normal", "SucceededDaemonPod", $"Found succeeded daemon pod {pod.Metadata.Namespace}/{pod.Metadata.Name} on node {node}, will try to delete it");
                    superfluous.Add(pod);
                }
                else
                {
                    running.Add(pod);
                }

                continue;
            }

            var wait = pauses.Ask($"{set.Metadata.Uid}/{set.Status.ObservedGeneration.ToString(CultureInfo.InvariantCulture)}/{node}", Now);
            if (wait > TimeSpan.Zero)
            {
                EnqueueAfter(key, wait);
                continue;
            }

            recorder.Event(set, "Warning", "FailedDaemonPod", $"Found failed daemon pod {pod.Metadata.Namespace}/{pod.Metadata.Name} on node {node}, will try to kill it");
            superfluous.Add(pod);
        }

        if (DaemonRollout.MaxSurge(set, 1) == 0)
        {
            superfluous.AddRange(running.Skip(1));
            return;
        }

        // While one of the new revision comes up beside it, the old one stays until the rollout takes it.
        var old = running.Where(pod => pod.Metadata.Labels.GetValueOrDefault(DaemonPlacement.HashLabel) != hash).ToList();
        superfluous.AddRange(old.Skip(1));
        superfluous.AddRange(running.Except(old).Skip(1));
        if (running.Count == 0 && shouldRun) missing.Enqueue(node);
    }

    private void NodeChanged(Node node, Node? old)
    {
        if (old is not null && old.Metadata.Labels == node.Metadata.Labels && old.Spec == node.Spec) return;
        foreach (var set in sets.List())
        {
            var (shouldRun, mayStay) = new DaemonPlacement(set).Judge(node);
            var isThere = Context.Pods.OfController(set.Metadata.Uid ?? "").Any(pod => DaemonPlacement.NodeOf(pod) == node.Metadata.Name);
            if (isThere ? !mayStay : shouldRun) Enqueue(set);
        }
    }

    private void PodChanged(Pod pod, Pod? old)
    {
        var owner = Owners.ControllerOf(pod.Metadata);
        if (old is not null && Owners.ControllerOf(old.Metadata) is { Kind: "DaemonSet" } before && before.Uid != owner?.Uid) Enqueue(new ObjectKey(pod.Metadata.Namespace ?? "", before.Name));
        if (owner is { Kind: "DaemonSet" }) Enqueue(new ObjectKey(pod.Metadata.Namespace ?? "", owner.Name));
        if (owner is not null || (old is not null && old.Metadata.Labels == pod.Metadata.Labels && Owners.ControllerOf(old.Metadata) is null)) return;
        foreach (var set in sets.List(pod.Metadata.Namespace))
        {
            if (set.Spec.Selector.ToQuery() is { MatchesEverything: false } selector && selector.Matches(pod.Metadata.Labels)) Enqueue(set);
        }
    }
}
