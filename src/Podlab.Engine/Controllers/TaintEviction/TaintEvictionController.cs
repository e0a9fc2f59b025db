using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Pods;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.TaintEviction;

/// <summary>Deletes pods from nodes whose NoExecute taints they do not tolerate, at once or when their tolerationSeconds are over.</summary>
/// <remarks>Follows pkg/controller/tainteviction/taint_eviction.go (v1.36.3).</remarks>
internal sealed class TaintEvictionController : Controller
{
    public const string ControllerName = "taint-eviction-controller";
    private readonly ResourceClient<Node> nodes;
    private readonly ResourceClient<Pod> pods;
    private readonly ObjectIndex<Pod> byNode;
    private readonly IEventRecorder recorder;
    private readonly Dictionary<ObjectKey, Scheduled> scheduled = [];

    public TaintEvictionController(ControllerContext context)
        : base(context, ControllerName)
    {
        nodes = context.Of<Node>();
        pods = context.Of<Pod>();
        byNode = pods.Index(pod => string.IsNullOrEmpty(pod.Spec.NodeName) ? null : pod.Spec.NodeName);
        recorder = context.Recorder(ControllerName);
    }

    protected override void Subscribe()
    {
        scheduled.Clear();
        Watch<Node>((node, old) =>
        {
            if (old is not null && old.Spec.Taints == node.Spec.Taints) return;
            foreach (var pod in byNode.Find(node.Metadata.Name ?? "")) Enqueue(pod);
        });
        Watch<Pod>(
            (pod, old) =>
            {
                if (old is null || old.Spec.NodeName != pod.Spec.NodeName || old.Spec.Tolerations != pod.Spec.Tolerations) Enqueue(pod);
            },
            pod => scheduled.Remove(KeyOf(pod)));
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (pods.Find(key.Namespace, key.Name) is not { } pod || pod.Metadata.DeletionTimestamp is not null)
        {
            scheduled.Remove(key);
            return;
        }

        if (string.IsNullOrEmpty(pod.Spec.NodeName) || nodes.Find("", pod.Spec.NodeName) is not { } node) return;
        var taints = node.Spec.Taints.Where(taint => taint.Effect == "NoExecute").ToList();
        if (taints.Count == 0)
        {
            Cancel(key, pod);
            return;
        }

        if (Tolerated(pod, taints) is not { } allowed)
        {
            Evict(key, pod);
            return;
        }

        if (allowed == TimeSpan.MaxValue)
        {
            Cancel(key, pod);
            return;
        }

        if (!scheduled.TryGetValue(key, out var running) || running.Uid != pod.Metadata.Uid) scheduled[key] = running = new Scheduled(pod.Metadata.Uid ?? "", Now);
        var due = running.Since + allowed;
        if (due <= Now) Evict(key, pod);
        else EnqueueAfter(key, due - Now);
    }

    /// <summary>How long the pod bears all the taints: null when there is one that it does not bear, the longest span when for ever.</summary>
    private static TimeSpan? Tolerated(Pod pod, List<Taint> taints)
    {
        var shortest = TimeSpan.MaxValue;
        foreach (var taint in taints)
        {
            var bearing = pod.Spec.Tolerations.Where(toleration => Tolerates(toleration, taint)).ToList();
            if (bearing.Count == 0) return null;
            foreach (var toleration in bearing)
            {
                if (toleration.TolerationSeconds is { } seconds && TimeSpan.FromSeconds(Math.Clamp(seconds, 0, int.MaxValue)) is var span && span < shortest) shortest = span;
            }
        }

        return shortest;
    }

    private static bool Tolerates(Toleration toleration, Taint taint) =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == taint.Effect)
        && (string.IsNullOrEmpty(toleration.Key) ? toleration.Operator == "Exists" : toleration.Key == taint.Key)
        && (toleration.Operator == "Exists" || (toleration.Value ?? "") == (taint.Value ?? ""));

    private void Evict(ObjectKey key, Pod pod)
    {
        scheduled.Remove(key);
        recorder.Event(pod, "Normal", "TaintManagerEviction", $"Marking for deletion Pod {key}");
        var disruption = new PodCondition
        {
            Type = "DisruptionTarget",
            Status = "True",
            Reason = "DeletionByTaintManager",
            Message = "Taint manager: deleting due to NoExecute taint",
            LastTransitionTime = Now,
            ObservedGeneration = pod.Metadata.Generation,
        };
        if (pod.Condition(disruption.Type) is null)
            pods.UpdateStatus(pod with { Status = pod.Status with { Conditions = pod.Status.Conditions.Add(disruption) } }, ControllerName);
        pods.Delete(key.Namespace, key.Name, uid: pod.Metadata.Uid);
    }

    private void Cancel(ObjectKey key, Pod pod)
    {
        if (scheduled.Remove(key)) recorder.Event(pod, "Normal", "TaintManagerEviction", $"Cancelling deletion of Pod {key}");
    }

    private sealed record Scheduled(string Uid, DateTimeOffset Since);
}
