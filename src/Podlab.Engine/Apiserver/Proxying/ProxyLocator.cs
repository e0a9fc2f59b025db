using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Requests;

namespace Podlab.Engine.Apiserver.Proxying;

/// <summary>Finds the address that a request to <c>…/proxy</c> goes to.</summary>
/// <remarks>Follows pkg/registry/core/pod/strategy.go ResourceLocation and pkg/registry/core/service/storage/storage.go ResourceLocation (v1.36.3).</remarks>
internal sealed class ProxyLocator(ApiServer server)
{
    private int turn;

    /// <exception cref="ApiException">There is nobody to ask.</exception>
    public ProxyLocation Find(RequestTarget target) => target.Resource.Kind.Kind switch
    {
        "Pod" => PodOf(target),
        "Service" => EndpointOf(target),
        _ => throw ApiException.NoSuchResource(),
    };

    private ProxyLocation PodOf(RequestTarget target)
    {
        var asked = ProxiedName.Parse(target.Name!) ?? throw ApiException.BadRequest($"invalid pod request \"{target.Name}\"");
        var pod = Get<Pod>(target, asked.Name);
        var port = asked.Port;
        if (port.Length == 0) port = pod.Spec.Containers.Select(container => container.Ports).FirstOrDefault(ports => !ports.IsEmpty).FirstOrDefault()?.ContainerPortValue.ToString(CultureInfo.InvariantCulture) ?? "";
        if (pod.Status.PodIP is not { Length: > 0 } address) throw ApiException.BadRequest("address not allowed");
        return new ProxyLocation(asked.Scheme, address, port);
    }

    private ProxyLocation EndpointOf(RequestTarget target)
    {
        var asked = ProxiedName.Parse(target.Name!) ?? throw ApiException.BadRequest($"invalid service request \"{target.Name}\"");
        var port = asked.Port;
        if (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            port = Get<Service>(target, asked.Name).Spec.Ports.FirstOrDefault(candidate => candidate.Port == number) is { } found ? found.Name ?? ""
                : throw ApiException.Unavailable($"no service port {number.ToString(CultureInfo.InvariantCulture)} found for service \"{asked.Name}\"");
        }

        var subsets = Get<Endpoints>(target, asked.Name).Subsets;
        if (subsets.IsEmpty) throw ApiException.Unavailable($"no endpoints available for service \"{asked.Name}\"");
        foreach (var subset in subsets)
        {
            if (subset.Addresses.IsEmpty) continue;
            foreach (var candidate in subset.Ports)
            {
                // The real server draws one; here they take turns.
                if ((candidate.Name ?? "") == port) return new ProxyLocation(asked.Scheme, subset.Addresses[turn++ % subset.Addresses.Count].Ip, candidate.Port.ToString(CultureInfo.InvariantCulture));
            }
        }

        throw ApiException.Unavailable($"no endpoints available for service \"{target.Name}\"");
    }

    private T Get<T>(RequestTarget target, string name) where T : class, IKubernetesObject<T>
    {
        var resource = ApiServer.ResourceOf(T.GroupVersionKind);
        return (T)(server.Store.Find(resource, target.Namespace ?? "", name) ?? throw ApiException.NotFound(resource, name)).Value;
    }
}

/// <param name="Port">Empty: the scheme's own.</param>
internal sealed record ProxyLocation(string Scheme, string Address, string Port)
{
    public bool IsSecure => Scheme == "https";

    public int PortNumber => int.TryParse(Port, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : IsSecure ? 443 : 80;

    public string Host => Port.Length == 0 ? Address : $"{Address}:{Port}";
}
