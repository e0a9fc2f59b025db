using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Pods;

/// <summary>Fields whose feature is off by default are dropped as if nobody had written them.</summary>
/// <remarks>Follows pkg/api/pod/util.go, DropDisabledPodFields (v1.36.3): ContainerStopSignals, ClusterTrustBundleProjection and PodCertificateRequest are off.</remarks>
internal static class DisabledFields
{
    public static PodSpec Drop(PodSpec spec)
    {
        if (HasSignal(spec))
        {
            spec = spec with
            {
                Containers = spec.Containers.Map(container => container with { Lifecycle = WithoutSignal(container.Lifecycle) }),
                InitContainers = spec.InitContainers.Map(container => container with { Lifecycle = WithoutSignal(container.Lifecycle) }),
                EphemeralContainers = spec.EphemeralContainers.Map(container => container with { Lifecycle = WithoutSignal(container.Lifecycle) }),
            };
        }
        foreach (var volume in spec.Volumes)
        {
            if (volume.Projected is not null)
            {
                return spec with { Volumes = spec.Volumes.Map(Volume) };
            }
        }
        return spec;
    }

    public static PodTemplateSpec Drop(PodTemplateSpec template) => template.Spec is { } spec ? template with { Spec = Drop(spec) } : template;

    private static bool HasSignal(PodSpec spec)
    {
        foreach (var container in spec.Containers)
        {
            if (container.Lifecycle?.StopSignal is not null)
            {
                return true;
            }
        }
        foreach (var container in spec.InitContainers)
        {
            if (container.Lifecycle?.StopSignal is not null)
            {
                return true;
            }
        }
        return spec.EphemeralContainers.Any(container => container.Lifecycle?.StopSignal is not null);
    }

    private static Lifecycle? WithoutSignal(Lifecycle? lifecycle) => lifecycle switch
    {
        { StopSignal: not null, PostStart: null, PreStop: null } => null,
        { StopSignal: not null } => lifecycle with { StopSignal = null },
        _ => lifecycle,
    };

    private static Volume Volume(Volume volume) => volume.Projected is not { } projected ? volume : volume with
    {
        Projected = projected with { Sources = projected.Sources.Map(source => source with { ClusterTrustBundle = null, PodCertificate = null }) },
    };
}
