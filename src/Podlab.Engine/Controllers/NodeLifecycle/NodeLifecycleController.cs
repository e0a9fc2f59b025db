using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Pods;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.NodeLifecycle;

/// <summary>
/// Taints nodes as their conditions ask, and takes a node whose kubelet has fallen silent for unreachable: its conditions become Unknown, its pods not ready.
/// </summary>
/// <remarks>Follows pkg/controller/nodelifecycle/node_lifecycle_controller.go (v1.36.3): looked at every 5 s, silent after 50 s.</remarks>
internal sealed class NodeLifecycleController : Controller
{
    public const string ControllerName = "node-lifecycle-controller";
    private const string LeaseNamespace = "kube-node-lease";
    private static readonly TimeSpan MonitorPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan StartupGracePeriod = TimeSpan.FromSeconds(60);
    private static readonly string[] KubeletConditions = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

    private readonly ResourceClient<Node> nodes;
    private readonly ObjectIndex<Pod> byNode;
    private readonly IEventRecorder recorder;
    private readonly Dictionary<string, Heartbeat> heartbeats = new(StringComparer.Ordinal);

    public NodeLifecycleController(ControllerContext context)
        : base(context, ControllerName)
    {
        nodes = context.Of<Node>();
        byNode = context.Of<Pod>().Index(pod => string.IsNullOrEmpty(pod.Spec.NodeName) ? null : pod.Spec.NodeName);
        recorder = context.Recorder("node-controller");
    }

    protected override void Subscribe()
    {
        Watch<Node>((node, _) => Enqueue(node), node => heartbeats.Remove(node.Metadata.Name ?? ""));
        Every(MonitorPeriod, Monitor);
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (nodes.Find("", key.Name) is not { } node) return;
        var taints = ConditionTaints.WithNoSchedule(node, Now);
        var some = nodes.List().Any(other => ConditionTaints.Condition(other, "Ready")?.Status == "True");
        // Where no node answers, the fault is more likely ours: nobody is driven away.
        taints = ConditionTaints.WithNoExecute(node with { Spec = node.Spec with { Taints = taints } }, mayAdd: some, Now);
        if (taints != node.Spec.Taints) node = nodes.Update(node with { Spec = node.Spec with { Taints = taints } }, ControllerName);
        if (ConditionTaints.Condition(node, "Ready") is { Status: "False" or "Unknown" }) MarkPodsNotReady(key.Name);
    }

    private void Monitor()
    {
        foreach (var node in nodes.List().ToArray())
        {
            if (Silence(node) is not { } since || Now - since.At < since.Allowed) continue;
            if (ConditionTaints.Condition(node, "Ready") is { Status: "Unknown" }) continue;
            var wasReady = ConditionTaints.Condition(node, "Ready")?.Status == "True";
            nodes.UpdateStatus(node with { Status = node.Status with { Conditions = Unknown(node) } }, ControllerName);
            if (wasReady) recorder.Event(node, "Normal", "NodeNotReady", $"Node {node.Metadata.Name} status is now: NodeNotReady");
        }
    }

    /// <summary>Since when nothing was heard of a node, and how long that may last.</summary>
    private (DateTimeOffset At, TimeSpan Allowed)? Silence(Node node)
    {
        var name = node.Metadata.Name ?? "";
        var ready = ConditionTaints.Condition(node, "Ready");
        var renewed = Context.Of<Lease>().Find(LeaseNamespace, name)?.Spec.RenewTime;
        if (!heartbeats.TryGetValue(name, out var last) || last.Posted != ready?.LastHeartbeatTime || last.Renewed != renewed)
        {
            // A first sight of a node that was never heard of counts from its making.
            var at = last is null && ready is null ? node.Metadata.CreationTimestamp ?? Now : Now;
            heartbeats[name] = last = new Heartbeat(ready?.LastHeartbeatTime, renewed, at);
        }

        return (last.At, ready is null ? StartupGracePeriod : GracePeriod);
    }

    private ValueList<NodeCondition> Unknown(Node node)
    {
        var conditions = node.Status.Conditions.ToList();
        foreach (var type in KubeletConditions)
        {
            var index = conditions.FindIndex(condition => condition.Type == type);
            if (index < 0)
            {
                conditions.Add(new NodeCondition
                {
                    Type = type,
                    Status = "Unknown",
                    Reason = "NodeStatusNeverUpdated",
                    Message = "Kubelet never posted node status.",
                    LastHeartbeatTime = node.Metadata.CreationTimestamp,
                    LastTransitionTime = Now,
                });
            }
            else if (conditions[index].Status != "Unknown")
            {
                conditions[index] = conditions[index] with { Status = "Unknown", Reason = "NodeStatusUnknown", Message = "Kubelet stopped posting node status.", LastTransitionTime = Now };
            }
        }

        return conditions.ToValueList();
    }

    private void MarkPodsNotReady(string node)
    {
        var pods = Context.Of<Pod>();
        foreach (var pod in byNode.Find(node).ToArray())
        {
            if (!pod.IsReady()) continue;
            var conditions = pod.Status.Conditions.Map(condition => condition.Type == "Ready" ? condition with { Status = "False", LastTransitionTime = Now } : condition);
            pods.UpdateStatus(pod with { Status = pod.Status with { Conditions = conditions } }, ControllerName);
            recorder.Event(pod, "Warning", "NodeNotReady", "Node is not ready");
        }
    }

    private sealed record Heartbeat(DateTimeOffset? Posted, DateTimeOffset? Renewed, DateTimeOffset At);
}
