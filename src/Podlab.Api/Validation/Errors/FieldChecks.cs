namespace Podlab.Api.Validation;

/// <summary>Checks that many fields share. The child's path is made only when there is something to say.</summary>
internal static class FieldChecks
{
    public static void NotNegative(this FieldErrorList errors, FieldPath path, string name, long value)
    {
        if (value < 0)
        {
            errors.Invalid(path.Child(name), value, FormatRules.NotNegative);
        }
    }

    /// <returns>Whether there is a text.</returns>
    public static bool RequireText(this FieldErrorList errors, FieldPath path, string name, string? value, string detail = "")
    {
        if (!string.IsNullOrEmpty(value))
        {
            return true;
        }
        errors.Required(path.Child(name), detail);
        return false;
    }

    public static void DnsLabel(this FieldErrorList errors, FieldPath path, string name, string value)
    {
        if (!NameRules.IsLabel(value))
        {
            errors.InvalidAll(path.Child(name), value, NameRules.DnsLabel(value));
        }
    }

    public static void DnsSubdomain(this FieldErrorList errors, FieldPath path, string name, string value)
    {
        if (!NameRules.IsSubdomain(value))
        {
            errors.InvalidAll(path.Child(name), value, NameRules.DnsSubdomain(value));
        }
    }

    public static void QualifiedName(this FieldErrorList errors, FieldPath path, string value) =>
        errors.InvalidAll(path, value, NameRules.QualifiedName(value));

    /// <summary>One of the values; which one is missing is said as "required" where the empty text is no choice.</summary>
    public static void OneOf(this FieldErrorList errors, FieldPath path, string name, string? value, params ReadOnlySpan<string> supported)
    {
        if (string.IsNullOrEmpty(value))
        {
            errors.Required(path.Child(name));
            return;
        }
        errors.Supported(path, name, value, supported);
    }

    /// <summary>One of the values; the empty text is as wrong as any other.</summary>
    public static void Supported(this FieldErrorList errors, FieldPath path, string name, string value, params ReadOnlySpan<string> supported)
    {
        foreach (var item in supported)
        {
            if (item == value)
            {
                return;
            }
        }
        errors.NotSupported(path.Child(name), value, supported);
    }

    public static void Mode(this FieldErrorList errors, FieldPath path, string name, int? mode)
    {
        if (mode is < 0 or > 511)
        {
            errors.Invalid(path.Child(name), mode, "must be a number between 0 and 0777 (octal), both inclusive");
        }
    }
}
