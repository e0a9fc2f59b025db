using Podlab.Api.Model;
using Podlab.Engine.Controllers.Pods;

namespace Podlab.Engine.Controllers.EndpointSlices;

/// <summary>A controller whose keys are services: they change, or pods that they select do.</summary>
internal abstract class ServiceWatcher(ControllerContext context, string name) : Controller(context, name)
{
    protected override void Subscribe()
    {
        Watch<Service>((service, _) => Enqueue(service));
        Watch<Pod>(PodChanged);
    }

    private void PodChanged(Pod pod, Pod? old)
    {
        if (old is not null && !IsNews(pod, old)) return;
        foreach (var service in Context.Of<Service>().List(pod.Metadata.Namespace))
        {
            if (ServicePods.Selects(service, pod) || (old is not null && ServicePods.Selects(service, old))) Enqueue(service);
        }
    }

    /// <summary>
    /// Only what endpoints tell of a pod: its phase is not among it, so that a pod that has ended stays listed as not ready until something else brings the service up
    /// (staging/src/k8s.io/endpointslice/util/controller_utils.go podEndpointsChanged, v1.36.3).
    /// </summary>
    private static bool IsNews(Pod pod, Pod old) =>
        pod.Metadata.Labels != old.Metadata.Labels || pod.Spec.Hostname != old.Spec.Hostname || pod.Spec.Subdomain != old.Spec.Subdomain
        || pod.Metadata.DeletionTimestamp != old.Metadata.DeletionTimestamp || pod.IsReady() != old.IsReady() || pod.Status.PodIPs != old.Status.PodIPs || pod.Status.PodIP != old.Status.PodIP;
}
