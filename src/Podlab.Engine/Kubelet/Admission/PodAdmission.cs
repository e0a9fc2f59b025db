using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Resources;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Scheduling.Matching;

namespace Podlab.Engine.Kubelet.Admission;

/// <summary>Whether the node takes a pod that was bound to it.</summary>
/// <remarks>Follows pkg/kubelet/lifecycle/predicate.go and pkg/kubelet/sysctl (v1.36.3).</remarks>
internal static class PodAdmission
{
    private static readonly string[] SafeSysctls =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    ];

    /// <returns>Null: it does.</returns>
    /// <param name="others">The pods that the node knows; those that have ended use nothing.</param>
    public static (string Reason, string Message)? Refuse(Pod pod, Node? node, IReadOnlyCollection<PodWorker> others)
    {
        if (pod.Spec.Os is { } system && system.Name != "linux") return ("PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS");
        if (Sysctls(pod) is { } sysctl) return sysctl;
        if (node is null) return null;
        if (Resources(pod, node, others) is { } resource) return resource;
        if (NodeRequirement.Of(pod.Spec) is { } requirement && !requirement.Matches(node)) return ("NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector");

        if (HostPorts(pod, others)) return ("NodePorts", "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports");
        return Taints(pod, node);
    }

    private static (string Reason, string Message)? Sysctls(Pod pod)
    {
        if (pod.Spec.SecurityContext is not { } security) return null;
        foreach (var sysctl in security.Sysctls)
        {
            if (!SafeSysctls.Contains(sysctl.Name.Replace('/', '.'))) return ("SysctlForbidden", $"forbidden sysctl: \"{sysctl.Name}\" not allowlisted");
        }

        return null;
    }

    private static (string Reason, string Message)? Resources(Pod pod, Node node, IReadOnlyCollection<PodWorker> others)
    {
        var capacity = node.Status.Allocatable;
        // Who has ended is only counted out where all that are known would be too many.
        if (capacity.GetValueOrDefault("pods") is { } pods && others.Count + 1 > pods.Value && others.Count(other => !other.IsTerminated) is var running && running + 1 > pods.Value)
            return ("OutOfpods", $"Node didn't have enough resource: pods, requested: 1, used: {running}, capacity: {pods.Value}");
        foreach (var (name, available) in capacity)
        {
            if (name is "pods") continue;
            var requested = PodRequests.Of(pod.Spec, name);
            if (requested == 0) continue;
            long used = 0;
            foreach (var other in others)
            {
                if (!other.IsTerminated) used += PodRequests.Of(other.Pod.Spec, name);
            }

            var total = name == "cpu" ? available.MilliValue : available.Value;
            if (requested + used > total) return ($"OutOf{name}", $"Node didn't have enough resource: {name}, requested: {requested}, used: {used}, capacity: {total}");
        }

        return null;
    }

    private static bool HostPorts(Pod pod, IReadOnlyCollection<PodWorker> others)
    {
        HashSet<(int, string)>? wanted = null;
        foreach (var container in pod.Spec.Containers)
        {
            foreach (var port in container.Ports)
            {
                if (port.HostPort != 0) (wanted ??= []).Add((port.HostPort, port.Protocol ?? "TCP"));
            }
        }

        if (wanted is null) return false;
        foreach (var other in others)
        {
            if (other.IsTerminated) continue;
            foreach (var container in other.Pod.Spec.Containers)
            {
                foreach (var port in container.Ports)
                {
                    if (port.HostPort != 0 && wanted.Contains((port.HostPort, port.Protocol ?? "TCP"))) return true;
                }
            }
        }

        return false;
    }

    private static (string Reason, string Message)? Taints(Pod pod, Node node)
    {
        foreach (var taint in node.Spec.Taints)
        {
            if (taint.Effect != "NoExecute") continue;
            var tolerated = false;
            foreach (var toleration in pod.Spec.Tolerations)
            {
                if (!string.IsNullOrEmpty(toleration.Effect) && toleration.Effect != taint.Effect) continue;
                if (toleration.Operator == "Exists" ? string.IsNullOrEmpty(toleration.Key) || toleration.Key == taint.Key : toleration.Key == taint.Key && (toleration.Value ?? "") == (taint.Value ?? "")) tolerated = true;
            }

            if (!tolerated) return ("TaintToleration", "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate");
        }

        return null;
    }
}
