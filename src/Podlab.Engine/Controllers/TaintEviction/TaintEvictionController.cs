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
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(10);
    private readonly ResourceClient<Node> nodes;
    private readonly ResourceClient<Pod> pods;
    private readonly ObjectIndex<Pod> byNode;
    private readonly IEventRecorder recorder;
    private readonly TimedEvictions evictions;

    public TaintEvictionController(ControllerContext context)
        : base(context, ControllerName)
    {
        nodes = context.Of<Node>();
        pods = context.Of<Pod>();
        byNode = pods.Index(pod => string.IsNullOrEmpty(pod.Spec.NodeName) ? null : pod.Spec.NodeName);
        recorder = context.Recorder(ControllerName);
        evictions = new TimedEvictions(context.Clock, Evict);
    }

    /// <inheritdoc/>
    protected override void Stopped() => evictions.Clear();

    protected override void Subscribe()
    {
        Watch<Node>((node, old) =>
        {
            if (old is not null && NoExecute(old).SequenceEqual(NoExecute(node))) return;
            foreach (var pod in byNode.Find(node.Metadata.Name ?? "")) Enqueue(pod);
        });
        Watch<Pod>(
            (pod, old) =>
            {
                if (old is null || old.Spec.NodeName != pod.Spec.NodeName || old.Spec.Tolerations != pod.Spec.Tolerations) Enqueue(pod);
            },
            Enqueue);
    }

    /// <summary>A pod that is on its way out is judged like any other: whether it is told again depends on the taints alone.</summary>
    protected override void Reconcile(ObjectKey key)
    {
        if (pods.Find(key.Namespace, key.Name) is not { } pod)
        {
            Cancel(key);
            return;
        }

        if (string.IsNullOrEmpty(pod.Spec.NodeName) || nodes.Find("", pod.Spec.NodeName) is not { } node) return;
        var taints = NoExecute(node).ToList();
        if (taints.Count == 0 || Tolerated(pod, taints) == TimeSpan.MaxValue)
        {
            Cancel(key);
            return;
        }

        if (Tolerated(pod, taints) is not { } allowed)
        {
            Cancel(key);
            evictions.Add(key, Now);
            return;
        }

        // What waits already keeps its time, also where another taint is borne for longer or shorter; what has fired does not wait again.
        if (!evictions.IsWaiting(key)) evictions.Add(key, Now + allowed);
    }

    private static IEnumerable<Taint> NoExecute(Node node) => node.Spec.Taints.Where(taint => taint.Effect == "NoExecute");

    /// <summary>How long the pod bears all the taints: null when there is one that it does not bear, the longest span when for ever.</summary>
    private static TimeSpan? Tolerated(Pod pod, List<Taint> taints)
    {
        var shortest = TimeSpan.MaxValue;
        foreach (var taint in taints)
        {
            // Of several that bear a taint the first decides.
            if (pod.Spec.Tolerations.FirstOrDefault(toleration => Tolerates(toleration, taint)) is not { } bearing) return null;
            if (bearing.TolerationSeconds is { } seconds && TimeSpan.FromSeconds(Math.Clamp(seconds, 0, int.MaxValue)) is var span && span < shortest) shortest = span;
        }

        return shortest;
    }

    private static bool Tolerates(Toleration toleration, Taint taint) =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == taint.Effect)
        && (string.IsNullOrEmpty(toleration.Key) ? toleration.Operator == "Exists" : toleration.Key == taint.Key)
        && (toleration.Operator == "Exists" || (toleration.Value ?? "") == (taint.Value ?? ""));

    /// <summary>Where the API does not answer, it is asked again after 10 ms.</summary>
    private void Evict(ObjectKey key)
    {
        if (!Attempt(() => MarkAndDelete(key))) Context.Clock.Schedule(RetryPause, () => Evict(key));
    }

    private void MarkAndDelete(ObjectKey key)
    {
        if (pods.Find(key.Namespace, key.Name) is not { } pod) return;
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

    private void Cancel(ObjectKey key)
    {
        if (evictions.Cancel(key)) recorder.Event(pods.Find(key.Namespace, key.Name) ?? new Pod { Metadata = new ObjectMeta { Namespace = key.Namespace, Name = key.Name } }, "Normal", "TaintManagerEviction", $"Cancelling deletion of Pod {key}");
    }
}
