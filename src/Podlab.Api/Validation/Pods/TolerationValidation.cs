using System.Globalization;
using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>Tolerations, and the effects that taints have.</summary>
internal static class TolerationValidation
{
    public static void Validate(FieldErrorList errors, ValueList<Toleration> tolerations, FieldPath parent, bool allowsComparison = false)
    {
        if (tolerations.IsEmpty)
        {
            return;
        }
        var path = parent.Child("tolerations");
        for (var i = 0; i < tolerations.Count; i++)
        {
            One(errors, tolerations[i], path.Index(i), allowsComparison);
        }
    }

    public static void Effect(FieldErrorList errors, string effect, FieldPath path) =>
        errors.Supported(path, "effect", effect, "NoSchedule", "PreferNoSchedule", "NoExecute");

    private static void One(FieldErrorList errors, Toleration toleration, FieldPath path, bool allowsComparison)
    {
        var (key, operation) = (toleration.Key ?? "", toleration.Operator ?? "");
        if (key.Length > 0)
        {
            errors.InvalidAll(path.Child("key"), key, NameRules.QualifiedName(key));
        }
        else if (operation != "Exists")
        {
            errors.Invalid(path.Child("operator"), operation, "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }
        if (toleration.TolerationSeconds is not null && toleration.Effect != "NoExecute")
        {
            errors.Invalid(path.Child("effect"), toleration.Effect ?? "", "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }
        Operator(errors, toleration.Value ?? "", operation, path, allowsComparison);
        if (!string.IsNullOrEmpty(toleration.Effect))
        {
            Effect(errors, toleration.Effect, path);
        }
    }

    private static void Operator(FieldErrorList errors, string value, string operation, FieldPath path, bool allowsComparison)
    {
        switch (operation)
        {
            case "" or "Equal":
                if (NameRules.LabelValue(value) is { Count: > 0 } reasons)
                {
                    errors.Invalid(path.Child("operator"), value, string.Join(';', reasons));
                }
                break;
            case "Exists":
                if (value.Length > 0)
                {
                    errors.Invalid(path.Child("operator"), value, "value must be empty when `operator` is 'Exists'");
                }
                break;
            case "Lt" or "Gt" when allowsComparison:
                if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
                {
                    errors.Invalid(path.Child("value"), value, "must be an integer");
                }
                break;
            default:
                errors.NotSupported(path.Child("operator"), operation, operation is "Lt" or "Gt" ? ["Equal", "Exists", "Lt", "Gt"] : ["Equal", "Exists"]);
                break;
        }
    }
}
