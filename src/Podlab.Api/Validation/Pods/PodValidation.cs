using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>Pods, and templates of them. Metadata that every object has is checked before.</summary>
internal static class PodValidation
{
    public static void Create(FieldErrorList errors, Pod pod)
    {
        Common(errors, pod, allowsOldValues: false);
        var path = FieldPath.Spec;
        if (!pod.Spec.EphemeralContainers.IsEmpty)
        {
            errors.Forbidden(path.Child("ephemeralContainers"), "cannot be set on create");
        }
        if (!string.IsNullOrEmpty(pod.Spec.NodeName) && !pod.Spec.SchedulingGates.IsEmpty)
        {
            errors.Forbidden(path.Child("nodeName"), "cannot be set until all schedulingGates have been cleared");
        }
        PodAnnotationValidation.FieldsMatch(errors, pod.Metadata.Annotations, pod.Spec, path);
    }

    /// <summary>What holds for a pod at any time.</summary>
    public static void Common(FieldErrorList errors, Pod pod, bool allowsOldValues)
    {
        PodAnnotationValidation.Validate(errors, pod.Metadata.Annotations, pod.Spec, FieldPath.Metadata.Child("annotations"));
        var scope = new PodScope(errors, pod.Spec, IsPod: true, pod.Metadata.Name) { AllowsOldValues = allowsOldValues };
        PodSpecValidation.Validate(scope, FieldPath.Spec);
        if (string.IsNullOrEmpty(pod.Spec.ServiceAccountName))
        {
            Tokens(errors, pod.Spec.Volumes);
        }
        for (var i = 0; i < pod.Spec.Containers.Count; i++)
        {
            Blanks(errors, pod.Spec.Containers[i].Image, "containers", i);
        }
        for (var i = 0; i < pod.Spec.InitContainers.Count; i++)
        {
            Blanks(errors, pod.Spec.InitContainers[i].Image, "initContainers", i);
        }
    }

    public static void Template(FieldErrorList errors, PodTemplateSpec template, FieldPath path)
    {
        var meta = template.Metadata ?? ObjectMeta.Empty;
        var spec = template.Spec ?? PodSpec.Empty;
        ObjectMetaValidation.Labels(errors, meta.Labels, path.Child("labels"));
        ObjectMetaValidation.Annotations(errors, meta.Annotations, path.Child("annotations"));
        PodAnnotationValidation.Validate(errors, meta.Annotations, spec, path.Child("annotations"));
        PodSpecValidation.Validate(new PodScope(errors, spec, IsPod: false, PodName: null), path.Child("spec"));
        PodAnnotationValidation.FieldsMatch(errors, meta.Annotations, spec, path.Child("spec"));
        if (!spec.EphemeralContainers.IsEmpty)
        {
            errors.Forbidden(path.Child("spec", "ephemeralContainers"), "ephemeral containers not allowed in pod template");
        }
    }

    private static void Blanks(FieldErrorList errors, string? image, string list, int index)
    {
        if (image is { Length: > 0 } && (char.IsWhiteSpace(image[0]) || char.IsWhiteSpace(image[^1])))
        {
            ContainerValidation.ImageBlanks(errors, image, FieldPath.Spec.Child(list).Index(index));
        }
    }

    private static void Tokens(FieldErrorList errors, ValueList<Volume> volumes)
    {
        for (var i = 0; i < volumes.Count; i++)
        {
            for (var s = 0; s < (volumes[i].Projected?.Sources.Count ?? 0); s++)
            {
                if (volumes[i].Projected!.Sources[s].ServiceAccountToken is not null)
                {
                    errors.Forbidden(FieldPath.Spec.Child("volumes").Index(i).Child("projected").Child("sources").Index(s).Child("serviceAccountToken"),
                        "must not be specified when serviceAccountName is not set");
                }
            }
        }
    }
}
