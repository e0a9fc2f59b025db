namespace Podlab.Api.Defaulting;

/// <summary>Small words of defaulting.</summary>
internal static class Absent
{
    /// <summary>The text, or another where it is absent or empty.</summary>
    public static string Or(this string? value, string fallback) => string.IsNullOrEmpty(value) ? fallback : value;

    /// <summary>The number, or another where it is zero, which Go types write as absent.</summary>
    public static int Or(this int value, int fallback) => value == 0 ? fallback : value;
}
