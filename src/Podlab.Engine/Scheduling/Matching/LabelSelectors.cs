using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Scheduling.Matching;

/// <summary>A selector of the API as a question that can be asked.</summary>
internal static class LabelSelectors
{
    /// <summary>An absent selector matches nothing, an empty one everything.</summary>
    public static LabelQuery ToQuery(this LabelSelector? selector)
    {
        if (selector is null) return LabelQuery.Nothing;
        if (selector.MatchLabels.IsEmpty && selector.MatchExpressions.IsEmpty) return LabelQuery.Everything;
        var requirements = new List<LabelRequirement>(selector.MatchLabels.Count + selector.MatchExpressions.Count);
        foreach (var (key, value) in selector.MatchLabels) requirements.Add(new LabelRequirement(key, LabelOperator.In, [value]));
        foreach (var expression in selector.MatchExpressions) requirements.Add(new LabelRequirement(expression.Key, OperatorOf(expression.Operator), Sorted(expression.Values)));
        return LabelQuery.Of(requirements);
    }

    /// <summary>The same question with further conditions.</summary>
    public static LabelQuery And(this LabelQuery query, IReadOnlyCollection<LabelRequirement> more) =>
        more.Count == 0 || query.MatchesNothing ? query : LabelQuery.Of([.. query.Requirements, .. more]);

    public static LabelOperator OperatorOf(string text) => text switch
    {
        "In" => LabelOperator.In,
        "NotIn" => LabelOperator.NotIn,
        "Exists" => LabelOperator.Exists,
        "DoesNotExist" => LabelOperator.DoesNotExist,
        "Gt" => LabelOperator.GreaterThan,
        "Lt" => LabelOperator.LessThan,
        _ => throw new ArgumentOutOfRangeException(nameof(text), text, "There is no such selector operator."),
    };

    public static ValueList<string> Sorted(ValueList<string> values) => values.Count < 2 ? values : values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToValueList();
}
