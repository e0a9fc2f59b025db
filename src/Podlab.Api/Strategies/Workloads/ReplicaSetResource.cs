using Podlab.Api.Defaulting;
using Podlab.Api.Model;
using Podlab.Api.Strategies.Pods;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Workloads;

namespace Podlab.Api.Strategies.Workloads;

/// <summary>Replica sets.</summary>
/// <remarks>Follows pkg/registry/apps/replicaset/strategy.go and pkg/apis/apps/validation/validation.go (v1.36.3).</remarks>
internal sealed class ReplicaSetResource : ResourceStrategy<ReplicaSet>
{
    private readonly StatusStrategy<ReplicaSet> status;

    public ReplicaSetResource() => status = new StatusStrategy<ReplicaSet>(this, static (value, old) => value with { Spec = old.Spec }, ValidateStatus);

    protected override MetadataChecks UpdateChecks => MetadataChecks.Step;

    public override ResourceStrategy? Subresource(string name) => name == "status" ? status : null;

    protected override ReplicaSet Default(ReplicaSet value) => value with
    {
        Spec = value.Spec with { Replicas = value.Spec.Replicas ?? 1, Template = PodDefaults.Template(value.Spec.Template) },
    };

    protected override ReplicaSet PrepareForCreate(ReplicaSet value) => value with
    {
        Metadata = value.Metadata with { Generation = 1 },
        Spec = value.Spec with { Template = DisabledFields.Drop(value.Spec.Template) },
        Status = ReplicaSetStatus.Empty,
    };

    protected override ReplicaSet PrepareForUpdate(ReplicaSet value, ReplicaSet old)
    {
        value = value with { Status = old.Status, Spec = value.Spec with { Template = DisabledFields.Drop(value.Spec.Template) } };
        return value.Spec == old.Spec ? value : value with { Metadata = value.Metadata with { Generation = old.Metadata.Generation + 1 } };
    }

    protected override void Validate(FieldErrorList errors, ReplicaSet value)
    {
        var (spec, path) = (value.Spec, FieldPath.Spec);
        errors.NotNegative(path, "replicas", spec.Replicas ?? 0);
        errors.NotNegative(path, "minReadySeconds", spec.MinReadySeconds);
        TemplateValidation.Selector(errors, spec.Selector, "deployment", path);
        if (TemplateValidation.Query(errors, spec.Selector, path) is { } query)
        {
            TemplateValidation.ForReplicas(errors, spec.Template, query, "ReplicaSet", path.Child("template"));
        }
    }

    protected override void ValidateUpdate(FieldErrorList errors, ReplicaSet value, ReplicaSet old)
    {
        Validate(errors, value);
        TemplateValidation.SelectorStays(errors, value.Spec.Selector, old.Spec.Selector);
    }

    protected override void AddWarnings(ref List<string>? warnings, ReplicaSet value, ReplicaSet? old) =>
        WorkloadWarnings.Add(ref warnings, value.Metadata, value.Spec.Template, old?.Metadata, old?.Spec.Template, namesPods: true);

    private static void ValidateStatus(FieldErrorList errors, ReplicaSet value, ReplicaSet old)
    {
        var status = value.Status;
        ReplicaStatusValidation.NotNegative(errors, ("replicas", status.Replicas), ("fullyLabeledReplicas", status.FullyLabeledReplicas),
            ("readyReplicas", status.ReadyReplicas), ("availableReplicas", status.AvailableReplicas), ("terminatingReplicas", status.TerminatingReplicas),
            ("observedGeneration", status.ObservedGeneration));
        ReplicaStatusValidation.Within(errors, status.Replicas,
            ("fullyLabeledReplicas", status.FullyLabeledReplicas), ("readyReplicas", status.ReadyReplicas), ("availableReplicas", status.AvailableReplicas));
        ReplicaStatusValidation.Available(errors, status.AvailableReplicas, status.ReadyReplicas);
    }
}
