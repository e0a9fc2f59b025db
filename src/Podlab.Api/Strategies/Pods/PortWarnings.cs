using Podlab.Api.Compute;
using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Pods;

/// <summary>Ports that two containers claim, or one twice: allowed, since nothing listens by declaration.</summary>
internal static class PortWarnings
{
    public static void Add(ref List<string>? warnings, string prefix, PodSpec spec)
    {
        var all = Ports(spec);
        for (var i = 0; i < all.Count; i++)
        {
            var (path, port, _) = all[i];
            if (!string.IsNullOrEmpty(port.HostIP) && port.HostPort == 0)
            {
                PodWarnings.Say(ref warnings, $"{prefix}{path}: hostIP set without hostPort: "
                    + $"{{Name:{port.Name} HostPort:{port.HostPort} ContainerPort:{port.ContainerPortValue} Protocol:{port.Protocol} HostIP:{port.HostIP}}}");
            }
            Number(ref warnings, prefix, all, i);
            Name(ref warnings, prefix, all, i);
        }
    }

    private static void Number(ref List<string>? warnings, string prefix, List<(string Path, ContainerPort Port, bool Stays)> all, int index)
    {
        var (path, port, _) = all[index];
        for (var i = 0; i < index; i++)
        {
            var other = all[i].Port;
            if (other.ContainerPortValue == port.ContainerPortValue && other.Protocol == port.Protocol && Clash(port, other) is { } clash)
            {
                PodWarnings.Say(ref warnings, $"{prefix}{path}: {clash} port definition with {prefix}{all[i].Path}");
            }
        }
    }

    /// <summary>What two claims of one port are; null where both can be had.</summary>
    private static string? Clash(ContainerPort port, ContainerPort other)
    {
        var (ip, otherIp) = (port.HostIP ?? "", other.HostIP ?? "");
        if (ip == otherIp && port.HostPort == other.HostPort)
        {
            return "duplicate";
        }
        if (port.HostPort == 0 || other.HostPort == 0)
        {
            return "overlapping";
        }
        return port.HostPort == other.HostPort && ip.Length == 0 != (otherIp.Length == 0) ? "dangerously ambiguous" : null;
    }

    private static void Name(ref List<string>? warnings, string prefix, List<(string Path, ContainerPort Port, bool Stays)> all, int index)
    {
        var (path, port, stays) = all[index];
        for (var i = 0; i < index && stays && !string.IsNullOrEmpty(port.Name); i++)
        {
            if (all[i].Stays && all[i].Port.Name == port.Name)
            {
                PodWarnings.Say(ref warnings, $"{prefix}{path}: duplicate port name \"{port.Name}\" with {prefix}{all[i].Path}, "
                    + $"services and probes that select ports by name will use {prefix}{all[i].Path}");
                return;
            }
        }
    }

    /// <summary>Ports in the order of their containers; an init container that ends is asked by no service.</summary>
    private static List<(string Path, ContainerPort Port, bool Stays)> Ports(PodSpec spec)
    {
        List<(string, ContainerPort, bool)> all = [];
        for (var i = 0; i < spec.InitContainers.Count; i++)
        {
            for (var p = 0; p < spec.InitContainers[i].Ports.Count; p++)
            {
                all.Add(($"spec.initContainers[{i}].ports[{p}]", spec.InitContainers[i].Ports[p], PodResources.IsSidecar(spec.InitContainers[i])));
            }
        }
        for (var i = 0; i < spec.Containers.Count; i++)
        {
            for (var p = 0; p < spec.Containers[i].Ports.Count; p++)
            {
                all.Add(($"spec.containers[{i}].ports[{p}]", spec.Containers[i].Ports[p], true));
            }
        }
        return all;
    }
}
