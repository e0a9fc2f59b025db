using Podlab.Api.Compute;
using Podlab.Api.Defaulting;
using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Pods;

namespace Podlab.Api.Strategies.Pods;

/// <summary>Pods: nobody creates a status, and little of a spec can change.</summary>
/// <remarks>Follows pkg/registry/core/pod/strategy.go (v1.36.3).</remarks>
internal sealed class PodStrategy : ResourceStrategy<Pod>
{
    // What a pod begins with is the same for all.
    private static readonly PodStatus PendingBestEffort = new() { Phase = "Pending", QosClass = QualityOfService.BestEffort };
    private static readonly PodStatus PendingBurstable = PendingBestEffort with { QosClass = QualityOfService.Burstable };
    private static readonly PodStatus PendingGuaranteed = PendingBestEffort with { QosClass = QualityOfService.Guaranteed };
    private readonly StatusStrategy<Pod> status;
    private readonly StatusStrategy<Pod> resize;
    private readonly StatusStrategy<Pod> ephemeral;

    public PodStrategy()
    {
        status = new StatusStrategy<Pod>(this, PodPreparation.Status, PodStatusValidation.Validate);
        resize = new StatusStrategy<Pod>(this, PodPreparation.Resize, PodResizeValidation.Validate);
        ephemeral = new StatusStrategy<Pod>(this, PodPreparation.EphemeralContainers, PodUpdateValidation.EphemeralContainers);
    }

    public override ResourceStrategy? Subresource(string name) => name switch
    {
        "status" => status,
        "resize" => resize,
        "ephemeralcontainers" => ephemeral,
        _ => null,
    };

    /// <summary>No subresource takes its spec as it comes, and the stored one has its defaults.</summary>
    public override IKubernetesObject DefaultPart(IKubernetesObject value, IKubernetesObject old) =>
        value is Pod pod && ReferenceEquals(pod.Spec, ((Pod)old).Spec) ? SameIps(pod) : Default(value);

    private static Pod SameIps(Pod value)
    {
        var status = PodPreparation.SameIps(value.Status);
        return ReferenceEquals(status, value.Status) ? value : value with { Status = status };
    }

    protected override Pod Default(Pod value) => value with { Spec = PodDefaults.Pod(value.Spec), Status = PodPreparation.SameIps(value.Status) };

    protected override Pod PrepareForCreate(Pod value)
    {
        var status = QualityOfService.Of(value.Spec) switch
        {
            QualityOfService.BestEffort => PendingBestEffort,
            QualityOfService.Burstable => PendingBurstable,
            _ => PendingGuaranteed,
        };
        if (!value.Spec.SchedulingGates.IsEmpty)
        {
            status = status with
            {
                Conditions =
                [
                    new PodCondition
                    {
                        Type = "PodScheduled", Status = "False", Reason = "SchedulingGated",
                        Message = "Scheduling is blocked due to non-empty scheduling gates", LastTransitionTime = value.Metadata.CreationTimestamp,
                    },
                ],
            };
        }
        return value with
        {
            Metadata = value.Metadata with { Generation = 1 },
            Spec = LabelKeyMerging.Apply(SecurityProfiles.FromAnnotations(WithPatience(DisabledFields.Drop(value.Spec)), value.Metadata.Annotations), value.Metadata.Labels),
            Status = status,
        };
    }

    protected override Pod PrepareForUpdate(Pod value, Pod old) =>
        PodPreparation.Counted(value with { Spec = WithPatience(DisabledFields.Drop(value.Spec)), Status = old.Status }, old);

    /// <summary>Less than no time to end is a second.</summary>
    private static PodSpec WithPatience(PodSpec spec) => spec.TerminationGracePeriodSeconds < 0 ? spec with { TerminationGracePeriodSeconds = 1 } : spec;

    protected override void ValidateUpdate(FieldErrorList errors, Pod value, Pod old) => PodUpdateValidation.Validate(errors, value, old);

    protected override void Validate(FieldErrorList errors, Pod value) => PodValidation.Create(errors, value);

    protected override void AddWarnings(ref List<string>? warnings, Pod value, Pod? old) => PodWarnings.Add(ref warnings, value, old);
}
