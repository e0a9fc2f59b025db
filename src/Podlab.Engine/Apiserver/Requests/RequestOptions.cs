using System.Globalization;
using Podlab.Api;
using Podlab.Api.Validation;

namespace Podlab.Engine.Apiserver.Requests;

/// <summary>Reads the options of a request out of its query, with the errors of Kubernetes' own conversion.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/runtime/converter (url values) and pkg/apis/meta/v1/validation (v1.36.3).</remarks>
internal static class RequestOptions
{
    private const string MetaGroup = "meta.k8s.io";

    public static long? Int64(QueryString query, string name)
    {
        if (query.First(name) is not { } text) return null;
        if (text.Length == 0) return 0;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) return value;
        throw ApiException.BadRequest(NotAnInteger("ParseInt", text));
    }

    public static string NotAnInteger(string function, string text)
    {
        var digits = function == "ParseInt" ? text.TrimStart('-', '+') : text;
        var range = digits.Length > 0 && digits.All(char.IsAsciiDigit);
        return $"strconv.{function}: parsing {GoText.Quote(text)}: {(range ? "value out of range" : "invalid syntax")}";
    }

    /// <summary>A name without a value counts as true; whatever is not one of Go's words for false, too.</summary>
    public static bool? Boolean(QueryString query, string name)
    {
        if (query.First(name) is not { } text) return null;
        return text.ToLowerInvariant() is not ("false" or "0");
    }

    public static void CheckDryRun(FieldErrorList errors, IReadOnlyList<string> dryRun)
    {
        if (dryRun.Any(value => value != "All")) errors.NotSupported(FieldPath.Of("dryRun"), new GoJson("[" + string.Join(",", dryRun.Select(GoText.Quote)) + "]"), "All");
    }

    public static void CheckFieldValidation(FieldErrorList errors, string? value)
    {
        if (value is not (null or "" or "Ignore" or "Warn" or "Strict"))
            errors.NotSupported(FieldPath.Of("fieldValidation"), value, "", "Ignore", "Strict", "Warn");
    }

    public static void CheckFieldManager(FieldErrorList errors, string? manager)
    {
        if (manager is null) return;
        if (System.Text.Encoding.UTF8.GetByteCount(manager) > 128) errors.TooLong(FieldPath.Of("fieldManager"), 128);
        var position = 0;
        foreach (var rune in manager.EnumerateRunes())
        {
            if (!IsPrintable(rune))
                errors.Invalid(FieldPath.Of("fieldManager"), manager, $"invalid character U+{rune.Value:X4} (at position {position.ToString(CultureInfo.InvariantCulture)})");
            position += rune.Utf8SequenceLength;
        }
    }

    public static void ThrowIfAny(FieldErrorList errors, string kind)
    {
        if (errors.Count > 0) throw ApiException.Invalid(MetaGroup, kind, "", errors);
    }

    private static bool IsPrintable(System.Text.Rune rune) => rune.Value == ' ' || (!System.Text.Rune.IsControl(rune) && !System.Text.Rune.IsWhiteSpace(rune));
}
