using Podlab.Api.Defaulting;
using Podlab.Api.Model;
using Podlab.Api.Strategies.Pods;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Workloads;
using RollingUpdate = Podlab.Api.Model.RollingUpdateDeployment;

namespace Podlab.Api.Strategies.Workloads;

/// <summary>Deployments.</summary>
/// <remarks>Follows pkg/registry/apps/deployment/strategy.go and pkg/apis/apps/validation/validation.go (v1.36.3).</remarks>
internal sealed class DeploymentResource : ResourceStrategy<Deployment>
{
    private readonly StatusStrategy<Deployment> status;

    public DeploymentResource() => status = new StatusStrategy<Deployment>(this,
        static (value, old) => value with { Spec = old.Spec, Metadata = value.Metadata with { Labels = old.Metadata.Labels } }, ValidateStatus);

    protected override MetadataChecks UpdateChecks => MetadataChecks.Step;

    public override ResourceStrategy? Subresource(string name) => name == "status" ? status : null;

    protected override Deployment Default(Deployment value)
    {
        var strategy = value.Spec.Strategy;
        strategy = strategy with { Type = strategy.Type.Or("RollingUpdate") };
        if (strategy.Type == "RollingUpdate")
        {
            var rolling = strategy.RollingUpdate ?? RollingUpdate.Empty;
            strategy = strategy with { RollingUpdate = rolling with { MaxUnavailable = rolling.MaxUnavailable ?? "25%", MaxSurge = rolling.MaxSurge ?? "25%" } };
        }
        return value with
        {
            Spec = value.Spec with
            {
                Replicas = value.Spec.Replicas ?? 1,
                RevisionHistoryLimit = value.Spec.RevisionHistoryLimit ?? 10,
                ProgressDeadlineSeconds = value.Spec.ProgressDeadlineSeconds ?? 600,
                Strategy = strategy,
                Template = PodDefaults.Template(value.Spec.Template),
            },
        };
    }

    protected override Deployment PrepareForCreate(Deployment value) => value with
    {
        Metadata = value.Metadata with { Generation = 1 },
        Spec = value.Spec with { Template = DisabledFields.Drop(value.Spec.Template) },
        Status = DeploymentStatus.Empty,
    };

    protected override Deployment PrepareForUpdate(Deployment value, Deployment old)
    {
        value = value with { Status = old.Status, Spec = value.Spec with { Template = DisabledFields.Drop(value.Spec.Template) } };
        return value.Spec != old.Spec || value.Metadata.Annotations != old.Metadata.Annotations
            ? value with { Metadata = value.Metadata with { Generation = old.Metadata.Generation + 1 } } : value;
    }

    protected override void Validate(FieldErrorList errors, Deployment value)
    {
        var (spec, path) = (value.Spec, FieldPath.Spec);
        errors.NotNegative(path, "replicas", spec.Replicas ?? 0);
        TemplateValidation.Selector(errors, spec.Selector, "deployment", path);
        if (TemplateValidation.Query(errors, spec.Selector, path) is { } query)
        {
            TemplateValidation.ForReplicas(errors, spec.Template, query, "ReplicaSet", path.Child("template"));
        }
        Strategy(errors, spec.Strategy, path.Child("strategy"));
        errors.NotNegative(path, "minReadySeconds", spec.MinReadySeconds);
        errors.NotNegative(path, "revisionHistoryLimit", spec.RevisionHistoryLimit ?? 0);
        if (spec.ProgressDeadlineSeconds is { } deadline)
        {
            errors.NotNegative(path, "progressDeadlineSeconds", deadline);
            if (deadline <= spec.MinReadySeconds)
            {
                errors.Invalid(path.Child("progressDeadlineSeconds"), deadline, "must be greater than minReadySeconds");
            }
        }
    }

    protected override void ValidateUpdate(FieldErrorList errors, Deployment value, Deployment old)
    {
        Validate(errors, value);
        TemplateValidation.SelectorStays(errors, value.Spec.Selector, old.Spec.Selector);
    }

    protected override void AddWarnings(ref List<string>? warnings, Deployment value, Deployment? old) =>
        WorkloadWarnings.Add(ref warnings, value.Metadata, value.Spec.Template, old?.Metadata, old?.Spec.Template, namesPods: true);

    private static void Strategy(FieldErrorList errors, DeploymentStrategy strategy, FieldPath path)
    {
        switch (strategy.Type)
        {
            case "Recreate":
                if (strategy.RollingUpdate is not null)
                {
                    errors.Forbidden(path.Child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'");
                }
                break;
            case "RollingUpdate":
                Rolling(errors, strategy.RollingUpdate ?? RollingUpdate.Empty, path.Child("rollingUpdate"));
                break;
            default:
                errors.NotSupported(path, Print(strategy), "Recreate", "RollingUpdate");
                break;
        }
    }

    private static void Rolling(FieldErrorList errors, RollingUpdate rolling, FieldPath path)
    {
        var (unavailable, surge) = (rolling.MaxUnavailable ?? 0, rolling.MaxSurge ?? 0);
        IntOrPercentRules.NotNegative(errors, path, "maxUnavailable", unavailable);
        IntOrPercentRules.NotNegative(errors, path, "maxSurge", surge);
        if (IntOrPercentRules.Value(unavailable) == 0 && IntOrPercentRules.Value(surge) == 0)
        {
            errors.Invalid(path.Child("maxUnavailable"), unavailable, "may not be 0 when `maxSurge` is 0");
        }
        IntOrPercentRules.AtMostHundredPercent(errors, path, "maxUnavailable", unavailable);
    }

    private static GoJson Print(DeploymentStrategy strategy) => GoPrint.Of(writer =>
    {
        writer.WriteString("Type", strategy.Type);
        writer.Raw("RollingUpdate", strategy.RollingUpdate is not { } rolling ? null : GoPrint.Of(inner =>
        {
            inner.IntOrString("MaxUnavailable", rolling.MaxUnavailable ?? 0);
            inner.IntOrString("MaxSurge", rolling.MaxSurge ?? 0);
        }));
    });

    private static void ValidateStatus(FieldErrorList errors, Deployment value, Deployment old)
    {
        var status = value.Status;
        ReplicaStatusValidation.NotNegative(errors, ("observedGeneration", status.ObservedGeneration), ("replicas", status.Replicas),
            ("updatedReplicas", status.UpdatedReplicas), ("readyReplicas", status.ReadyReplicas), ("availableReplicas", status.AvailableReplicas),
            ("unavailableReplicas", status.UnavailableReplicas), ("terminatingReplicas", status.TerminatingReplicas), ("collisionCount", status.CollisionCount));
        ReplicaStatusValidation.Within(errors, status.Replicas,
            ("updatedReplicas", status.UpdatedReplicas), ("readyReplicas", status.ReadyReplicas), ("availableReplicas", status.AvailableReplicas));
        ReplicaStatusValidation.Available(errors, status.AvailableReplicas, status.ReadyReplicas);
        ReplicaStatusValidation.CollisionCount(errors, status.CollisionCount, old.Status.CollisionCount);
    }
}
