namespace Podlab.Api.Validation.Pods;

/// <summary>Paths inside volumes stay inside.</summary>
internal static class PathRules
{
    public static void Descending(FieldErrorList errors, FieldPath path, string name, string value)
    {
        if (value.StartsWith('/'))
        {
            errors.Invalid(path.Child(name), value, "must be a relative path");
        }
        NoBacksteps(errors, path, name, value);
    }

    public static void NoBacksteps(FieldErrorList errors, FieldPath path, string name, string value)
    {
        if (HasBackstep(value))
        {
            errors.Invalid(path.Child(name), value, "must not contain '..'");
        }
    }

    /// <summary>Also keeps off names that start with two dots: the kubelet writes its own files so.</summary>
    public static void NonReserved(FieldErrorList errors, FieldPath path, string name, string value)
    {
        Descending(errors, path, name, value);
        if (value.StartsWith("..", StringComparison.Ordinal) && !value.StartsWith("../", StringComparison.Ordinal))
        {
            errors.Invalid(path.Child(name), value, "must not start with '..'");
        }
    }

    public static bool HasBackstep(string value)
    {
        if (!value.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }
        foreach (var range in value.AsSpan().Split('/'))
        {
            if (value.AsSpan()[range] is "..")
            {
                return true;
            }
        }
        return false;
    }
}
