using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>matchLabelKeys and mismatchLabelKeys: label names that a selector does not already use.</summary>
internal static class LabelKeyRules
{
    public static void Affinity(FieldErrorList errors, PodAffinityTerm term, FieldPath path)
    {
        Keys(errors, term.MatchLabelKeys, term.LabelSelector, path.Child("matchLabelKeys"));
        Keys(errors, term.MismatchLabelKeys, term.LabelSelector, path.Child("mismatchLabelKeys"));
        if (term.LabelSelector is { } selector)
        {
            Merged(errors, term.MatchLabelKeys, selector, path);
        }
        for (var i = 0; i < term.MatchLabelKeys.Count; i++)
        {
            if (term.MismatchLabelKeys.Contains(term.MatchLabelKeys[i]))
            {
                errors.Invalid(path.Child("matchLabelKeys").Index(i), term.MatchLabelKeys[i], "exists in both matchLabelKeys and mismatchLabelKeys");
            }
        }
    }

    /// <summary>The selector has the keys' own requirements already; a key that stands in it once more is the writer's.</summary>
    public static void Merged(FieldErrorList errors, ValueList<string> keys, LabelSelector selector, FieldPath path)
    {
        if (keys.IsEmpty)
        {
            return;
        }
        var seen = new HashSet<string>(selector.MatchLabels.Keys, StringComparer.Ordinal);
        foreach (var expression in selector.MatchExpressions)
        {
            if (!seen.Add(expression.Key) && LastIndex(keys, expression.Key) is >= 0 and var index)
            {
                errors.Invalid(path.Index(index), expression.Key, "exists in both matchLabelKeys and labelSelector");
            }
        }
    }

    public static void Keys(FieldErrorList errors, ValueList<string> keys, LabelSelector? selector, FieldPath path)
    {
        if (keys.IsEmpty)
        {
            return;
        }
        if (selector is null)
        {
            errors.Forbidden(path, "must not be specified when labelSelector is not set");
            return;
        }
        for (var i = 0; i < keys.Count; i++)
        {
            errors.InvalidAll(path.Index(i), keys[i], NameRules.QualifiedName(keys[i]));
        }
    }

    private static int LastIndex(ValueList<string> keys, string key)
    {
        for (var i = keys.Count - 1; i >= 0; i--)
        {
            if (keys[i] == key)
            {
                return i;
            }
        }
        return -1;
    }
}
