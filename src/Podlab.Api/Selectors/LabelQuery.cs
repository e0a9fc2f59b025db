namespace Podlab.Api;

/// <summary>What <c>-l app=web,tier in (a,b)</c> or an object's selector asks of labels: all requirements hold.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/labels/selector.go (v1.36.3).</remarks>
public sealed class LabelQuery
{
    private readonly LabelRequirement[]? requirements;

    private LabelQuery(LabelRequirement[]? requirements) => this.requirements = requirements;

    /// <summary>Matches every object.</summary>
    public static LabelQuery Everything { get; } = new([]);

    /// <summary>Matches no object: what an absent selector means.</summary>
    public static LabelQuery Nothing { get; } = new(null);

    public bool MatchesNothing => requirements is null;

    public bool MatchesEverything => requirements is { Length: 0 };

    public IReadOnlyList<LabelRequirement> Requirements => requirements ?? [];

    /// <summary>Requirements in the order of their keys.</summary>
    public static LabelQuery Of(IEnumerable<LabelRequirement> requirements) =>
        new([.. requirements.OrderBy(requirement => requirement.Key, StringComparer.Ordinal)]);

    /// <summary>All of the labels, with these values.</summary>
    public static LabelQuery OfLabels(ValueMap<string> labels)
    {
        List<LabelRequirement> list = [];
        foreach (var (key, value) in labels)
        {
            list.Add(new LabelRequirement(key, LabelOperator.Equals, [value]));
        }
        return Of(list);
    }

    /// <exception cref="FormatException">The text is no selector; the message is Kubernetes'.</exception>
    public static LabelQuery Parse(string text) => TryParse(text, out var query, out var error) ? query : throw new FormatException(error);

    public static bool TryParse(string text, out LabelQuery query, out string error)
    {
        var parser = new LabelQueryParser(text);
        var parsed = parser.Parse(out error);
        query = parsed is null ? Nothing : Of(parsed);
        return parsed is not null;
    }

    public bool Matches(ValueMap<string> labels)
    {
        if (requirements is null)
        {
            return false;
        }
        foreach (var requirement in requirements)
        {
            if (!requirement.MatchesValue(labels.GetValueOrDefault(requirement.Key)))
            {
                return false;
            }
        }
        return true;
    }

    public bool Matches(Func<string, string?> labels) => requirements is not null && Array.TrueForAll(requirements, r => r.Matches(labels));

    public override string ToString() => string.Join(',', Requirements);
}
