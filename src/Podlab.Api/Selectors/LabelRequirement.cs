using System.Globalization;

namespace Podlab.Api;

/// <summary>One condition on a label.</summary>
/// <param name="Values">Sorted, without repetition; empty for existence.</param>
public sealed record LabelRequirement(string Key, LabelOperator Operator, ValueList<string> Values)
{
    /// <param name="labels">The label's value, or null where the object does not have it.</param>
    public bool Matches(Func<string, string?> labels) => MatchesValue(labels(Key));

    public bool MatchesValue(string? value) => Operator switch
    {
        LabelOperator.In or LabelOperator.Equals or LabelOperator.DoubleEquals => value is not null && Has(value),
        LabelOperator.NotIn or LabelOperator.NotEquals => value is null || !Has(value),
        LabelOperator.Exists => value is not null,
        LabelOperator.DoesNotExist => value is null,
        _ => value is not null && Compares(value),
    };

    public override string ToString() => Operator switch
    {
        LabelOperator.Exists => Key,
        LabelOperator.DoesNotExist => "!" + Key,
        LabelOperator.Equals => $"{Key}={Values[0]}",
        LabelOperator.DoubleEquals => $"{Key}=={Values[0]}",
        LabelOperator.NotEquals => $"{Key}!={Values[0]}",
        LabelOperator.GreaterThan => $"{Key}>{Values[0]}",
        LabelOperator.LessThan => $"{Key}<{Values[0]}",
        LabelOperator.In => $"{Key} in ({string.Join(',', Values)})",
        _ => $"{Key} notin ({string.Join(',', Values)})",
    };

    private bool Has(string value)
    {
        foreach (var wanted in Values)
        {
            if (wanted == value)
            {
                return true;
            }
        }
        return false;
    }

    private bool Compares(string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit)
        && (Operator == LabelOperator.GreaterThan ? number > limit : number < limit);
}
