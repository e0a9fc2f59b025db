using Podlab.Api.Model;

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
        foreach (var service in Context.Of<Service>().List(pod.Metadata.Namespace))
        {
            if (ServicePods.Selects(service, pod) || (old is not null && ServicePods.Selects(service, old))) Enqueue(service);
        }
    }
}
