using System.Globalization;
using Podlab.Api.Model;

namespace Podlab.Api.Validation.Batch;

/// <summary>Rules by which an indexed job is done before all its indexes are.</summary>
internal static class SuccessPolicyValidation
{
    private const int MaxRules = 20;
    private const int MaxIndexes = 64 * 1024;

    public static void Validate(FieldErrorList errors, JobSpec spec, SuccessPolicy policy, FieldPath path)
    {
        if (spec.CompletionMode != "Indexed")
        {
            errors.Invalid(path, Print(policy), "requires indexed completion mode");
            return;
        }
        var at = path.Child("rules");
        if (policy.Rules.IsEmpty)
        {
            errors.Required(at, "at least one rules must be specified when the successPolicy is specified");
        }
        if (policy.Rules.Count > MaxRules)
        {
            errors.TooMany(at, policy.Rules.Count, MaxRules);
        }
        for (var i = 0; i < policy.Rules.Count; i++)
        {
            Rule(errors, policy.Rules[i], spec.Completions ?? 0, at.Index(i));
        }
    }

    private static void Rule(FieldErrorList errors, SuccessPolicyRule rule, int completions, FieldPath path)
    {
        if (rule.SucceededCount is null && rule.SucceededIndexes is null)
        {
            errors.Required(path, "at least one of succeededCount or succeededIndexes must be specified");
        }
        var total = 0;
        if (rule.SucceededIndexes is { } indexes)
        {
            if (indexes.Length > MaxIndexes)
            {
                errors.TooLong(path.Child("succeededIndexes"), MaxIndexes);
            }
            if (Count(indexes, completions, out total) is { } error)
            {
                errors.Invalid(path.Child("succeededIndexes"), indexes, "error parsing succeededIndexes: " + error);
            }
        }
        if (rule.SucceededCount is not { } count)
        {
            return;
        }
        errors.NotNegative(path, "succeededCount", count);
        if (count > completions)
        {
            errors.Invalid(path.Child("succeededCount"), count, $"must be less than or equal to {completions} (the number of specified completions)");
        }
        if (rule.SucceededIndexes is not null && count > total)
        {
            errors.Invalid(path.Child("succeededCount"), count, $"must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)");
        }
    }

    /// <summary>Counts the indexes of a text such as <c>1,3-5</c>.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Count(string indexes, int completions, out int total)
    {
        total = 0;
        int? last = null;
        foreach (var interval in indexes.Length == 0 ? [] : indexes.Split(','))
        {
            var parts = interval.Split('-');
            if (parts.Length > 2)
            {
                return $"the fragment {GoText.Quote(interval)} violates the requirement that an index interval can have at most two parts separated by '-'";
            }
            if (Number(parts[0], completions, out var low) is { } lowError)
            {
                return lowError;
            }
            if (last is { } previous && previous >= low)
            {
                return $"non-increasing order, previous: {previous}, current: {low}";
            }
            var high = low;
            if (parts.Length == 2)
            {
                if (Number(parts[1], completions, out high) is { } highError)
                {
                    return highError;
                }
                if (low >= high)
                {
                    return $"non-increasing order, previous: {low}, current: {high}";
                }
            }
            total += high - low + 1;
            last = high;
        }
        return null;
    }

    private static string? Number(string text, int completions, out int value)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            return $"cannot convert string to integer for index: {GoText.Quote(text)}";
        }
        return value >= completions ? $"too large index: {GoText.Quote(text)}" : null;
    }

    private static GoJson Print(SuccessPolicy policy) => GoPrint.Of(writer =>
    {
        writer.WritePropertyName("Rules");
        writer.WriteStartArray();
        foreach (var rule in policy.Rules)
        {
            writer.WriteStartObject();
            writer.Text("SucceededIndexes", rule.SucceededIndexes);
            writer.Number("SucceededCount", rule.SucceededCount);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });
}
