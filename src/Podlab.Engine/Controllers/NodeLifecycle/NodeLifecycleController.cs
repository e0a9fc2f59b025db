using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Pods;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.NodeLifecycle;

/// <summary>
/// Taints nodes as their conditions ask, and takes a node whose kubelet has fallen silent for unreachable: its conditions become Unknown, its pods not ready.
/// </summary>
/// <remarks>Follows pkg/controller/nodelifecycle/node_lifecycle_controller.go (v1.36.3): looked at every 5 s, silent after 50 s. Pods of a node that says itself that it is not ready are its kubelet's business.</remarks>
internal sealed class NodeLifecycleController : Controller
{
    public const string ControllerName = "node-lifecycle-controller";
    private const string ExcludedFromDisruption = "node.kubernetes.io/exclude-disruption";
    private const string LeaseNamespace = "kube-node-lease";
    private static readonly TimeSpan MonitorPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan StartupGracePeriod = TimeSpan.FromSeconds(60);

    /// <summary>Labels that must say the same under their old names (labelReconcileInfo).</summary>
    private static readonly (string Stable, string Beta)[] OldLabels = [("kubernetes.io/os", "beta.kubernetes.io/os"), ("kubernetes.io/arch", "beta.kubernetes.io/arch")];
    private static readonly string[] KubeletConditions = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

    private readonly ResourceClient<Node> nodes;
    private readonly ObjectIndex<Pod> byNode;
    private readonly IEventRecorder recorder;
    private readonly SortedDictionary<string, ZoneEvictor> evictors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Heartbeat> heartbeats = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Node> known = new(StringComparer.Ordinal);
    private bool hasLooked;
    private bool wasLost;

    public NodeLifecycleController(ControllerContext context)
        : base(context, ControllerName)
    {
        nodes = context.Of<Node>();
        byNode = context.Of<Pod>().Index(pod => string.IsNullOrEmpty(pod.Spec.NodeName) ? null : pod.Spec.NodeName);
        recorder = context.Recorder("node-controller");
    }

    protected override void Subscribe()
    {
        Watch<Node>((node, _) => Enqueue(node), Forget);
        Every(MonitorPeriod, Monitor);
    }

    /// <inheritdoc/>
    protected override void Stopped()
    {
        heartbeats.Clear();
        known.Clear();
        (hasLooked, wasLost) = (false, false);
        foreach (var evictor in evictors.Values) evictor.Clear();
        evictors.Clear();
    }

    /// <summary>What keeps new pods away follows a node's conditions at once; what drives pods away waits for the next look.</summary>
    protected override void Reconcile(ObjectKey key)
    {
        if (nodes.Find("", key.Name) is not { } node) return;
        var taints = ConditionTaints.WithNoSchedule(node, Now);
        var labels = node.Metadata.Labels;
        foreach (var (stable, beta) in OldLabels)
        {
            if (labels.TryGetValue(stable, out var value) && labels.GetValueOrDefault(beta) != value) labels = labels.Set(beta, value);
        }

        if (taints != node.Spec.Taints || labels != node.Metadata.Labels)
            nodes.Update(node with { Metadata = node.Metadata with { Labels = labels }, Spec = node.Spec with { Taints = taints } }, ControllerName);
    }

    private void Forget(Node node)
    {
        heartbeats.Remove(node.Metadata.Name ?? "");
        foreach (var evictor in evictors.Values) evictor.Remove(node.Metadata.Name ?? "");
    }

    private void Monitor()
    {
        Register();
        foreach (var node in nodes.List().ToArray()) Judge(node);
        Disrupt();
        foreach (var node in nodes.List().ToArray()) Evict(node);
    }

