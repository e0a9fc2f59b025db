using Podlab.Api.Compute;
using Podlab.Api.Model;

namespace Podlab.Api.Defaulting;

/// <summary>What a pod, or the template of one, leaves out.</summary>
/// <remarks>Follows pkg/apis/core/v1/defaults.go (v1.36.3).</remarks>
internal static class PodDefaults
{
    /// <summary>A template's spec: requests do not follow limits there, so that the template stays as written.</summary>
    public static PodSpec Template(PodSpec spec) => Apply(spec, isPod: false);

    private static PodSpec Apply(PodSpec spec, bool isPod) => spec with
    {
        DnsPolicy = spec.DnsPolicy.Or("ClusterFirst"),
        RestartPolicy = spec.RestartPolicy.Or("Always"),
        SecurityContext = spec.SecurityContext ?? PodSecurityContext.Empty,
        TerminationGracePeriodSeconds = spec.TerminationGracePeriodSeconds ?? 30,
        SchedulerName = spec.SchedulerName.Or("default-scheduler"),
        // Two names for one field; the older is written too, for older readers.
        ServiceAccountName = spec.ServiceAccountName.Or(spec.ServiceAccount ?? ""),
        ServiceAccount = spec.ServiceAccountName.Or(spec.ServiceAccount ?? ""),
        EnableServiceLinks = isPod ? spec.EnableServiceLinks ?? true : spec.EnableServiceLinks,
        Containers = Applied(spec.Containers, spec, isPod),
        InitContainers = spec.InitContainers.IsEmpty ? spec.InitContainers : Applied(spec.InitContainers, spec, isPod),
        EphemeralContainers = spec.EphemeralContainers.IsEmpty ? spec.EphemeralContainers : spec.EphemeralContainers.Map(ContainerDefaults.Apply),
        Volumes = spec.Volumes.IsEmpty ? spec.Volumes : spec.Volumes.Map(VolumeDefaults.Apply),
        Overhead = ResourceListDefaults.Apply(spec.Overhead),
        Resources = spec.Resources is { } resources ? ContainerDefaults.Resources(resources) : null,
    };

    public static PodTemplateSpec Template(PodTemplateSpec template) => template with { Spec = Template(template.Spec ?? PodSpec.Empty) };

    public static PodSpec Pod(PodSpec spec)
    {
        spec = Apply(spec, isPod: true);
        return spec.Resources is null ? spec : spec with { Resources = PodLevel(spec) };
    }

    private static ValueList<Container> Applied(ValueList<Container> containers, PodSpec spec, bool isPod)
    {
        if (!isPod)
        {
            return containers.Map(ContainerDefaults.Apply);
        }
        return RecentContainers.Shared.Find(containers, spec.HostNetwork) ?? RecentContainers.Shared.Add(containers, spec.HostNetwork, Own(containers.Map(ContainerDefaults.Apply), spec.HostNetwork));
    }

    private static ValueList<Container> Own(ValueList<Container> containers, bool hostNetwork)
    {
        foreach (var container in containers)
        {
            if (!container.Resources.Limits.IsEmpty || hostNetwork)
            {
                return containers.Map(item => Own(item, hostNetwork));
            }
        }
        return containers;
    }

    private static Container Own(Container container, bool hostNetwork) => container with
    {
        Resources = container.Resources.Limits.IsEmpty ? container.Resources
            : container.Resources with { Requests = container.Resources.Requests.FillFrom(container.Resources.Limits) },
        Ports = hostNetwork ? container.Ports.Map(port => port.HostPort == 0 ? port with { HostPort = port.ContainerPortValue } : port) : container.Ports,
    };

    /// <summary>Requests of the pod as a whole come from its containers' where they say something, else from its limits; where it has no limits they stay as written.</summary>
    private static ResourceRequirements PodLevel(PodSpec spec)
    {
        var resources = spec.Resources!;
        var limits = resources.Limits;
        var requests = resources.Requests;
        if (limits.IsEmpty)
        {
            return resources;
        }
        foreach (var (name, amount) in PodResources.AggregateLimits(spec))
        {
            if (name.StartsWith(ResourceNames.HugePagesPrefix, StringComparison.Ordinal) && !limits.ContainsKey(name) && !requests.ContainsKey(name))
            {
                limits = limits.Set(name, amount);
            }
        }
        foreach (var (name, amount) in PodResources.AggregateRequests(spec))
        {
            if (!requests.ContainsKey(name) && ResourceNames.IsPodLevel(name) && ResourceNames.IsOvercommitAllowed(name))
            {
                requests = requests.Set(name, amount);
            }
        }
        foreach (var (name, amount) in limits)
        {
            if (!requests.ContainsKey(name) && ResourceNames.IsPodLevel(name))
            {
                requests = requests.Set(name, amount);
            }
        }
        return resources with { Limits = limits, Requests = requests };
    }
}
