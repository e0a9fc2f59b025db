using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Nodes;

/// <summary>The conditions that a kubelet writes of its node, in its order and words.</summary>
/// <remarks>Follows pkg/kubelet/nodestatus/setters.go (v1.36.3).</remarks>
internal static class NodeConditions
{
    private static readonly (string Type, (string Reason, string Message) True, (string Reason, string Message) False)[] Pressures =
    [
        ("MemoryPressure", ("KubeletHasInsufficientMemory", "kubelet has insufficient memory available"), ("KubeletHasSufficientMemory", "kubelet has sufficient memory available")),
        ("DiskPressure", ("KubeletHasDiskPressure", "kubelet has disk pressure"), ("KubeletHasNoDiskPressure", "kubelet has no disk pressure")),
        ("PIDPressure", ("KubeletHasInsufficientPID", "kubelet has insufficient PID available"), ("KubeletHasSufficientPID", "kubelet has sufficient PID available")),
    ];

    /// <param name="pressures">The types that are true.</param>
    public static List<NodeCondition> Make(ValueList<NodeCondition> old, IReadOnlyList<string> pressures, bool isShuttingDown, DateTimeOffset now)
    {
        var made = new List<NodeCondition>();
        foreach (var (type, yes, no) in Pressures)
        {
            var present = pressures.Contains(type);
            made.Add(Condition(type, present, present ? yes : no));
        }

        made.Add(Condition("Ready", !isShuttingDown, isShuttingDown ? ("KubeletNotReady", "node is shutting down") : ("KubeletReady", "kubelet is posting ready status")));
        foreach (var condition in old)
        {
            if (!made.Exists(own => own.Type == condition.Type)) made.Insert(0, condition);
        }

        return made;

        NodeCondition Condition(string type, bool status, (string Reason, string Message) why)
        {
            var text = status ? "True" : "False";
            var before = Find(old, type);
            return new NodeCondition { Type = type, Status = text, Reason = why.Reason, Message = why.Message, LastHeartbeatTime = now, LastTransitionTime = before?.Status == text ? before.LastTransitionTime : now };
        }
    }

    /// <summary>What the kubelet says aloud when a condition has changed: the reasons of its events.</summary>
    public static IEnumerable<string> Changes(ValueList<NodeCondition> old, IEnumerable<NodeCondition> now)
    {
        foreach (var condition in now)
        {
            if (Find(old, condition.Type) is not { } before || before.Status == condition.Status) continue;
            if (condition.Type == "Ready") yield return condition.Status == "True" ? "NodeReady" : "NodeNotReady";
            else if (condition.Type is "MemoryPressure" or "DiskPressure" or "PIDPressure") yield return condition.Reason!.Replace("Kubelet", "Node", StringComparison.Ordinal);
        }
    }

    private static NodeCondition? Find(ValueList<NodeCondition> conditions, string type)
    {
        foreach (var condition in conditions)
        {
            if (condition.Type == type) return condition;
        }

        return null;
    }
}
