using System.Text.RegularExpressions;
using Podlab.Api.Model;

namespace Podlab.Api.Validation;

/// <summary>Conditions in the form that all newer kinds share.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go, ValidateConditions (v1.36.3).</remarks>
internal static partial class ConditionValidation
{
    private const int LongestReason = 1024;
    private const int LongestMessage = 32 * 1024;
    private const string ReasonFormat = "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?";

    public static void Validate(FieldErrorList errors, ValueList<Condition> conditions, FieldPath path)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < conditions.Count; i++)
        {
            if (!types.Add(conditions[i].Type))
            {
                errors.Duplicate(path.Index(i).Child("type"), conditions[i].Type);
            }
            One(errors, conditions[i], path.Index(i));
        }
    }

    private static void One(FieldErrorList errors, Condition condition, FieldPath path)
    {
        errors.QualifiedName(path.Child("type"), condition.Type);
        errors.Supported(path, "status", condition.Status, "False", "True", "Unknown");
        if (condition.ObservedGeneration < 0)
        {
            errors.Invalid(path.Child("observedGeneration"), condition.ObservedGeneration, "must be greater than or equal to zero");
        }
        if (condition.LastTransitionTime is null)
        {
            errors.Required(path.Child("lastTransitionTime"), "must be set");
        }
        if (errors.RequireText(path, "reason", condition.Reason, "must be set"))
        {
            Reason(errors, condition.Reason, path.Child("reason"));
        }
        if (condition.Message.Length > LongestMessage)
        {
            errors.TooLong(path.Child("message"), LongestMessage);
        }
    }

    private static void Reason(FieldErrorList errors, string reason, FieldPath path)
    {
        if (!Form().IsMatch(reason))
        {
            errors.Invalid(path, reason, "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', "
                + "and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', "
                + $"regex used for validation is '{ReasonFormat}')");
        }
        if (reason.Length > LongestReason)
        {
            errors.TooLong(path, LongestReason);
        }
    }

    [GeneratedRegex(@"\A" + ReasonFormat + @"\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
