using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Controllers.Pods;

namespace Podlab.Engine.Controllers.EndpointSlices;

/// <summary>Keeps the Endpoints object of every service that selects pods.</summary>
/// <remarks>Follows pkg/controller/endpoint/endpoints_controller.go (v1.36.3).</remarks>
internal sealed class EndpointsController(ControllerContext context) : ServiceWatcher(context, ControllerName)
{
    public const string ControllerName = "endpoints-controller";
    private const string ManagedBy = "endpoints.kubernetes.io/managed-by";

    private protected override Retries Retries => Retries.Fifteen;

    /// <summary>Endpoints whose service went while nobody looked are found as they are listed.</summary>
    protected override void Subscribe()
    {
        base.Subscribe();
        Watch<Endpoints>(
            (endpoints, old) =>
            {
                if (old is null) Enqueue(endpoints);
            },
            Enqueue);
    }

    protected override void Reconcile(ObjectKey key)
    {
        var client = Context.Of<Endpoints>();
        var existing = client.Find(key.Namespace, key.Name);
        if (Context.Of<Service>().Find(key.Namespace, key.Name) is not { } service)
        {
            if (existing is not null && existing.Metadata.Labels.ContainsKey(ManagedBy)) client.Delete(key.Namespace, key.Name, uid: existing.Metadata.Uid);
            return;
        }

        if (!ServicePods.HasEndpoints(service)) return;
        var labels = service.Metadata.Labels.Set(ManagedBy, "endpoint-controller");
        if (service.Spec.ClusterIP == "None") labels = labels.Set(ServicePods.HeadlessLabel, "");
        var all = Subsets(service);
        var subsets = EndpointsCapacity.Truncate(all);
        var before = existing?.Metadata.Annotations ?? default;
        var annotations = subsets == all ? before.Remove(EndpointsCapacity.Annotation) : before.Set(EndpointsCapacity.Annotation, "truncated");
        if (existing is null) client.Create(new Endpoints { Metadata = new ObjectMeta { Name = key.Name, Namespace = key.Namespace, Labels = labels, Annotations = annotations }, Subsets = subsets }, ControllerName);
        else if (existing.Subsets != subsets || existing.Metadata.Labels != labels || before != annotations) client.Update(existing with { Metadata = existing.Metadata with { Labels = labels, Annotations = annotations }, Subsets = subsets }, ControllerName);
    }

    private ValueList<EndpointSubset> Subsets(Service service)
    {
        var groups = new List<(ValueList<ServicePortOnPod> Ports, List<EndpointAddress> Ready, List<EndpointAddress> Waiting)>();
        foreach (var pod in ServicePods.Of(Context, service))
        {
            if (pod.Metadata.DeletionTimestamp is not null && !service.Spec.PublishNotReadyAddresses) continue;
            var ports = ServicePods.Ports(service, pod);
            if (ports.IsEmpty && !service.Spec.Ports.IsEmpty) continue;
            var group = groups.Find(one => one.Ports == ports);
            if (group.Ready is null) groups.Add(group = (ports, [], []));
            var address = new EndpointAddress { Ip = pod.Status.PodIP ?? "", NodeName = pod.Spec.NodeName, Hostname = ServicePods.HostnameIn(service, pod), TargetRef = ServicePods.Reference(pod) };
            if (service.Spec.PublishNotReadyAddresses || pod.IsReady()) group.Ready.Add(address);
            else if (pod.Spec.RestartPolicy is "Always" or null || pod.Status.Phase != "Failed") group.Waiting.Add(address);
        }

        return groups.Select(group => new EndpointSubset
        {
            Addresses = Sorted(group.Ready),
            NotReadyAddresses = Sorted(group.Waiting),
            Ports = group.Ports.Map(port => new EndpointPort { Name = port.Name.Length == 0 ? null : port.Name, Port = port.Number, Protocol = port.Protocol, AppProtocol = port.AppProtocol }),
        }).ToValueList();
    }

    private static ValueList<EndpointAddress> Sorted(List<EndpointAddress> addresses) => addresses.Count == 0 ? default : addresses.OrderBy(address => address.Ip, StringComparer.Ordinal).ToValueList();
}
