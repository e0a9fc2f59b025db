using System.Net;
using System.Net.Sockets;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.EndpointSlices;

/// <summary>Copies Endpoints that somebody wrote by hand, for a service without a selector, into slices: proxies read slices only.</summary>
/// <remarks>Follows pkg/controller/endpointslicemirroring (v1.36.3): one slice for each subset of ports and family of addresses, a thousand addresses of a subset at most.</remarks>
internal sealed class EndpointSliceMirroringController(ControllerContext context) : Controller(context, ControllerName)
{
    public const string ControllerName = "endpointslice-mirroring-controller";
    private const string Manager = "endpointslicemirroring-controller.k8s.io";
    private const string ManagedBy = "endpointslice.kubernetes.io/managed-by";
    private const string ServiceName = "kubernetes.io/service-name";
    private const string SkipMirror = "endpointslice.kubernetes.io/skip-mirror";
    private const string Leader = "control-plane.alpha.kubernetes.io/leader";
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private const string LastChange = "endpoints.kubernetes.io/last-change-trigger-time";
    private const int AddressesPerSubset = 1000;
    private readonly IEventRecorder recorder = context.Recorder(ControllerName);

    private protected override Retries Retries => Retries.OfSlices;

    protected override void Subscribe()
    {
        Watch<Endpoints>((endpoints, _) => Enqueue(endpoints));
        Watch<Service>((service, _) => Enqueue(service));
        Watch<EndpointSlice>((slice, _) =>
        {
            if (IsOurs(slice) && slice.Metadata.Labels.TryGetValue(ServiceName, out var name)) Enqueue(new ObjectKey(slice.Metadata.Namespace ?? "", name));
        });
    }

    protected override void Reconcile(ObjectKey key)
    {
        var client = Context.Of<EndpointSlice>();
        var existing = client.List(key.Namespace).Where(slice => IsOurs(slice) && slice.Metadata.DeletionTimestamp is null && slice.Metadata.Labels.GetValueOrDefault(ServiceName) == key.Name).ToList();
        var mirrored = Context.Of<Endpoints>().Find(key.Namespace, key.Name) is { } found && IsMirrored(found) ? found : null;
        foreach (var (family, ports, endpoints) in mirrored is null ? [] : Wanted(mirrored))
        {
            var known = existing.Find(slice => slice.AddressType == family && slice.Ports == ports) ?? existing.Find(slice => slice.AddressType == family);
            if (known is not null) existing.Remove(known);
            var slice = known ?? new EndpointSlice { AddressType = family, Metadata = new ObjectMeta { GenerateName = key.Name + "-", Namespace = key.Namespace, OwnerReferences = [Owners.ReferenceTo(mirrored!)] } };
            var wanted = slice with { Metadata = slice.Metadata with { Labels = Labels(mirrored!), Annotations = Annotations(mirrored!) }, Endpoints = endpoints, Ports = ports };
            if (known is null) client.Create(wanted, ControllerName);
            else if (wanted != known) client.Update(wanted, ControllerName);
        }

        foreach (var slice in existing) client.Delete(key.Namespace, slice.Metadata.Name ?? "", uid: slice.Metadata.Uid);
    }

    private static bool IsOurs(EndpointSlice slice) => slice.Metadata.Labels.GetValueOrDefault(ManagedBy) == Manager;

    private static ValueMap<string> Labels(Endpoints endpoints) => endpoints.Metadata.Labels.Set(ServiceName, endpoints.Metadata.Name ?? "").Set(ManagedBy, Manager);

    private static ValueMap<string> Annotations(Endpoints endpoints) => endpoints.Metadata.Annotations.Remove(LastApplied).Remove(LastChange);

    private static Endpoint EndpointOf(EndpointAddress address, bool ready) => new()
    {
        Addresses = [address.Ip],
        Conditions = new EndpointConditions { Ready = ready },
        Hostname = string.IsNullOrEmpty(address.Hostname) ? null : address.Hostname,
        NodeName = address.NodeName,
        TargetRef = address.TargetRef,
    };

    /// <summary>Endpoints of a service that selects pods are not somebody's own, and leader elections once lived in such objects.</summary>
    private bool IsMirrored(Endpoints endpoints) =>
        endpoints.Metadata.DeletionTimestamp is null
        && endpoints.Metadata.Labels.GetValueOrDefault(SkipMirror) != "true"
        && !endpoints.Metadata.Annotations.ContainsKey(Leader)
        && Context.Of<Service>().Find(endpoints.Metadata.Namespace ?? "", endpoints.Metadata.Name ?? "") is { Spec.Selector.IsEmpty: true };

    private List<(string Family, ValueList<DiscoveryEndpointPort> Ports, ValueList<Endpoint> Endpoints)> Wanted(Endpoints endpoints)
    {
        var groups = new List<(string Family, ValueList<DiscoveryEndpointPort> Ports, List<Endpoint> Endpoints)>();
        var (invalid, skipped) = (0, 0);
        foreach (var subset in endpoints.Subsets)
        {
            var ports = subset.Ports.Map(port => new DiscoveryEndpointPort { Name = port.Name ?? "", Port = port.Port, Protocol = port.Protocol, AppProtocol = port.AppProtocol });
            var taken = 0;
            foreach (var (address, ready) in subset.Addresses.Select(address => (address, true)).Concat(subset.NotReadyAddresses.Select(address => (address, false))))
            {
                if (taken >= AddressesPerSubset)
                {
                    skipped++;
                    continue;
                }

                if (!IPAddress.TryParse(address.Ip, out var parsed))
                {
                    invalid++;
                    continue;
                }

                taken++;
                var family = parsed.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";
                var group = groups.Find(one => one.Family == family && one.Ports == ports);
                if (group.Endpoints is null) groups.Add(group = (family, ports, []));
                if (!group.Endpoints.Exists(other => other.Addresses[0] == address.Ip)) group.Endpoints.Add(EndpointOf(address, ready));
            }
        }

        if (invalid > 0) recorder.Event(endpoints, "Warning", "InvalidIPAddress", $"Skipped {invalid} invalid IP addresses when mirroring to EndpointSlices");
        if (skipped > 0) recorder.Event(endpoints, "Warning", "TooManyAddressesToMirror", $"A max of {AddressesPerSubset} addresses can be mirrored to EndpointSlices per Endpoints subset. {skipped + invalid} addresses were skipped");
        return [.. groups.Select(group => (group.Family, group.Ports, group.Endpoints.ToValueList()))];
    }
}
