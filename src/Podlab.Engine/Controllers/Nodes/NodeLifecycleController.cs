using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Nodes;

/// <summary>Keeps a node's NoSchedule taints what its conditions say, so that the scheduler needs to know taints only: a new node takes pods once it is ready.</summary>
/// <remarks>Follows doNoScheduleTaintingPass in pkg/controller/nodelifecycle/node_lifecycle_controller.go (v1.36.3).</remarks>
internal sealed class NodeLifecycleController(ControllerContext context) : Controller(context, ControllerName)
{
    public const string ControllerName = "node-lifecycle-controller";

    private const string NoSchedule = "NoSchedule";
    private const string Unschedulable = "node.kubernetes.io/unschedulable";

    /// <summary>The taint that a condition in a state asks for.</summary>
    private static readonly (string Condition, string Status, string Taint)[] Taints =
    [
        ("Ready", "False", "node.kubernetes.io/not-ready"),
        ("Ready", "Unknown", "node.kubernetes.io/unreachable"),
        ("MemoryPressure", "True", "node.kubernetes.io/memory-pressure"),
        ("DiskPressure", "True", "node.kubernetes.io/disk-pressure"),
        ("NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable"),
        ("PIDPressure", "True", "node.kubernetes.io/pid-pressure"),
    ];

    protected override void Subscribe() => Watch<Node>((node, _) => Enqueue(node), _ => { });

    protected override void Reconcile(ObjectKey key)
    {
        if (Context.Of<Node>().Find("", key.Name) is not { } node) return;
        var wanted = Taints.Where(rule => node.Status.Conditions.Any(condition => condition.Type == rule.Condition && condition.Status == rule.Status)).Select(rule => rule.Taint).ToList();
        if (node.Spec.Unschedulable) wanted.Add(Unschedulable);
        var kept = node.Spec.Taints.Where(taint => !IsOurs(taint) || wanted.Contains(taint.Key)).ToList();
        var missing = wanted.Where(name => !kept.Exists(taint => taint.Key == name && taint.Effect == NoSchedule)).ToList();
        if (missing.Count == 0 && kept.Count == node.Spec.Taints.Count) return;
        kept.AddRange(missing.Select(name => new Taint { Key = name, Effect = NoSchedule, TimeAdded = Now }));
        Context.Of<Node>().Update(node with { Spec = node.Spec with { Taints = kept.Count > 0 ? [.. kept] : default } }, "kube-controller-manager");
    }

    private static bool IsOurs(Taint taint) => taint.Effect == NoSchedule && (taint.Key == Unschedulable || Taints.Any(rule => rule.Taint == taint.Key));
}
