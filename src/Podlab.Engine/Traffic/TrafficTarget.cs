using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Network;

namespace Podlab.Engine.Traffic;

/// <summary>Where requests go, made out of a plan's words.</summary>
/// <param name="Path">The path and query of HTTP; null: a connection alone.</param>
internal sealed record TrafficTarget(string Host, int Port, string? Path)
{
    /// <exception cref="TrafficException">The target is not understood, or there is no such thing.</exception>
    public static TrafficTarget Parse(Cluster cluster, TrafficPlan plan, NetworkNamespace from)
    {
        var text = plan.Target;
        if (text.StartsWith("svc/", StringComparison.Ordinal) || text.StartsWith("service/", StringComparison.Ordinal)) return OfService(cluster, plan, text[(text.IndexOf('/', StringComparison.Ordinal) + 1)..], from);
        if (text.StartsWith("pod/", StringComparison.Ordinal)) return OfPod(cluster, plan, text[4..]);
        if (text.StartsWith("http://", StringComparison.Ordinal)) return OfUrl(text, text["http://".Length..]);
        if (text.Contains("://", StringComparison.Ordinal)) throw new TrafficException($"\"{text}\": only http:// is known.");
        var (host, port) = Split(text, text);
        return port is { } number ? new TrafficTarget(host, number, null) : throw new TrafficException($"\"{text}\" names no port. Write http://{text}/, svc/{text}, or HOST:PORT for connections alone.");
    }

    private static TrafficTarget OfUrl(string text, string rest)
    {
        var slash = rest.IndexOfAny(['/', '?']);
        var (host, port) = Split(text, slash < 0 ? rest : rest[..slash]);
        if (host.Length == 0) throw new TrafficException($"\"{text}\" names no host.");
        var path = slash < 0 ? "/" : rest[slash] == '?' ? "/" + rest[slash..] : rest[slash..];
        return new TrafficTarget(host, port ?? 80, path);
    }

    private static (string Host, int? Port) Split(string text, string authority)
    {
        var colon = authority.LastIndexOf(':');
        if (colon < 0) return (authority, null);
        return int.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? (authority[..colon], port) : throw new TrafficException($"\"{text}\": {authority[(colon + 1)..]} is no port.");
    }

    private static (string Name, string? Port, string? Path) Parts(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (head, path) = slash < 0 ? (text, null) : (text[..slash], text[slash..]);
        var colon = head.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (head, null, path) : (head[..colon], head[(colon + 1)..], path);
    }

    private static TrafficTarget OfService(Cluster cluster, TrafficPlan plan, string text, NetworkNamespace from)
    {
        var (name, wanted, path) = Parts(text);
        var service = cluster.Api.Of<Service>().Find(plan.Namespace, name) ?? throw new TrafficException($"there is no service \"{name}\" in namespace \"{plan.Namespace}\".");
        var port = service.Spec.Ports.FirstOrDefault(own => wanted is null || own.Name == wanted || own.Port.ToString(CultureInfo.InvariantCulture) == wanted)
            ?? throw new TrafficException($"service \"{name}\" has no port {wanted ?? "at all"}.");
        if (from.Node is not null) return new TrafficTarget($"{name}.{plan.Namespace}.svc.{Cluster.Domain}", port.Port, path ?? "/");
        if ((service.Status.LoadBalancer?.Ingress ?? default).FirstOrDefault(ingress => !string.IsNullOrEmpty(ingress.Ip)) is { Ip: { } ip }) return new TrafficTarget(ip, port.Port, path ?? "/");
        if (!service.Spec.ExternalIPs.IsEmpty) return new TrafficTarget(service.Spec.ExternalIPs[0], port.Port, path ?? "/");
        if (port.NodePort > 0) return new TrafficTarget(cluster.Network.AddNode(cluster.Network.Nodes.First()).Address, port.NodePort, path ?? "/");
        throw new TrafficException($"service \"{name}\" cannot be reached from outside: it has no node port, external IP or load balancer address. Send from a pod or a node.");
    }

    private static TrafficTarget OfPod(Cluster cluster, TrafficPlan plan, string text)
    {
        var (name, wanted, path) = Parts(text);
        var pod = cluster.Api.Of<Pod>().Find(plan.Namespace, name) ?? throw new TrafficException($"there is no pod \"{name}\" in namespace \"{plan.Namespace}\".");
        if (string.IsNullOrEmpty(pod.Status.PodIP)) throw new TrafficException($"pod \"{name}\" has no address yet.");
        var declared = pod.Spec.Containers.SelectMany(container => container.Ports).FirstOrDefault(port => wanted is null || port.Name == wanted);
        var number = int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : declared?.ContainerPortValue ?? throw new TrafficException($"pod \"{name}\" names no port{(wanted is null ? "" : " " + wanted)}. Write pod/{name}:8080.");
        return new TrafficTarget(pod.Status.PodIP, number, path ?? "/");
    }
}
