using Podlab.Api.Compute;
using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>Other amounts of cpu and memory for a pod that runs; its class of service stays.</summary>
/// <remarks>Follows pkg/apis/core/validation/validation.go, ValidatePodResize (v1.36.3).</remarks>
internal static class PodResizeValidation
{
    public static void Validate(FieldErrorList errors, Pod value, Pod old)
    {
        ObjectMetaValidation.Validate(errors, value.Metadata, namespaced: true, NameForm.DnsSubdomain);
        PodValidation.Common(errors, value, PodUpdateValidation.AllowsOldValues(old));
        if (old.Metadata.Annotations.ContainsKey(PodAnnotationValidation.Mirror))
        {
            Only(errors, "static pods cannot be resized");
            return;
        }
        if (old.Spec.Os?.Name == "windows")
        {
            Only(errors, "windows pods cannot be resized");
            return;
        }
        var path = FieldPath.Spec;
        if (!SameContainers(errors, value.Spec.Containers, old.Spec.Containers, path.Child("containers"))
            || !SameContainers(errors, value.Spec.InitContainers, old.Spec.InitContainers, path.Child("initContainers")))
        {
            return;
        }
        Classes(errors, value, old, path);
        for (var i = 0; i < old.Spec.InitContainers.Count; i++)
        {
            if (PodResources.IsSidecar(old.Spec.InitContainers[i]))
            {
                Removed(errors, value.Spec.InitContainers[i].Resources, old.Spec.InitContainers[i].Resources, path.Child("initContainers").Index(i).Child("resources"));
            }
        }
        for (var i = 0; i < old.Spec.Containers.Count; i++)
        {
            Removed(errors, value.Spec.Containers[i].Resources, old.Spec.Containers[i].Resources, path.Child("containers").Index(i).Child("resources"));
        }
        Mutable(errors, value, old, path);
    }

    private static void Only(FieldErrorList errors, string detail)
    {
        errors.Clear();
        errors.Forbidden(FieldPath.Of(""), detail);
    }

    private static bool SameContainers(FieldErrorList errors, ValueList<Container> containers, ValueList<Container> old, FieldPath path)
    {
        if (containers.Count != old.Count)
        {
            errors.Forbidden(path, "containers may not be added or removed on resize");
            return false;
        }
        for (var i = 0; i < containers.Count; i++)
        {
            if (containers[i].Name != old[i].Name)
            {
                errors.Forbidden(path, "containers may not be renamed or reordered on resize");
                return false;
            }
        }
        return true;
    }

    private static void Classes(FieldErrorList errors, Pod value, Pod old, FieldPath path)
    {
        var before = string.IsNullOrEmpty(old.Status.QosClass) ? QualityOfService.Of(old.Spec) : old.Status.QosClass;
        if (before != QualityOfService.Of(value.Spec))
        {
            errors.Invalid(path, value.Status.QosClass ?? "", "Pod QOS Class may not change as a result of resizing");
        }
        foreach (var status in old.Status.ContainerStatuses)
        {
            if (status.State.Running is not null)
            {
                if (status.Resources is null)
                {
                    errors.Forbidden(path, "Pod running on node without support for resize");
                }
                return;
            }
        }
    }

    private static void Removed(FieldErrorList errors, ResourceRequirements resources, ResourceRequirements old, FieldPath path)
    {
        if (old.Requests.Keys.Any(name => !resources.Requests.ContainsKey(name)))
        {
            errors.Forbidden(path.Child("requests"), "resource requests cannot be removed");
        }
        if (old.Limits.Keys.Any(name => !resources.Limits.ContainsKey(name)))
        {
            errors.Forbidden(path.Child("limits"), "resource limits cannot be removed");
        }
    }

    private static void Mutable(FieldErrorList errors, Pod value, Pod old, FieldPath path)
    {
        for (var i = 0; i < old.Spec.Containers.Count; i++)
        {
            if (Kept(value.Spec.Containers[i], old.Spec.Containers[i]) != old.Spec.Containers[i])
            {
                errors.Forbidden(path, "only cpu and memory resources are mutable");
            }
        }
        for (var i = 0; i < old.Spec.InitContainers.Count; i++)
        {
            var (container, before) = (value.Spec.InitContainers[i], old.Spec.InitContainers[i]);
            if (Kept(container, before) != before)
            {
                errors.Forbidden(path, PodResources.IsSidecar(container) ? "only cpu and memory resources for sidecar containers are mutable" : "only cpu and memory resources are mutable");
            }
        }
    }

    /// <summary>The container with cpu and memory as they were; claims are no resource of its own.</summary>
    private static Container Kept(Container container, Container old) => container with
    {
        Resources = new ResourceRequirements
        {
            Limits = Kept(container.Resources.Limits, old.Resources.Limits),
            Requests = Kept(container.Resources.Requests, old.Resources.Requests),
        },
    };

    private static ValueMap<Quantity> Kept(ValueMap<Quantity> list, ValueMap<Quantity> old)
    {
        foreach (var name in (ReadOnlySpan<string>)[ResourceNames.Cpu, ResourceNames.Memory])
        {
            list = old.TryGetValue(name, out var amount) ? (list.IsAbsent ? ValueMap<Quantity>.Empty : list).Set(name, amount) : list.Remove(name);
        }
        return list;
    }
}
