using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Api.Strategies.Core;
using Podlab.Api.Validation;
using Podlab.Engine.Chance;

namespace Podlab.Engine.Apiserver.Services;

/// <summary>Gives the ports of one service their node ports. The same port under two protocols shares one.</summary>
internal sealed class ServicePortAllotment(Service service, Service? old, HashSet<int> taken, SeededRandom random)
{
    private const int First = 30_000;
    private const int End = 32_768;

    /// <summary>The lowest ports are given only on request, or when the others are gone.</summary>
    private const int OnRequest = 86;

    private readonly Dictionary<int, int> ofPort = [];
    private readonly FieldErrorList errors = new();

    public ValueList<ServicePort> Give()
    {
        var ports = service.Spec.Ports.ToArray();
        for (var i = 0; i < ports.Length; i++)
        {
            if (ports[i].NodePort == 0 && !ServiceRules.NeedsNodePorts(service.Spec)) continue;
            ports[i] = ports[i] with { NodePort = Give(ports, i) };
        }

        ServiceAllocation.Refuse(service, errors);
        return [.. ports];
    }

    /// <summary>A free port of the range.</summary>
    public static int Draw(HashSet<int> taken, SeededRandom random) =>
        Draw(First + OnRequest, End, taken, random) ?? Draw(First, First + OnRequest, taken, random) ?? throw ApiException.Internal("failed to allocate a nodePort: range is full");

    private static int? Draw(int from, int to, HashSet<int> taken, SeededRandom random)
    {
        var start = random.Next(to - from);
        for (var i = 0; i < to - from; i++)
        {
            var port = from + ((start + i) % (to - from));
            if (taken.Add(port)) return port;
        }

        return null;
    }

    private int Give(ServicePort[] ports, int index)
    {
        var port = ports[index];
        if (!ofPort.TryGetValue(port.Port, out var given))
        {
            var asked = port.NodePort != 0 ? port.NodePort : Array.Find(ports, other => other.Port == port.Port && other.NodePort != 0)?.NodePort ?? 0;
            if (asked != 0) Claim(asked, index);
            return ofPort[port.Port] = asked != 0 ? asked : Draw(taken, random);
        }

        if (port.NodePort == 0) return given;
        if (port.NodePort != given) Claim(port.NodePort, index);
        return port.NodePort;
    }

    private void Claim(int asked, int index)
    {
        var path = FieldPath.Spec.Child("ports").Index(index).Child("nodePort");
        var kept = old?.Spec.Ports.Any(port => port.NodePort == asked) == true;
        if (asked is < First or >= End) errors.Invalid(path, asked, $"provided port is not in the valid range. The range of valid ports is {First}-{End - 1}");
        else if (!taken.Add(asked) && !kept) errors.Invalid(path, asked, "provided port is already allocated");
    }
}
