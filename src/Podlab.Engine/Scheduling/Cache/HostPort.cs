using Podlab.Api.Model;

namespace Podlab.Engine.Scheduling.Cache;

/// <summary>A port of the node that a container takes.</summary>
public readonly record struct HostPort(string Ip, string Protocol, int Port)
{
    private const string AnyIp = "0.0.0.0";

    /// <summary>Those of the containers and of the init containers that keep running.</summary>
    public static HostPort[] Of(PodSpec spec)
    {
        List<HostPort>? ports = null;
        foreach (var container in spec.Containers) Collect(container, ref ports);
        foreach (var container in spec.InitContainers)
        {
            if (container.RestartPolicy == "Always") Collect(container, ref ports);
        }

        return ports is null ? [] : [.. ports];
    }

    /// <summary>The same port and protocol on addresses that overlap.</summary>
    public bool Conflicts(HostPort other) =>
        Port == other.Port && Protocol == other.Protocol && (Ip == other.Ip || Ip == AnyIp || other.Ip == AnyIp);

    private static void Collect(Container container, ref List<HostPort>? ports)
    {
        foreach (var port in container.Ports)
        {
            if (port.HostPort <= 0) continue;
            var ip = string.IsNullOrEmpty(port.HostIP) ? AnyIp : port.HostIP;
            var protocol = string.IsNullOrEmpty(port.Protocol) ? "TCP" : port.Protocol;
            (ports ??= []).Add(new HostPort(ip, protocol, port.HostPort));
        }
    }
}
