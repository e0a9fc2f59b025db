using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api;

/// <summary>From an object's selector to what it matches.</summary>
public static class LabelSelectorExtensions
{
    /// <summary>An absent selector matches nothing, an empty one everything.</summary>
    /// <exception cref="FormatException">The selector is not valid, which validation would have said.</exception>
    public static LabelQuery ToQuery(this LabelSelector? selector) =>
        TryToQuery(selector, out var query) ? query : throw new FormatException("The label selector is not valid.");

    public static bool TryToQuery(this LabelSelector? selector, out LabelQuery query)
    {
        query = selector is null ? LabelQuery.Nothing : LabelQuery.Everything;
        if (selector is null || (selector.MatchLabels.IsEmpty && selector.MatchExpressions.IsEmpty))
        {
            return true;
        }
        List<LabelRequirement> requirements = [];
        foreach (var (key, value) in selector.MatchLabels)
        {
            if (NameRules.QualifiedName(key).Count > 0 || NameRules.LabelValue(value).Count > 0)
            {
                return false;
            }
            requirements.Add(new LabelRequirement(key, LabelOperator.In, [value]));
        }
        foreach (var expression in selector.MatchExpressions)
        {
            LabelOperator? operation = expression.Operator switch
            {
                "In" => LabelOperator.In,
                "NotIn" => LabelOperator.NotIn,
                "Exists" => LabelOperator.Exists,
                "DoesNotExist" => LabelOperator.DoesNotExist,
                _ => null,
            };
            var needsValues = operation is LabelOperator.In or LabelOperator.NotIn;
            if (operation is null || needsValues == expression.Values.IsEmpty || NameRules.QualifiedName(expression.Key).Count > 0
                || expression.Values.Any(value => NameRules.LabelValue(value).Count > 0))
            {
                return false;
            }
            requirements.Add(new LabelRequirement(expression.Key, operation.Value, expression.Values.Distinct().Order(StringComparer.Ordinal).ToValueList()));
        }
        query = LabelQuery.Of(requirements);
        return true;
    }
}
