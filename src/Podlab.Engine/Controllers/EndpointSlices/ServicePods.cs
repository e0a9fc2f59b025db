using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.EndpointSlices;

/// <summary>Which pods a service stands for, and on which ports they listen for it.</summary>
/// <remarks>Follows pkg/controller/util/endpoint and staging/src/k8s.io/endpointslice/utils.go (v1.36.3).</remarks>
internal static class ServicePods
{
    public const string HeadlessLabel = "service.kubernetes.io/headless";

    public static bool HasEndpoints(Service service) => service.Spec.Type != "ExternalName" && !service.Spec.Selector.IsEmpty && service.Metadata.DeletionTimestamp is null;

    public static bool Selects(Service service, Pod pod)
    {
        if (service.Spec.Selector.IsEmpty) return false;
        foreach (var (key, value) in service.Spec.Selector)
        {
            if (!pod.Metadata.Labels.TryGetValue(key, out var actual) || actual != value) return false;
        }

        return true;
    }

    /// <summary>Pods that have an address and have not ended, by name.</summary>
    public static List<Pod> Of(ControllerContext context, Service service) =>
        [.. context.Of<Pod>().List(service.Metadata.Namespace).Where(pod => Selects(service, pod) && !string.IsNullOrEmpty(pod.Status.PodIP) && pod.Status.Phase is not ("Succeeded" or "Failed"))];

    public static string? HostnameIn(Service service, Pod pod) =>
        !string.IsNullOrEmpty(pod.Spec.Hostname) && pod.Spec.Subdomain == service.Metadata.Name && pod.Metadata.Namespace == service.Metadata.Namespace ? pod.Spec.Hostname : null;

    /// <summary>The ports of the service as this pod has them; those that the pod does not name are left out.</summary>
    public static ValueList<ServicePortOnPod> Ports(Service service, Pod pod)
    {
        var result = new List<ServicePortOnPod>();
        foreach (var port in service.Spec.Ports)
        {
            if (NumberOf(port, pod) is { } number) result.Add(new ServicePortOnPod(port.Name ?? "", number, port.Protocol ?? "TCP", port.AppProtocol));
        }

        return result.ToValueList();
    }

    public static ObjectReference Reference(Pod pod) => new() { Kind = "Pod", Namespace = pod.Metadata.Namespace, Name = pod.Metadata.Name, Uid = pod.Metadata.Uid };

    private static int? NumberOf(ServicePort port, Pod pod)
    {
        if (port.TargetPort is not { } target || (target.IsInt && target.IntValue == 0)) return port.Port;
        if (target.IsInt) return target.IntValue;
        foreach (var container in pod.Spec.InitContainers.Where(container => container.RestartPolicy == "Always").Concat(pod.Spec.Containers))
        {
            foreach (var own in container.Ports)
            {
                if (own.Name == target.StringValue && (own.Protocol ?? "TCP") == (port.Protocol ?? "TCP")) return own.ContainerPortValue;
            }
        }

        return null;
    }
}

/// <param name="Name">The service port's name; empty where it has none.</param>
/// <param name="Number">The port on the pod.</param>
internal readonly record struct ServicePortOnPod(string Name, int Number, string Protocol, string? AppProtocol);
