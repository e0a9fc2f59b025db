using System.Globalization;
using System.Text;

namespace Podlab.Api;

/// <summary>One condition of a field selector.</summary>
public readonly record struct FieldRequirement(string Field, string Value, bool Negated)
{
    public override string ToString() => $"{Field}{(Negated ? "!=" : "=")}{FieldQuery.Escape(Value)}";
}

/// <summary>What <c>--field-selector status.phase=Running,spec.nodeName!=a</c> asks: all requirements hold.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/fields/selector.go (v1.36.3).</remarks>
public sealed class FieldQuery
{
    private FieldQuery(IReadOnlyList<FieldRequirement> requirements) => Requirements = requirements;

    public static FieldQuery Everything { get; } = new([]);

    public IReadOnlyList<FieldRequirement> Requirements { get; }

    public bool MatchesEverything => Requirements.Count == 0;

    /// <exception cref="FormatException">The text is no selector; the message is Kubernetes'.</exception>
    public static FieldQuery Parse(string text) => TryParse(text, out var query, out var error) ? query : throw new FormatException(error);

    public static bool TryParse(string text, out FieldQuery query, out string error)
    {
        query = Everything;
        error = "";
        List<FieldRequirement> requirements = [];
        foreach (var term in Terms(text).Order(StringComparer.Ordinal))
        {
            if (term.Length == 0)
            {
                continue;
            }
            var mark = term.IndexOf('=');
            if (mark < 0)
            {
                error = $"invalid selector: '{text}'; can't understand '{term}'";
                return false;
            }
            var negated = mark > 0 && term[mark - 1] == '!';
            var doubled = !negated && mark + 1 < term.Length && term[mark + 1] == '=';
            if (!TryUnescape(term[(mark + (doubled ? 2 : 1))..], out var value, out error))
            {
                return false;
            }
            requirements.Add(new FieldRequirement(term[..(negated ? mark - 1 : mark)], value, negated));
        }
        query = requirements.Count == 0 ? Everything : new FieldQuery(requirements);
        return true;
    }

    /// <param name="fields">A field's text; the empty text where the object does not have it.</param>
    public bool Matches(Func<string, string> fields)
    {
        foreach (var requirement in Requirements)
        {
            if (string.Equals(fields(requirement.Field), requirement.Value, StringComparison.Ordinal) == requirement.Negated)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The value that a requirement demands of the field, where there is one: lets a list by name skip the scan.</summary>
    public string? RequiredValue(string field)
    {
        foreach (var requirement in Requirements)
        {
            if (!requirement.Negated && requirement.Field == field)
            {
                return requirement.Value;
            }
        }
        return null;
    }

    public override string ToString() => string.Join(',', Requirements);

    internal static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("=", "\\=", StringComparison.Ordinal);

    /// <summary>Cuts at commas that no backslash protects.</summary>
    private static List<string> Terms(string text)
    {
        List<string> terms = [];
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == ',')
            {
                terms.Add(text[start..i]);
                start = i + 1;
            }
        }
        terms.Add(text[start..]);
        return terms;
    }

    private static bool TryUnescape(string text, out string value, out string error)
    {
        (value, error) = (text, "");
        if (text.AsSpan().IndexOfAny('\\', ',', '=') < 0)
        {
            return true;
        }
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is ',' or '=')
            {
                error = $"invalid field selector: unescaped character in value: {((int)c).ToString(CultureInfo.InvariantCulture)}";
                return false;
            }
            if (c == '\\')
            {
                i++;
                if (i >= text.Length || text[i] is not ('\\' or ',' or '='))
                {
                    error = $"invalid field selector: invalid escape sequence: {text.AsSpan(i - 1, Math.Min(2, text.Length - i + 1))}";
                    return false;
                }
                c = text[i];
            }
            result.Append(c);
        }
        value = result.ToString();
        return true;
    }
}