    /// <summary>Tells of nodes that have come or gone since the last look. Those of the first are no news: the manager is older than the cluster's first instant.</summary>
    private void Register()
    {
        var present = nodes.List().ToDictionary(node => node.Metadata.Name ?? "", StringComparer.Ordinal);
        foreach (var node in present.Values.Where(node => !known.ContainsKey(node.Metadata.Name ?? "")).ToList())
        {
            known[node.Metadata.Name ?? ""] = node;
            if (hasLooked) recorder.Event(node, "Normal", "RegisteredNode", $"Node {node.Metadata.Name} event: Registered Node {node.Metadata.Name} in Controller");
        }

        foreach (var node in known.Values.Where(node => !present.ContainsKey(node.Metadata.Name ?? "")).ToList())
        {
            known.Remove(node.Metadata.Name ?? "");
            recorder.Event(node, "Normal", "RemovingNode", $"Node {node.Metadata.Name} event: Removing Node {node.Metadata.Name} from Controller");
        }

        hasLooked = true;
    }

    /// <summary>A node that has been silent for too long is unknown, and its pods are not ready.</summary>
    private void Judge(Node node)
    {
        var since = Silence(node);
        if (Now - since.At <= since.Allowed || ConditionTaints.Condition(node, "Ready") is { Status: "Unknown" }) return;
        var wasReady = ConditionTaints.Condition(node, "Ready")?.Status == "True";
        nodes.UpdateStatus(node with { Status = node.Status with { Conditions = Unknown(node) } }, ControllerName);
        if (!wasReady) return;
        recorder.Event(node, "Normal", "NodeNotReady", $"Node {node.Metadata.Name} status is now: NodeNotReady");
        MarkPodsNotReady(node.Metadata.Name ?? "");
    }

    /// <summary>Asks for the taint that drives pods away, or takes it from a node that is ready again.</summary>
    private void Evict(Node node)
    {
        var name = node.Metadata.Name ?? "";
        var evictor = EvictorOf(ConditionTaints.ZoneOf(node));
        if (ConditionTaints.Condition(node, "Ready") is not { Status: "False" or "Unknown" })
        {
            evictor.Remove(name);
            WriteTaints(node, ConditionTaints.WithoutNoExecute(node));
        }
        else if (ConditionTaints.HasNoExecute(node))
        {
            // From one kind of not ready to the other: nothing new, so nothing to wait for.
            WriteTaints(node, ConditionTaints.WithNoExecute(node, Now));
        }
        else
        {
            evictor.Add(name);
        }
    }

    private ZoneEvictor EvictorOf(string zone)
    {
        if (!evictors.TryGetValue(zone, out var evictor)) evictors.Add(zone, evictor = new ZoneEvictor(Context.Clock, name => Attempt(() => Taint(name))));
        return evictor;
    }

    private void Taint(string name)
    {
        if (nodes.Find("", name) is { } node && ConditionTaints.Condition(node, "Ready") is { Status: "False" or "Unknown" }) WriteTaints(node, ConditionTaints.WithNoExecute(node, Now));
    }

    /// <summary>Where no node at all answers, the fault is more likely ours: nobody is driven away. Where most of a zone is lost it goes slower, or not at all.</summary>
    private void Disrupt()
    {
        var states = nodes.List().Where(node => !node.Metadata.Labels.ContainsKey(ExcludedFromDisruption)).GroupBy(ConditionTaints.ZoneOf, StringComparer.Ordinal).Select(group => (Zone: group.Key, State: ZoneState.Of(group))).ToList();
        var lost = states.TrueForAll(zone => zone.State.IsFullyDisrupted);
        if (wasLost && !lost)
        {
            // When the first answers again, the others get their time anew.
            foreach (var (name, heartbeat) in heartbeats.ToArray()) heartbeats[name] = heartbeat with { At = Now };
        }

        wasLost = lost;
        if (lost)
        {
            foreach (var node in nodes.List().ToArray()) WriteTaints(node, ConditionTaints.WithoutNoExecute(node));
        }

        foreach (var (zone, state) in states)
        {
            var evictor = EvictorOf(zone);
            if (lost) evictor.Clear();
            evictor.Limit(lost ? 0 : state.TaintsPerSecond);
        }
    }

    private void WriteTaints(Node node, ValueList<Taint> taints)
    {
        if (taints != node.Spec.Taints) nodes.Update(node with { Spec = node.Spec with { Taints = taints } }, ControllerName);
    }

    /// <summary>Since when nothing was heard of a node, and how long that may last.</summary>
    private (DateTimeOffset At, TimeSpan Allowed) Silence(Node node)
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
