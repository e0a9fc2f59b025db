using Podlab.Api.Model;
using Podlab.Api.Validation.Selectors;

namespace Podlab.Api.Validation.Pods;

/// <summary>Topology spread constraints.</summary>
internal static class SpreadValidation
{
    public static void Validate(FieldErrorList errors, ValueList<TopologySpreadConstraint> constraints, FieldPath parent, bool isPod)
    {
        for (var i = 0; i < constraints.Count; i++)
        {
            One(errors, constraints, i, parent.Child("topologySpreadConstraints").Index(i), isPod);
        }
    }

    private static void One(FieldErrorList errors, ValueList<TopologySpreadConstraint> constraints, int index, FieldPath path, bool isPod)
    {
        var constraint = constraints[index];
        if (constraint.MaxSkew <= 0)
        {
            errors.Invalid(path.Child("maxSkew"), constraint.MaxSkew, "must be greater than zero");
        }
        errors.RequireText(path, "topologyKey", constraint.TopologyKey, "can not be empty");
        errors.Supported(path, "whenUnsatisfiable", constraint.WhenUnsatisfiable, "DoNotSchedule", "ScheduleAnyway");
        Repeated(errors, constraints, index, path);
        if (constraint.MinDomains is { } domains)
        {
            if (domains <= 0)
            {
                errors.Invalid(path.Child("minDomains"), domains, "must be greater than zero");
            }
            if (constraint.WhenUnsatisfiable != "DoNotSchedule")
            {
                errors.Invalid(path.Child("minDomains"), domains, $"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {constraint.WhenUnsatisfiable}");
            }
        }
        Policy(errors, path, "nodeAffinityPolicy", constraint.NodeAffinityPolicy);
        Policy(errors, path, "nodeTaintsPolicy", constraint.NodeTaintsPolicy);
        Keys(errors, constraint, path, isPod);
        LabelSelectorValidation.Validate(errors, constraint.LabelSelector, path.Child("labelSelector"));
    }

    private static void Repeated(FieldErrorList errors, ValueList<TopologySpreadConstraint> constraints, int index, FieldPath path)
    {
        var constraint = constraints[index];
        for (var i = index + 1; i < constraints.Count; i++)
        {
            if (constraints[i].TopologyKey == constraint.TopologyKey && constraints[i].WhenUnsatisfiable == constraint.WhenUnsatisfiable)
            {
                errors.Duplicate(path.Child("{topologyKey, whenUnsatisfiable}"), $"{{{constraint.TopologyKey}, {constraint.WhenUnsatisfiable}}}");
                return;
            }
        }
    }

    private static void Policy(FieldErrorList errors, FieldPath path, string name, string? policy)
    {
        if (policy is not null)
        {
            errors.Supported(path, name, policy, "Honor", "Ignore");
        }
    }

    private static void Keys(FieldErrorList errors, TopologySpreadConstraint constraint, FieldPath parent, bool isPod)
    {
        var keys = constraint.MatchLabelKeys;
        if (keys.IsEmpty)
        {
            return;
        }
        var path = parent.Child("matchLabelKeys");
        if (constraint.LabelSelector is null)
        {
            errors.Forbidden(path, "must not be specified when labelSelector is not set");
        }
        for (var i = 0; i < keys.Count; i++)
        {
            errors.InvalidAll(path.Index(i), keys[i], NameRules.QualifiedName(keys[i]));
        }
        if (constraint.LabelSelector is not { } present)
        {
            return;
        }
        if (isPod)
        {
            LabelKeyRules.Merged(errors, keys, present, path);
            return;
        }
        for (var i = 0; i < keys.Count; i++)
        {
            if (present.MatchLabels.ContainsKey(keys[i]) || present.MatchExpressions.Any(expression => expression.Key == keys[i]))
            {
                errors.Invalid(path.Index(i), keys[i], "exists in both matchLabelKeys and labelSelector");
            }
        }
    }
}
