using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

/// <summary>The texts that several kinds have in their cells.</summary>
internal static class Cell
{
    public const string None = "<none>";
    public const string Unset = "<unset>";

    public static string Age(IKubernetesObject item, DateTimeOffset now) => HumanDuration.Since(item.Metadata.CreationTimestamp, now);

    public static string Date(DateTimeOffset? time) =>
        time is { } set ? set.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "0001-01-01T00:00:00Z";

    public static string OrNone(string? text) => string.IsNullOrEmpty(text) ? None : text;

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Share(long part, long whole) => string.Create(CultureInfo.InvariantCulture, $"{part}/{whole}");

    public static string ContainerNames(PodTemplateSpec? template) => string.Join(',', (template ?? PodTemplateSpec.Empty).Spec.Containers.Map(container => container.Name));

    public static string ContainerImages(PodTemplateSpec? template) => string.Join(',', (template ?? PodTemplateSpec.Empty).Spec.Containers.Map(container => container.Image ?? ""));

    /// <summary>Labels as <c>a=1,b=2</c>.</summary>
    public static string Labels(ValueMap<string> labels) =>
        labels.IsEmpty ? None : string.Join(',', labels.Select(label => $"{label.Key}={label.Value}"));

    /// <summary>A selector in the words of a label query, sorted by key; nothing selected gives an empty text.</summary>
    public static string Selector(LabelSelector? selector)
    {
        if (selector is null) return "";
        var terms = selector.MatchLabels.Select(label => (label.Key, Text: $"{label.Key}={label.Value}"))
            .Concat(selector.MatchExpressions.Select(term => (term.Key, Text: Requirement(term))));
        return string.Join(',', terms.OrderBy(term => term.Key, StringComparer.Ordinal).Select(term => term.Text));
    }

    public static string SelectorOrNone(LabelSelector? selector) => OrNone(Selector(selector));

    /// <summary>The first texts, and how many more there are.</summary>
    public static string Some(IReadOnlyList<string> items, int limit) =>
        string.Join(',', items.Take(limit)) + More(items.Count, limit);

    public static string More(int count, int limit) => count > limit ? string.Create(CultureInfo.InvariantCulture, $" + {count - limit} more...") : "";

    private static string Requirement(LabelSelectorRequirement term)
    {
        var values = string.Join(',', term.Values.Order(StringComparer.Ordinal));
        return term.Operator switch
        {
            "In" => $"{term.Key} in ({values})",
            "NotIn" => $"{term.Key} notin ({values})",
            "DoesNotExist" => $"!{term.Key}",
            _ => term.Key,
        };
    }
}
