using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>What of a pod can change: images, a shorter deadline, more tolerations, fewer scheduling gates.</summary>
/// <remarks>Follows pkg/apis/core/validation/validation.go, ValidatePodUpdate (v1.36.3).</remarks>
internal static class PodUpdateValidation
{
    private const string Changeable = "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public static void Validate(FieldErrorList errors, Pod value, Pod old)
    {
        PodValidation.Common(errors, value, AllowsOldValues(old));
        PodAnnotationValidation.ValidateUpdate(errors, value.Metadata.Annotations, old.Metadata.Annotations, value.Spec, FieldPath.Metadata.Child("annotations"));
        var (spec, before, path) = (value.Spec, old.Spec, FieldPath.Spec);
        if (!Containers(errors, spec.Containers, before.Containers, path.Child("containers"))
            || !Containers(errors, spec.InitContainers, before.InitContainers, path.Child("initContainers"))
            || !Deadline(errors, spec, before, path.Child("activeDeadlineSeconds")))
        {
            return;
        }
        Tolerations(errors, spec, before, path);
        Gates(errors, spec, before, path.Child("schedulingGates"));
        if (spec == before)
        {
            return;
        }
        var allowed = Allowed(spec, before);
        if (!before.SchedulingGates.IsEmpty)
        {
            allowed = GatedPods.Mutable(errors, allowed, before, path);
        }
        if (allowed != before)
        {
            errors.Forbidden(path, Changeable + "\n" + InternalForm.Diff("PodSpec", before.Write, allowed.Write));
        }
    }

    public static void EphemeralContainers(FieldErrorList errors, Pod value, Pod old)
    {
        ObjectMetaValidation.Validate(errors, value.Metadata, namespaced: true, NameForm.DnsSubdomain);
        PodValidation.Common(errors, value, AllowsOldValues(old));
        if (old.Metadata.Annotations.ContainsKey(PodAnnotationValidation.Mirror))
        {
            errors.Forbidden(FieldPath.Of(""), "static pods do not support ephemeral containers");
            return;
        }
        var path = FieldPath.Spec.Child("ephemeralContainers");
        foreach (var container in old.Spec.EphemeralContainers)
        {
            var now = value.Spec.EphemeralContainers.FirstOrDefault(other => other.Name == container.Name);
            if (now is null)
            {
                errors.Forbidden(path, $"existing ephemeral containers {GoText.Quote(container.Name)} may not be removed\n");
            }
            else if (now != container)
            {
                errors.Forbidden(path, $"existing ephemeral containers {GoText.Quote(container.Name)} may not be changed\n{InternalForm.Diff("EphemeralContainer", container.Write, now.Write)}");
            }
        }
    }

    public static bool AllowsOldValues(Pod old)
    {
        // What was let in once may stay: such an object has errors of its own.
        var errors = new FieldErrorList();
        PodSpecValidation.Validate(new PodScope(errors, old.Spec, IsPod: true, old.Metadata.Name), FieldPath.Spec);
        return !errors.IsEmpty;
    }

    private static PodSpec Allowed(PodSpec spec, PodSpec before) => spec with
    {
        Containers = WithImages(spec.Containers, before.Containers),
        InitContainers = WithImages(spec.InitContainers, before.InitContainers),
        ActiveDeadlineSeconds = before.ActiveDeadlineSeconds,
        SchedulingGates = before.SchedulingGates,
        Tolerations = before.Tolerations,
        TerminationGracePeriodSeconds = before.TerminationGracePeriodSeconds < 0 && spec.TerminationGracePeriodSeconds == 1
            ? before.TerminationGracePeriodSeconds : spec.TerminationGracePeriodSeconds,
    };

    private static ValueList<Container> WithImages(ValueList<Container> containers, ValueList<Container> before) => containers.IsEmpty ? containers
        : containers.Select((container, i) => container with { Image = before[i].Image }).ToValueList();

    private static bool Containers(FieldErrorList errors, ValueList<Container> containers, ValueList<Container> before, FieldPath path)
    {
        if (containers.Count != before.Count)
        {
            errors.Forbidden(path, "pod updates may not add or remove containers");
            return false;
        }
        for (var i = 0; i < containers.Count; i++)
        {
            errors.RequireText(path.Index(i), "image", containers[i].Image);
            ContainerValidation.ImageBlanks(errors, containers[i].Image, path.Index(i));
        }
        return true;
    }

    private static bool Deadline(FieldErrorList errors, PodSpec spec, PodSpec before, FieldPath path)
    {
        if (spec.ActiveDeadlineSeconds is not { } deadline)
        {
            if (before.ActiveDeadlineSeconds is not null)
            {
                errors.Invalid(path, null, "must not update from a positive integer to nil value");
            }
            return true;
        }
        if (deadline is < 0 or > int.MaxValue)
        {
            errors.Invalid(path, deadline, FormatRules.InclusiveRange(0, int.MaxValue));
            return false;
        }
        if (before.ActiveDeadlineSeconds < deadline)
        {
            errors.Invalid(path, deadline, "must be less than or equal to previous value");
            return false;
        }
        return true;
    }

    private static void Tolerations(FieldErrorList errors, PodSpec spec, PodSpec before, FieldPath path)
    {
        foreach (var old in before.Tolerations)
        {
            if (!spec.Tolerations.Any(now => now with { TolerationSeconds = old.TolerationSeconds } == old))
            {
                errors.Forbidden(path.Child("tolerations"), "existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }
        TolerationValidation.Validate(errors, spec.Tolerations, path);
    }

    private static void Gates(FieldErrorList errors, PodSpec spec, PodSpec before, FieldPath path)
    {
        for (var i = 0; i < spec.SchedulingGates.Count; i++)
        {
            var name = spec.SchedulingGates[i].Name;
            if (before.SchedulingGates.All(gate => gate.Name != name))
            {
                errors.Forbidden(path.Index(i).Child("name"), $"only deletion is allowed, but found new scheduling gate '{name}'");
            }
        }
    }
}
