using Podlab.Api.Validation;

namespace Podlab.Api.Strategies.Core;

/// <summary>What config maps and secrets have in common.</summary>
internal static class DataRules
{
    public const int MaxBytes = 1024 * 1024;

    public static void Key(FieldErrorList errors, string field, string key)
    {
        if (FormatRules.ConfigMapKey(key) is { Count: > 0 } reasons)
        {
            errors.InvalidAll(FieldPath.Of(field).Key(key), key, reasons);
        }
    }

    public static void Unchanged(FieldErrorList errors, string field, bool isSame)
    {
        if (!isSame)
        {
            errors.Forbidden(FieldPath.Of(field), "field is immutable when `immutable` is set");
        }
    }

    /// <summary>Bytes of a text in UTF-8.</summary>
    public static int Size(string text) => System.Text.Encoding.UTF8.GetByteCount(text);
}
