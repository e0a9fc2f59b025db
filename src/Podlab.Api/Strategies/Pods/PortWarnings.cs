using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Pods;

/// <summary>Ports that two containers claim, or one twice: allowed, since nothing listens by declaration.</summary>
internal static class PortWarnings
{
    public static void Add(ref List<string>? warnings, string prefix, PodSpec spec)
    {
        var all = Ports(spec);
        if (all.Count < 2)
        {
            return;
        }
        for (var i = 1; i < all.Count; i++)
        {
            Number(ref warnings, prefix, all, i);
        }
        for (var i = 1; i < all.Count; i++)
        {
            Name(ref warnings, prefix, all, i);
        }
    }

    private static void Number(ref List<string>? warnings, string prefix, List<(string Path, ContainerPort Port)> all, int index)
    {
        var (path, port) = all[index];
        for (var i = 0; i < index; i++)
        {
            var other = all[i].Port;
            if (other.ContainerPortValue == port.ContainerPortValue && other.Protocol == port.Protocol
                && (other.HostPort == port.HostPort && other.HostIP == port.HostIP || (port.HostPort == 0 && other.HostPort == 0)))
            {
                PodWarnings.Say(ref warnings, $"{prefix}{path}: duplicate port definition with {prefix}{all[i].Path}");
                return;
            }
        }
    }

    private static void Name(ref List<string>? warnings, string prefix, List<(string Path, ContainerPort Port)> all, int index)
    {
        var (path, port) = all[index];
        for (var i = 0; i < index && !string.IsNullOrEmpty(port.Name); i++)
        {
            if (all[i].Port.Name == port.Name)
            {
                PodWarnings.Say(ref warnings, $"{prefix}{path}: duplicate port name \"{port.Name}\" with {prefix}{all[i].Path}, "
                    + $"services and probes that select ports by name will use {prefix}{all[i].Path}");
                return;
            }
        }
    }

    private static List<(string Path, ContainerPort Port)> Ports(PodSpec spec)
    {
        List<(string, ContainerPort)> all = [];
        for (var i = 0; i < spec.InitContainers.Count; i++)
        {
            for (var p = 0; p < spec.InitContainers[i].Ports.Count; p++)
            {
                all.Add(($"spec.initContainers[{i}].ports[{p}]", spec.InitContainers[i].Ports[p]));
            }
        }
        for (var i = 0; i < spec.Containers.Count; i++)
        {
            for (var p = 0; p < spec.Containers[i].Ports.Count; p++)
            {
                all.Add(($"spec.containers[{i}].ports[{p}]", spec.Containers[i].Ports[p]));
            }
        }
        return all;
    }
}
