using Podlab.Api.Defaulting;
using Podlab.Api.Model;
using Podlab.Api.Strategies.Pods;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Pods;
using Podlab.Api.Validation.Workloads;

namespace Podlab.Api.Strategies.Workloads;

/// <summary>Replication controllers: what replica sets were before.</summary>
/// <remarks>Follows pkg/registry/core/replicationcontroller/strategy.go (v1.36.3).</remarks>
internal sealed class ReplicationControllerResource : ResourceStrategy<ReplicationController>
{
    private readonly StatusStrategy<ReplicationController> status;

    public ReplicationControllerResource() =>
        status = new StatusStrategy<ReplicationController>(this, static (value, old) => value with { Spec = old.Spec }, ValidateStatus);

    protected override MetadataChecks UpdateChecks => MetadataChecks.Step;

    public override ResourceStrategy? Subresource(string name) => name == "status" ? status : null;

    protected override ReplicationController Default(ReplicationController value)
    {
        var labels = value.Spec.Template?.Metadata?.Labels ?? default;
        return value with
        {
            Metadata = value.Metadata.Labels.IsEmpty && !labels.IsEmpty ? value.Metadata with { Labels = labels } : value.Metadata,
            Spec = value.Spec with
            {
                Replicas = value.Spec.Replicas ?? 1,
                Selector = value.Spec.Selector.IsEmpty ? labels : value.Spec.Selector,
                Template = value.Spec.Template is { } template ? PodDefaults.Template(template) : null,
            },
        };
    }

    protected override ReplicationController PrepareForCreate(ReplicationController value) => Drop(value) with
    {
        Metadata = value.Metadata with { Generation = 1 },
        Status = ReplicationControllerStatus.Empty,
    };

    protected override ReplicationController PrepareForUpdate(ReplicationController value, ReplicationController old)
    {
        value = Drop(value) with { Status = old.Status };
        return value.Spec == old.Spec ? value : value with { Metadata = value.Metadata with { Generation = old.Metadata.Generation + 1 } };
    }

    protected override void Validate(FieldErrorList errors, ReplicationController value)
    {
        var (spec, path) = (value.Spec, FieldPath.Spec);
        errors.NotNegative(path, "minReadySeconds", spec.MinReadySeconds);
        if (spec.Selector.IsEmpty)
        {
            errors.Required(path.Child("selector"));
        }
        errors.NotNegative(path, "replicas", spec.Replicas ?? 0);
        if (spec.Template is not { } template)
        {
            errors.Required(path.Child("template"));
            return;
        }
        var at = path.Child("template");
        if (!spec.Selector.IsEmpty)
        {
            TemplateValidation.Matches(errors, template, LabelQuery.OfLabels(spec.Selector), at);
        }
        PodValidation.Template(errors, template, at);
        TemplateValidation.RunsForEver(errors, template, "ReplicationController", at);
    }

    protected override void AddWarnings(ref List<string>? warnings, ReplicationController value, ReplicationController? old)
    {
        if (value.Spec.Template is { } template)
        {
            WorkloadWarnings.Add(ref warnings, value.Metadata, template, old?.Metadata, old?.Spec.Template, namesPods: true);
        }
    }

    private static ReplicationController Drop(ReplicationController value) =>
        value.Spec.Template is { } template ? value with { Spec = value.Spec with { Template = DisabledFields.Drop(template) } } : value;

    private static void ValidateStatus(FieldErrorList errors, ReplicationController value, ReplicationController old)
    {
        var status = value.Status;
        ReplicaStatusValidation.NotNegative(errors, ("replicas", status.Replicas), ("fullyLabeledReplicas", status.FullyLabeledReplicas),
            ("readyReplicas", status.ReadyReplicas), ("availableReplicas", status.AvailableReplicas), ("observedGeneration", status.ObservedGeneration));
        ReplicaStatusValidation.Within(errors, status.Replicas,
            ("fullyLabeledReplicas", status.FullyLabeledReplicas), ("readyReplicas", status.ReadyReplicas), ("availableReplicas", status.AvailableReplicas));
        ReplicaStatusValidation.Available(errors, status.AvailableReplicas, status.ReadyReplicas);
    }
}

/// <summary>Templates of pods that stand alone.</summary>
internal sealed class PodTemplateResource : ResourceStrategy<PodTemplate>
{
    protected override MetadataChecks UpdateChecks => MetadataChecks.Step;

    protected override PodTemplate Default(PodTemplate value) => value with { Template = PodDefaults.Template(value.Template) };

    protected override PodTemplate PrepareForCreate(PodTemplate value) =>
        value with { Metadata = value.Metadata with { Generation = 1 }, Template = DisabledFields.Drop(value.Template) };

    protected override PodTemplate PrepareForUpdate(PodTemplate value, PodTemplate old) =>
        value.Template == old.Template ? value : value with { Metadata = value.Metadata with { Generation = old.Metadata.Generation + 1 } };

    protected override void Validate(FieldErrorList errors, PodTemplate value) => PodValidation.Template(errors, value.Template, FieldPath.Of("template"));
}
