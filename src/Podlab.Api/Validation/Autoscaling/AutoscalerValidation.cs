using Podlab.Api.Model;

namespace Podlab.Api.Validation.Autoscaling;

/// <remarks>Follows pkg/apis/autoscaling/validation/validation.go (v1.36.3).</remarks>
internal static class AutoscalerValidation
{
    private const int LongestWindow = 3600;
    private const int LongestPeriod = 1800;

    public static void Validate(FieldErrorList errors, HorizontalPodAutoscalerSpec spec)
    {
        var path = FieldPath.Spec;
        if (spec.MinReplicas is < 1)
        {
            errors.Invalid(path.Child("minReplicas"), spec.MinReplicas, "must be greater than or equal to 1");
        }
        var most = path.Child("maxReplicas");
        if (spec.MaxReplicas == 0)
        {
            errors.Required(most, "must be set and greater than 0");
        }
        else if (spec.MaxReplicas < 0)
        {
            errors.Invalid(most, spec.MaxReplicas, "must be greater than or equal to 1");
        }
        if (spec.MaxReplicas < spec.MinReplicas)
        {
            errors.Invalid(most, spec.MaxReplicas, "must be greater than or equal to `minReplicas`");
        }
        Target(errors, spec.ScaleTargetRef, path.Child("scaleTargetRef"));
        for (var i = 0; i < spec.Metrics.Count; i++)
        {
            MetricValidation.Validate(errors, spec.Metrics[i], path.Child("metrics").Index(i));
        }
        if (spec.MinReplicas == 0 && !spec.Metrics.Any(metric => metric.Type is "Object" or "External"))
        {
            errors.Forbidden(path.Child("metrics"), "must specify at least one Object or External metric to support scaling to zero replicas");
        }
        if (spec.Behavior is { } behavior)
        {
            Rules(errors, behavior.ScaleUp, path.Child("behavior", "scaleUp"));
            Rules(errors, behavior.ScaleDown, path.Child("behavior", "scaleDown"));
        }
    }

    public static void Reference(FieldErrorList errors, CrossVersionObjectReference reference, FieldPath path)
    {
        if (errors.RequireText(path, "kind", reference.Kind))
        {
            errors.InvalidAll(path.Child("kind"), reference.Kind, NameForms.PathSegment(reference.Kind, false));
        }
        if (errors.RequireText(path, "name", reference.Name))
        {
            errors.InvalidAll(path.Child("name"), reference.Name, NameForms.PathSegment(reference.Name, false));
        }
    }

    private static void Target(FieldErrorList errors, CrossVersionObjectReference reference, FieldPath path)
    {
        Reference(errors, reference, path);
        var version = reference.ApiVersion ?? "";
        if (!version.Contains('/', StringComparison.Ordinal) && reference.Kind != "ReplicationController")
        {
            errors.Invalid(path.Child("apiVersion"), version, "apiVersion must specify API group");
        }
    }

    private static void Rules(FieldErrorList errors, HPAScalingRules? rules, FieldPath path)
    {
        if (rules is null)
        {
            return;
        }
        var window = path.Child("stabilizationWindowSeconds");
        if (rules.StabilizationWindowSeconds is < 0)
        {
            errors.Invalid(window, rules.StabilizationWindowSeconds, "must be greater than or equal to zero");
        }
        if (rules.StabilizationWindowSeconds > LongestWindow)
        {
            errors.Invalid(window, rules.StabilizationWindowSeconds, $"must be less than or equal to {LongestWindow}");
        }
        if (rules.SelectPolicy is { } select)
        {
            errors.Supported(path, "selectPolicy", select, "Disabled", "Max", "Min");
        }
        var policies = path.Child("policies");
        if (rules.Policies.IsEmpty)
        {
            errors.Required(policies, "must specify at least one Policy");
        }
        for (var i = 0; i < rules.Policies.Count; i++)
        {
            Policy(errors, rules.Policies[i], policies.Index(i));
        }
        if (rules.Tolerance is { } tolerance && tolerance < Quantity.Zero)
        {
            errors.Invalid(path.Child("tolerance"), tolerance, "must be greater or equal to zero");
        }
    }

    private static void Policy(FieldErrorList errors, HPAScalingPolicy policy, FieldPath path)
    {
        errors.Supported(path, "type", policy.Type, "Percent", "Pods");
        if (policy.Value <= 0)
        {
            errors.Invalid(path.Child("value"), policy.Value, "must be greater than zero");
        }
        if (policy.PeriodSeconds <= 0)
        {
            errors.Invalid(path.Child("periodSeconds"), policy.PeriodSeconds, "must be greater than zero");
        }
        if (policy.PeriodSeconds > LongestPeriod)
        {
            errors.Invalid(path.Child("periodSeconds"), policy.PeriodSeconds, $"must be less than or equal to {LongestPeriod}");
        }
    }
}
