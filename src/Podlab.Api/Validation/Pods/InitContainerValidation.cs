using Podlab.Api.Compute;
using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>Init containers: probes and hooks only for those that stay (sidecars).</summary>
internal static class InitContainerValidation
{
    private const string NotForInit = "may not be set for init containers without restartPolicy=Always";

    public static void Validate(PodScope scope, FieldPath path)
    {
        var containers = scope.Spec.InitContainers;
        if (containers.IsEmpty)
        {
            return;
        }
        var errors = scope.Errors;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var container in scope.Spec.Containers)
        {
            names.Add(container.Name);
        }
        for (var i = 0; i < containers.Count; i++)
        {
            var container = containers[i];
            var at = path.Index(i);
            ContainerValidation.Common(scope, container, at);
            RestartRules.Validate(errors, container, at);
            if (names.Contains(container.Name))
            {
                errors.Duplicate(at.Child("name"), container.Name);
            }
            else if (container.Name.Length > 0)
            {
                names.Add(container.Name);
            }
            // One by one they run, so only the ports of one container can collide; the index is the real one's 0.
            ContainerValidation.HostPorts(errors, [container], path);
            if (PodResources.IsSidecar(container))
            {
                ContainerValidation.Hooks(scope, container, at);
            }
            else
            {
                Forbid(errors, container, at);
            }
        }
    }

    private static void Forbid(FieldErrorList errors, Container container, FieldPath path)
    {
        if (container.Lifecycle is not null)
        {
            errors.Forbidden(path.Child("lifecycle"), NotForInit);
        }
        if (container.LivenessProbe is not null)
        {
            errors.Forbidden(path.Child("livenessProbe"), NotForInit);
        }
        if (container.ReadinessProbe is not null)
        {
            errors.Forbidden(path.Child("readinessProbe"), NotForInit);
        }
        if (container.StartupProbe is not null)
        {
            errors.Forbidden(path.Child("startupProbe"), NotForInit);
        }
    }
}
