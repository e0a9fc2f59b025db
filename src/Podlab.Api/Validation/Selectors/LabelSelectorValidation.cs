using Podlab.Api.Model;

namespace Podlab.Api.Validation.Selectors;

/// <summary>Label selectors of objects, and what they mean.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go and helpers.go (v1.36.3).</remarks>
public static class LabelSelectorValidation
{
    public static void Validate(FieldErrorList errors, LabelSelector? selector, FieldPath path, bool allowsInvalidValues = false)
    {
        if (selector is null)
        {
            return;
        }
        if (!selector.MatchLabels.IsEmpty)
        {
            ObjectMetaValidation.Labels(errors, selector.MatchLabels, path.Child("matchLabels"));
        }
        for (var i = 0; i < selector.MatchExpressions.Count; i++)
        {
            Requirement(errors, selector.MatchExpressions[i], path.Child("matchExpressions").Index(i), allowsInvalidValues);
        }
    }

    private static void Requirement(FieldErrorList errors, LabelSelectorRequirement requirement, FieldPath path, bool allowsInvalidValues)
    {
        switch (requirement.Operator)
        {
            case "In" or "NotIn":
                if (requirement.Values.IsEmpty)
                {
                    errors.Required(path.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                }
                break;
            case "Exists" or "DoesNotExist":
                if (!requirement.Values.IsEmpty)
                {
                    errors.Forbidden(path.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
                break;
            default:
                errors.Invalid(path.Child("operator"), requirement.Operator, "not a valid selector operator");
                break;
        }
        errors.InvalidAll(path.Child("key"), requirement.Key, NameRules.QualifiedName(requirement.Key));
        for (var i = 0; i < requirement.Values.Count && !allowsInvalidValues; i++)
        {
            errors.InvalidAll(path.Child("values").Index(i), requirement.Values[i], NameRules.LabelValue(requirement.Values[i]));
        }
    }
}
