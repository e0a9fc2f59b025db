using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Controllers.Pods;

namespace Podlab.Engine.Controllers.EndpointSlices;

/// <summary>Keeps the EndpointSlices of every service that selects pods: one for each set of ports, a hundred endpoints in each.</summary>
/// <remarks>Follows staging/src/k8s.io/endpointslice/reconciler.go (v1.36.3).</remarks>
internal sealed class EndpointSliceController(ControllerContext context) : ServiceWatcher(context, ControllerName)
{
    public const string ControllerName = "endpointslice-controller";
    private const string Manager = "endpointslice-controller.k8s.io";
    private const string ManagedBy = "endpointslice.kubernetes.io/managed-by";
    private const string ServiceName = "kubernetes.io/service-name";
    private const string ZoneLabel = "topology.kubernetes.io/zone";

    private protected override Retries Retries => Retries.OfSlices;

    protected override void Subscribe()
    {
        base.Subscribe();
        Watch<EndpointSlice>((slice, _) => EnqueueOwner(slice));
        Watch<Node>(NodeChanged);
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (Context.Of<Service>().Find(key.Namespace, key.Name) is not { } service || service.Spec.Type == "ExternalName" || service.Spec.Selector.IsEmpty) return;
        if (service.Metadata.DeletionTimestamp is not null) return;
        var client = Context.Of<EndpointSlice>();
        var existing = client.List(key.Namespace).Where(slice => slice.Metadata.Labels.GetValueOrDefault(ServiceName) == key.Name && slice.Metadata.Labels.GetValueOrDefault(ManagedBy) == Manager && slice.Metadata.DeletionTimestamp is null).ToList();
        var wantedSlices = Wanted(service, existing);
        existing.RemoveAll(slice => wantedSlices.Exists(wanted => wanted.Known == slice));
        foreach (var (ports, endpoints, match) in wantedSlices)
        {
            // Rather than to make one slice and delete another, the other becomes the one.
            var known = match;
            if (known is null && existing.Count > 0)
            {
                known = existing[0];
                existing.RemoveAt(0);
            }

            var slice = known ?? new EndpointSlice
            {
                AddressType = "IPv4",
                Metadata = new ObjectMeta { GenerateName = key.Name + "-", Namespace = key.Namespace, OwnerReferences = [Owners.ReferenceTo(service)] },
            };
            var wanted = slice with { Metadata = slice.Metadata with { Labels = Labels(service) }, Endpoints = endpoints, Ports = ports };
            if (known is null) client.Create(wanted, ControllerName);
            else if (wanted != known) client.Update(wanted, ControllerName);
        }

        foreach (var slice in existing) client.Delete(key.Namespace, slice.Metadata.Name ?? "", uid: slice.Metadata.Uid);
    }

    private static ValueMap<string> Labels(Service service)
    {
        var labels = service.Metadata.Labels.Set(ServiceName, service.Metadata.Name ?? "").Set(ManagedBy, Manager);
        return service.Spec.ClusterIP == "None" ? labels.Set(ServicePods.HeadlessLabel, "") : labels;
    }

    /// <summary>The slices as they should be, with those that are that already; without any endpoint one empty slice stands for all.</summary>
    private List<(ValueList<DiscoveryEndpointPort> Ports, ValueList<Endpoint> Endpoints, EndpointSlice? Known)> Wanted(Service service, List<EndpointSlice> existing)
    {
        var result = new List<(ValueList<DiscoveryEndpointPort>, ValueList<Endpoint>, EndpointSlice?)>();
        foreach (var group in ServicePods.Of(Context, service).GroupBy(pod => ServicePods.Ports(service, pod)))
        {
            var ports = group.Key.Map(port => new DiscoveryEndpointPort { Name = port.Name, Port = port.Number, Protocol = port.Protocol, AppProtocol = port.AppProtocol });
            var packed = SlicePacking.Pack(existing.FindAll(slice => slice.Ports == ports), [.. group.Select(pod => EndpointOf(service, pod))]);
            foreach (var (slice, endpoints) in packed) result.Add((ports, endpoints, slice));
        }

        if (result.Count == 0) result.Add((default, [], existing.Find(slice => slice.Ports.IsEmpty)));
        return result;
    }

    private Endpoint EndpointOf(Service service, Pod pod)
    {
        var serving = pod.IsReady();
        var terminating = pod.Metadata.DeletionTimestamp is not null;
        var ready = service.Spec.PublishNotReadyAddresses || (serving && !terminating);
        var zone = Context.Of<Node>().Find("", pod.Spec.NodeName ?? "")?.Metadata.Labels.GetValueOrDefault(ZoneLabel);
        return new Endpoint
        {
            Addresses = [pod.Status.PodIP ?? ""],
            Conditions = new EndpointConditions { Ready = ready, Serving = serving, Terminating = terminating },
            Hostname = ServicePods.HostnameIn(service, pod),
            NodeName = pod.Spec.NodeName,
            Zone = zone,
            TargetRef = ServicePods.Reference(pod),
            Hints = ready ? Hints(service.Spec.TrafficDistribution, zone, pod.Spec.NodeName) : null,
        };
    }

    private static EndpointHints? Hints(string? distribution, string? zone, string? node)
    {
        if (distribution is not ("PreferClose" or "PreferSameZone" or "PreferSameNode")) return null;
        var hints = new EndpointHints { ForZones = zone is null ? default : [new ForZone { Name = zone }] };
        if (distribution == "PreferSameNode" && node is not null) hints = hints with { ForNodes = [new ForNode { Name = node }] };
        return hints.ForZones.IsEmpty && hints.ForNodes.IsEmpty ? null : hints;
    }

    private void EnqueueOwner(EndpointSlice slice)
    {
        if (slice.Metadata.Labels.GetValueOrDefault(ManagedBy) == Manager && slice.Metadata.Labels.TryGetValue(ServiceName, out var name)) Enqueue(new ObjectKey(slice.Metadata.Namespace ?? "", name));
    }

    /// <summary>A node that comes or moves to another zone changes what the endpoints on it say.</summary>
    private void NodeChanged(Node node, Node? old)
    {
        if (old is not null && old.Metadata.Labels.GetValueOrDefault(ZoneLabel) == node.Metadata.Labels.GetValueOrDefault(ZoneLabel)) return;
        foreach (var service in Context.Of<Service>().List()) Enqueue(service);
    }
}
