namespace Podlab.Api.Validation;

/// <summary>Counts and percentages.</summary>
internal static class IntOrPercentRules
{
    public static void NotNegative(FieldErrorList errors, FieldPath path, string name, IntOrString value)
    {
        if (value.IsInt)
        {
            errors.NotNegative(path, name, value.IntValue);
        }
        else if (!IsPercent(value.StringValue))
        {
            errors.Invalid(path.Child(name), value,
                NameRules.RegexError("a valid percent string must be a numeric string followed by an ending '%'", "[0-9]+%", "1%", "93%"));
        }
    }

    public static void AtMostHundredPercent(FieldErrorList errors, FieldPath path, string name, IntOrString value)
    {
        if (value.IsString && IsPercent(value.StringValue) && Value(value) > 100)
        {
            errors.Invalid(path.Child(name), value, "must not be greater than 100%");
        }
    }

    /// <summary>The number or the percentage's number; 0 where it is neither.</summary>
    public static long Value(IntOrString value) => value.IsInt ? value.IntValue
        : IsPercent(value.StringValue) && long.TryParse(value.StringValue.AsSpan()[..^1], out var percent) ? percent : 0;

    private static bool IsPercent(string text) => text.Length > 1 && text[^1] == '%' && !text.AsSpan()[..^1].ContainsAnyExceptInRange('0', '9');
}
