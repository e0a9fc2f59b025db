using Podlab.Api.Model;

namespace Podlab.Api.Validation.Batch;

/// <summary>Rules that decide what a failed pod means for its job.</summary>
internal static class PodFailurePolicyValidation
{
    private const int MaxRules = 20;
    private const int MaxCodes = 255;
    private const int MaxPatterns = 20;

    public static void Validate(FieldErrorList errors, JobSpec spec, PodFailurePolicy policy, FieldPath path)
    {
        var at = path.Child("rules");
        if (policy.Rules.Count > MaxRules)
        {
            errors.TooMany(at, policy.Rules.Count, MaxRules);
        }
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var container in spec.Template.Spec?.Containers ?? default)
        {
            names.Add(container.Name);
        }
        foreach (var container in spec.Template.Spec?.InitContainers ?? default)
        {
            names.Add(container.Name);
        }
        for (var i = 0; i < policy.Rules.Count; i++)
        {
            Rule(errors, spec, policy.Rules[i], at.Index(i), names);
        }
    }

    private static void Rule(FieldErrorList errors, JobSpec spec, PodFailurePolicyRule rule, FieldPath path, HashSet<string> names)
    {
        if (rule.Action.Length == 0)
        {
            errors.Required(path.Child("action"), "valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]");
        }
        else if (rule.Action == "FailIndex" && spec.BackoffLimitPerIndex is null)
        {
            errors.Invalid(path.Child("action"), rule.Action, "requires the backoffLimitPerIndex to be set");
        }
        else
        {
            errors.Supported(path, "action", rule.Action, "Count", "FailIndex", "FailJob", "Ignore");
        }
        if (rule.OnExitCodes is { } codes)
        {
            ExitCodes(errors, codes, path.Child("onExitCodes"), names);
        }
        Conditions(errors, rule.OnPodConditions, path.Child("onPodConditions"));
        if (rule.OnExitCodes is not null == !rule.OnPodConditions.IsEmpty)
        {
            errors.Invalid(path, FieldError.Omitted.Value, rule.OnExitCodes is not null
                ? "specifying both OnExitCodes and OnPodConditions is not supported"
                : "specifying one of OnExitCodes and OnPodConditions is required");
        }
    }

    private static void Conditions(FieldErrorList errors, ValueList<PodFailurePolicyOnPodConditionsPattern> patterns, FieldPath path)
    {
        if (patterns.Count > MaxPatterns)
        {
            errors.TooMany(path, patterns.Count, MaxPatterns);
        }
        for (var i = 0; i < patterns.Count; i++)
        {
            errors.QualifiedName(path.Index(i).Child("type"), patterns[i].Type);
            if (patterns[i].Status.Length == 0)
            {
                errors.Required(path.Index(i).Child("status"), "valid values: [\"False\" \"True\" \"Unknown\"]");
            }
            else
            {
                errors.Supported(path.Index(i), "status", patterns[i].Status, "False", "True", "Unknown");
            }
        }
    }

    private static void ExitCodes(FieldErrorList errors, PodFailurePolicyOnExitCodesRequirement codes, FieldPath path, HashSet<string> names)
    {
        if (codes.Operator.Length == 0)
        {
            errors.Required(path.Child("operator"), "valid values: [\"In\" \"NotIn\"]");
        }
        else
        {
            errors.Supported(path, "operator", codes.Operator, "In", "NotIn");
        }
        if (codes.ContainerName is { } name && !names.Contains(name))
        {
            errors.Invalid(path.Child("containerName"), name, "must be one of the container or initContainer names in the pod template");
        }
        var at = path.Child("values");
        var printed = new GoJson(codes.Values.IsAbsent ? "null" : $"[{string.Join(',', codes.Values)}]");
        if (codes.Values.IsEmpty)
        {
            errors.Invalid(at, printed, "at least one value is required");
        }
        else if (codes.Values.Count > MaxCodes)
        {
            errors.TooMany(at, codes.Values.Count, MaxCodes);
        }
        var (ordered, seen) = (true, new HashSet<int>());
        for (var i = 0; i < codes.Values.Count; i++)
        {
            if (codes.Operator == "In" && codes.Values[i] == 0)
            {
                errors.Invalid(at.Index(i), 0, "must not be 0 for the In operator");
            }
            if (!seen.Add(codes.Values[i]))
            {
                errors.Duplicate(at.Index(i), codes.Values[i]);
            }
            ordered &= i == 0 || codes.Values[i - 1] <= codes.Values[i];
        }
        if (!ordered)
        {
            errors.Invalid(at, printed, "must be ordered");
        }
    }
}
