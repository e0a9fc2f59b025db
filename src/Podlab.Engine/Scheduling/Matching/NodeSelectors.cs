using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Scheduling.Matching;

/// <summary>Node selectors, term by term.</summary>
internal static class NodeSelectors
{
    /// <summary>Any of the terms.</summary>
    public static bool Matches(NodeSelector selector, Node node)
    {
        foreach (var term in selector.NodeSelectorTerms)
        {
            if (Matches(term, node)) return true;
        }

        return false;
    }

    /// <summary>All requirements of the term; a term without any matches nothing.</summary>
    public static bool Matches(NodeSelectorTerm term, Node node)
    {
        if (term.MatchExpressions.IsEmpty && term.MatchFields.IsEmpty) return false;
        foreach (var requirement in term.MatchExpressions)
        {
            if (!Holds(requirement, node.Metadata.Labels.GetValueOrDefault(requirement.Key))) return false;
        }

        foreach (var requirement in term.MatchFields)
        {
            var value = requirement.Key == "metadata.name" ? node.Metadata.Name : null;
            if (!Holds(requirement, value)) return false;
        }

        return true;
    }

    private static bool Holds(NodeSelectorRequirement requirement, string? value) => requirement.Operator switch
    {
        "In" => value is not null && Has(requirement.Values, value),
        "NotIn" => value is null || !Has(requirement.Values, value),
        "Exists" => value is not null,
        "DoesNotExist" => value is null,
        "Gt" => Compare(requirement.Values, value) is > 0,
        "Lt" => Compare(requirement.Values, value) is < 0,
        _ => false,
    };

    private static bool Has(ValueList<string> values, string value)
    {
        foreach (var wanted in values)
        {
            if (wanted == value) return true;
        }

        return false;
    }

    /// <summary>Null where either side is no whole number.</summary>
    private static int? Compare(ValueList<string> values, string? value) =>
        values.Count == 1 && TryNumber(value, out var number) && TryNumber(values[0], out var limit) ? number.CompareTo(limit) : null;

    private static bool TryNumber(string? text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
