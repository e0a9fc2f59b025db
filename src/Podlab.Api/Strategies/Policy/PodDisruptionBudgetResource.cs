using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Selectors;
using Podlab.Api.Validation.Workloads;

namespace Podlab.Api.Strategies.Policy;

/// <summary>Disruption budgets.</summary>
/// <remarks>Follows pkg/registry/policy/poddisruptionbudget/strategy.go and pkg/apis/policy/validation/validation.go (v1.36.3).</remarks>
internal sealed class PodDisruptionBudgetResource : ResourceStrategy<PodDisruptionBudget>
{
    private readonly StatusStrategy<PodDisruptionBudget> status;

    public PodDisruptionBudgetResource() =>
        status = new StatusStrategy<PodDisruptionBudget>(this, static (value, old) => value with { Spec = old.Spec }, ValidateStatus);

    protected override NameForm NameForm => NameForm.PathSegment;

    protected override MetadataChecks UpdateChecks => MetadataChecks.None;

    public override bool AllowsUnconditionalUpdate => false;

    public override ResourceStrategy? Subresource(string name) => name == "status" ? status : null;

    protected override PodDisruptionBudget PrepareForCreate(PodDisruptionBudget value) =>
        value with { Metadata = value.Metadata with { Generation = 1 }, Status = PodDisruptionBudgetStatus.Empty };

    protected override PodDisruptionBudget PrepareForUpdate(PodDisruptionBudget value, PodDisruptionBudget old)
    {
        value = value with { Status = old.Status };
        return value.Spec == old.Spec ? value : value with { Metadata = value.Metadata with { Generation = old.Metadata.Generation + 1 } };
    }

    protected override void Validate(FieldErrorList errors, PodDisruptionBudget value)
    {
        var (spec, path) = (value.Spec, FieldPath.Spec);
        if (spec is { MinAvailable: not null, MaxUnavailable: not null })
        {
            errors.Invalid(path, Print(spec), "minAvailable and maxUnavailable cannot be both set");
        }
        if (spec.MinAvailable is { } available)
        {
            IntOrPercentRules.NotNegative(errors, path, "minAvailable", available);
            IntOrPercentRules.AtMostHundredPercent(errors, path, "minAvailable", available);
        }
        if (spec.MaxUnavailable is { } unavailable)
        {
            IntOrPercentRules.NotNegative(errors, path, "maxUnavailable", unavailable);
            IntOrPercentRules.AtMostHundredPercent(errors, path, "maxUnavailable", unavailable);
        }
        LabelSelectorValidation.Validate(errors, spec.Selector, path.Child("selector"));
        if (spec.UnhealthyPodEvictionPolicy is { } policy)
        {
            errors.Supported(path, "unhealthyPodEvictionPolicy", policy, "AlwaysAllow", "IfHealthyBudget");
        }
    }

    private static GoJson Print(PodDisruptionBudgetSpec spec) => GoPrint.Of(writer =>
    {
        writer.IntOrString("MinAvailable", spec.MinAvailable ?? 0);
        writer.Raw("Selector", spec.Selector is { } selector ? GoJson.Of(selector.Print) : null);
        writer.IntOrString("MaxUnavailable", spec.MaxUnavailable ?? 0);
        writer.Text("UnhealthyPodEvictionPolicy", spec.UnhealthyPodEvictionPolicy);
    });

    private static void ValidateStatus(FieldErrorList errors, PodDisruptionBudget value, PodDisruptionBudget old)
    {
        ConditionValidation.Validate(errors, value.Status.Conditions, FieldPath.Status.Child("conditions"));
        ReplicaStatusValidation.NotNegative(errors, ("disruptionsAllowed", value.Status.DisruptionsAllowed), ("currentHealthy", value.Status.CurrentHealthy),
            ("desiredHealthy", value.Status.DesiredHealthy), ("expectedPods", value.Status.ExpectedPods));
    }
}
