using Podlab.Api.Model;
using Podlab.Api.Validation.Pods;

namespace Podlab.Api.Strategies.Pods;

/// <summary>Profiles that only an annotation states become fields.</summary>
internal static class SecurityProfiles
{
    public static PodSpec FromAnnotations(PodSpec spec, ValueMap<string> annotations)
    {
        if (annotations.IsEmpty || spec.Os?.Name == "windows")
        {
            return spec;
        }
        return spec with
        {
            Containers = spec.Containers.Map(container => container with { SecurityContext = Profile(container.Name, container.SecurityContext, annotations) }),
            InitContainers = spec.InitContainers.Map(container => container with { SecurityContext = Profile(container.Name, container.SecurityContext, annotations) }),
        };
    }

    private static SecurityContext? Profile(string name, SecurityContext? context, ValueMap<string> annotations)
    {
        if (context?.AppArmorProfile is not null || !annotations.TryGetValue(PodAnnotationValidation.AppArmorPrefix + name, out var annotation))
        {
            return context;
        }
        AppArmorProfile? profile = annotation switch
        {
            "unconfined" => new AppArmorProfile { Type = "Unconfined" },
            "runtime/default" => new AppArmorProfile { Type = "RuntimeDefault" },
            _ when annotation.StartsWith("localhost/", StringComparison.Ordinal) && annotation.Length > "localhost/".Length =>
                new AppArmorProfile { Type = "Localhost", LocalhostProfile = annotation["localhost/".Length..] },
            _ => null,
        };
        return profile is null ? context : (context ?? SecurityContext.Empty) with { AppArmorProfile = profile };
    }
}
