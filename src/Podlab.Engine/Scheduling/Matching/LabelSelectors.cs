using Podlab.Api;

namespace Podlab.Engine.Scheduling.Matching;

/// <summary>What the scheduler does with selectors beyond asking them.</summary>
internal static class LabelSelectors
{
    /// <summary>The same question with further conditions.</summary>
    public static LabelQuery And(this LabelQuery query, IReadOnlyCollection<LabelRequirement> more) =>
        more.Count == 0 || query.MatchesNothing ? query : LabelQuery.Of([.. query.Requirements, .. more]);

    public static ValueList<string> Sorted(ValueList<string> values) => values.Count < 2 ? values : values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToValueList();
}
