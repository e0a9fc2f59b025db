using Podlab.Api.Model;
using Podlab.Engine.Chance;
using Podlab.Engine.Store;

namespace Podlab.Engine.Apiserver.Services;

/// <summary>What the stored services hold, but for the one that is being written.</summary>
internal sealed class ServiceClaims
{
    private static readonly ResourceInfo Services = Resources.All.Single(resource => resource.Kind == Service.GroupVersionKind);

    public ServiceClaims(ObjectStore store, Service? except)
    {
        foreach (var stored in store.List(Services))
        {
            var service = (Service)stored.Value;
            if (except is not null && service.Metadata.Uid == except.Metadata.Uid) continue;
            foreach (var address in service.Spec.ClusterIPs) Addresses.Add(address);
            foreach (var port in service.Spec.Ports)
            {
                if (port.NodePort != 0) Ports.Add(port.NodePort);
            }

            if (service.Spec.HealthCheckNodePort != 0) Ports.Add(service.Spec.HealthCheckNodePort);
        }
    }

    public HashSet<string> Addresses { get; } = [];

    public HashSet<int> Ports { get; } = [];

    public string Draw(SeededRandom random) => ServiceRange.Draw(Addresses, random) ?? throw ApiException.Internal("failed to allocate a serviceIP: range is full");
}
