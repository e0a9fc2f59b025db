using Podlab.Api.Model;
using Podlab.Api.Validation.Pods;
using Podlab.Api.Validation.Selectors;

namespace Podlab.Api.Validation.Workloads;

/// <summary>Selectors of controllers and the templates they must match.</summary>
internal static class TemplateValidation
{
    /// <param name="owner">The kind as messages name it: deployment.</param>
    public static void Selector(FieldErrorList errors, LabelSelector? selector, string owner, FieldPath path)
    {
        if (selector is null)
        {
            errors.Required(path.Child("selector"));
            return;
        }
        LabelSelectorValidation.Validate(errors, selector, path.Child("selector"));
        if (selector.MatchLabels.IsEmpty && selector.MatchExpressions.IsEmpty)
        {
            errors.Invalid(path.Child("selector"), GoJson.Of(selector.Print), $"empty selector is invalid for {owner}");
        }
    }

    /// <returns>The query, or null after the error has been noted.</returns>
    public static LabelQuery? Query(FieldErrorList errors, LabelSelector? selector, FieldPath path, string detail = "invalid label selector")
    {
        if (selector.TryToQuery(out var query))
        {
            return query;
        }
        errors.Invalid(path.Child("selector"), GoJson.Of(selector!.Print), detail);
        return null;
    }

    /// <summary>A template whose pods the controller must find again, and which run for ever.</summary>
    public static void ForReplicas(FieldErrorList errors, PodTemplateSpec template, LabelQuery? query, string kind, FieldPath path)
    {
        Matches(errors, template, query, path);
        PodValidation.Template(errors, template, path);
        RunsForEver(errors, template, kind, path);
    }

    public static void Matches(FieldErrorList errors, PodTemplateSpec template, LabelQuery? query, FieldPath path)
    {
        var labels = template.Metadata?.Labels ?? default;
        if (query is { MatchesEverything: false } && !query.Matches(labels))
        {
            errors.Invalid(path.Child("metadata", "labels"), labels.IsAbsent ? GoJson.Null : labels, "`selector` does not match template `labels`");
        }
    }

    public static void RunsForEver(FieldErrorList errors, PodTemplateSpec template, string kind, FieldPath path)
    {
        var spec = template.Spec ?? PodSpec.Empty;
        if (spec.RestartPolicy != "Always")
        {
            errors.NotSupported(path.Child("spec", "restartPolicy"), spec.RestartPolicy, "Always");
        }
        if (spec.ActiveDeadlineSeconds is not null)
        {
            errors.Forbidden(path.Child("spec", "activeDeadlineSeconds"), $"activeDeadlineSeconds in {kind} is not Supported");
        }
    }

    /// <summary>A selector cannot change once pods have been made for it.</summary>
    public static void SelectorStays(FieldErrorList errors, LabelSelector? selector, LabelSelector? old)
    {
        if (selector != old)
        {
            errors.Invalid(FieldPath.Spec.Child("selector"), selector is null ? GoJson.Null : GoJson.Of(selector.Print), FormatRules.Immutable);
        }
    }

    /// <summary>As the server prints selectors: labels first.</summary>
    public static void Print(this LabelSelector selector, System.Text.Json.Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (!selector.MatchLabels.IsEmpty)
        {
            writer.WriteStartObject("matchLabels");
            foreach (var (key, value) in selector.MatchLabels)
            {
                writer.WriteString(key, value);
            }
            writer.WriteEndObject();
        }
        if (!selector.MatchExpressions.IsEmpty)
        {
            writer.WriteStartArray("matchExpressions");
            foreach (var expression in selector.MatchExpressions)
            {
                expression.Write(writer);
            }
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }
}
