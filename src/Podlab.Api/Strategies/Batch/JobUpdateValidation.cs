using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Workloads;

namespace Podlab.Api.Strategies.Batch;

/// <summary>What of a job can change: parallelism, suspension, and while it is suspended where its pods may go.</summary>
internal static class JobUpdateValidation
{
    public static void Validate(FieldErrorList errors, Job value, Job old)
    {
        var (spec, before, path) = (value.Spec, old.Spec, FieldPath.Spec);
        Completions(errors, spec, before, path);
        TemplateValidation.SelectorStays(errors, spec.Selector, before.Selector);
        Template(errors, value, old, path);
        Same(errors, path, "completionMode", spec.CompletionMode, before.CompletionMode, spec.CompletionMode);
        Same(errors, path, "podFailurePolicy", spec.PodFailurePolicy, before.PodFailurePolicy,
            spec.PodFailurePolicy is { } failure ? InternalForm.Compact("PodFailurePolicy", failure.Write) : GoJson.Null);
        Same(errors, path, "backoffLimitPerIndex", spec.BackoffLimitPerIndex, before.BackoffLimitPerIndex, spec.BackoffLimitPerIndex);
        Same(errors, path, "managedBy", spec.ManagedBy, before.ManagedBy, spec.ManagedBy);
        Same(errors, path, "successPolicy", spec.SuccessPolicy, before.SuccessPolicy,
            spec.SuccessPolicy is { } success ? InternalForm.Compact("SuccessPolicy", success.Write) : GoJson.Null);
    }

    private static void Completions(FieldErrorList errors, JobSpec spec, JobSpec before, FieldPath path)
    {
        if (spec.CompletionMode != "Indexed")
        {
            Same(errors, path, "completions", spec.Completions, before.Completions, spec.Completions);
        }
        else if (spec.Completions != before.Completions && spec.Completions is { } completions && completions != spec.Parallelism)
        {
            errors.Invalid(path.Child("completions"), completions, "can only be modified in tandem with spec.parallelism");
        }
    }

    private static void Template(FieldErrorList errors, Job value, Job old, FieldPath path)
    {
        var (template, before) = (value.Spec.Template, old.Spec.Template);
        var pod = template.Spec ?? PodSpec.Empty;
        if (old.Spec.Suspend == true && old.Status.StartTime is null)
        {
            var node = pod.Affinity?.NodeAffinity;
            var was = before.Spec ?? PodSpec.Empty;
            before = before with
            {
                Metadata = (before.Metadata ?? ObjectMeta.Empty) with { Labels = template.Metadata?.Labels ?? default, Annotations = template.Metadata?.Annotations ?? default },
                Spec = was with
                {
                    NodeSelector = pod.NodeSelector,
                    Tolerations = pod.Tolerations,
                    SchedulingGates = pod.SchedulingGates,
                    Affinity = was.Affinity is { } affinity ? affinity with { NodeAffinity = node } : node is null ? was.Affinity : new Affinity { NodeAffinity = node },
                    Containers = Resized(was.Containers, pod.Containers),
                    InitContainers = Resized(was.InitContainers, pod.InitContainers),
                },
            };
            if (pod != before.Spec)
            {
                errors.Invalid(path.Child("template", "spec"), InternalForm.Compact("PodSpec", pod.Write), FormatRules.Immutable);
            }
        }
        else if (template.Spec != before.Spec || template.Metadata != before.Metadata)
        {
            errors.Invalid(path.Child("template"), InternalForm.Compact("PodTemplateSpec", template.Write), FormatRules.Immutable);
        }
    }

    private static ValueList<Container> Resized(ValueList<Container> old, ValueList<Container> value) =>
        old.Count != value.Count ? old : old.Select((container, i) => container with { Resources = value[i].Resources }).ToValueList();

    private static void Same<TValue>(FieldErrorList errors, FieldPath path, string name, TValue value, TValue old, object? said)
    {
        if (!EqualityComparer<TValue>.Default.Equals(value, old))
        {
            errors.Invalid(path.Child(name), said, FormatRules.Immutable);
        }
    }
}
