using System.Globalization;
using Podlab.Api.Validation;

namespace Podlab.Api;

/// <summary>The grammar of label selectors, with the words of its errors.</summary>
internal sealed class LabelQueryParser(string text)
{
    private const string Operators = "in, notin, =, ==, !=, gt, lt";
    private readonly LabelQueryLexer lexer = new(text);

    /// <returns>Null where the text is no selector.</returns>
    public List<LabelRequirement>? Parse(out string error)
    {
        List<LabelRequirement> requirements = [];
        while (true)
        {
            var next = lexer.Peek(values: true);
            if (next.Kind == LabelTokenKind.End)
            {
                error = "";
                return requirements;
            }
            if (next.Kind is not (LabelTokenKind.Identifier or LabelTokenKind.Not))
            {
                error = $"found '{next.Text}', expected: !, identifier, or 'end of string'";
                return null;
            }
            if (Requirement(out error) is not { } requirement)
            {
                error = "unable to parse requirement: " + error;
                return null;
            }
            requirements.Add(requirement);
            var after = lexer.Take(values: true);
            if (after.Kind == LabelTokenKind.End)
            {
                return requirements;
            }
            if (after.Kind != LabelTokenKind.Comma)
            {
                error = $"found '{after.Text}', expected: ',' or 'end of string'";
                return null;
            }
            var start = lexer.Peek(values: true);
            if (start.Kind is not (LabelTokenKind.Identifier or LabelTokenKind.Not))
            {
                error = $"found '{start.Text}', expected: identifier after ','";
                return null;
            }
        }
    }

    private LabelRequirement? Requirement(out string error)
    {
        var token = lexer.Take(values: true);
        var absent = token.Kind == LabelTokenKind.Not;
        if (absent)
        {
            token = lexer.Take(values: true);
        }
        if (token.Kind != LabelTokenKind.Identifier)
        {
            error = $"found '{token.Text}', expected: identifier";
            return null;
        }
        var key = token.Text;
        if (NameRules.QualifiedName(key) is { Count: > 0 } reasons)
        {
            error = $"<nil>: Invalid value: {GoText.Quote(key)}: {string.Join("; ", reasons)}";
            return null;
        }
        error = "";
        if (absent)
        {
            return new LabelRequirement(key, LabelOperator.DoesNotExist, []);
        }
        if (lexer.Peek(values: true).Kind is LabelTokenKind.End or LabelTokenKind.Comma)
        {
            return new LabelRequirement(key, LabelOperator.Exists, []);
        }
        if (Operator(out error) is not { } operation)
        {
            return null;
        }
        var values = operation is LabelOperator.In or LabelOperator.NotIn ? Set(out error) : Exact(out error);
        return values is null || !Check(key, operation, values, out error)
            ? null
            : new LabelRequirement(key, operation, values.ToValueList());
    }

    private LabelOperator? Operator(out string error)
    {
        var token = lexer.Take(values: false);
        error = $"found '{token.Text}', expected: {Operators}";
        return token.Kind switch
        {
            LabelTokenKind.In => LabelOperator.In,
            LabelTokenKind.NotIn => LabelOperator.NotIn,
            LabelTokenKind.Equal => LabelOperator.Equals,
            LabelTokenKind.DoubleEqual => LabelOperator.DoubleEquals,
            LabelTokenKind.NotEqual => LabelOperator.NotEquals,
            LabelTokenKind.Greater => LabelOperator.GreaterThan,
            LabelTokenKind.Less => LabelOperator.LessThan,
            _ => null,
        };
    }

    private SortedSet<string>? Exact(out string error)
    {
        error = "";
        if (lexer.Peek(values: true).Kind is LabelTokenKind.End or LabelTokenKind.Comma)
        {
            return [""];
        }
        var token = lexer.Take(values: true);
        if (token.Kind == LabelTokenKind.Identifier)
        {
            return [token.Text];
        }
        error = $"found '{token.Text}', expected: identifier";
        return null;
    }

    private SortedSet<string>? Set(out string error)
    {
        var open = lexer.Take(values: true);
        if (open.Kind != LabelTokenKind.Open)
        {
            error = $"found '{open.Text}' expected: '('";
            return null;
        }
        var first = lexer.Peek(values: true);
        switch (first.Kind)
        {
            case LabelTokenKind.Close:
                lexer.Take(values: true);
                error = "";
                return [""];
            case LabelTokenKind.Identifier or LabelTokenKind.Comma:
                if (Identifiers(out error) is not { } values)
                {
                    return null;
                }
                if (lexer.Take(values: true).Kind == LabelTokenKind.Close)
                {
                    return values;
                }
                error = $"found '{first.Text}', expected: ')'";
                return null;
            default:
                error = $"found '{first.Text}', expected: ',', ')' or identifier";
                return null;
        }
    }

    /// <summary>Between the parentheses: an empty place between commas stands for the empty value.</summary>
    private SortedSet<string>? Identifiers(out string error)
    {
        var values = new SortedSet<string>(StringComparer.Ordinal);
        error = "";
        while (true)
        {
            var token = lexer.Take(values: true);
            var next = lexer.Peek(values: true);
            switch (token.Kind)
            {
                case LabelTokenKind.Identifier:
                    values.Add(token.Text);
                    if (next.Kind == LabelTokenKind.Close)
                    {
                        return values;
                    }
                    if (next.Kind != LabelTokenKind.Comma)
                    {
                        error = $"found '{next.Text}', expected: ',' or ')'";
                        return null;
                    }
                    break;
                case LabelTokenKind.Comma:
                    if (values.Count == 0 || next.Kind is LabelTokenKind.Close or LabelTokenKind.Comma)
                    {
                        values.Add("");
                    }
                    if (next.Kind == LabelTokenKind.Close)
                    {
                        return values;
                    }
                    if (next.Kind == LabelTokenKind.Comma)
                    {
                        lexer.Take(values: true);
                    }
                    break;
                default:
                    error = $"found '{token.Text}', expected: ',', or identifier";
                    return null;
            }
        }
    }

    private static bool Check(string key, LabelOperator operation, SortedSet<string> values, out string error)
    {
        List<string> errors = [];
        var index = 0;
        foreach (var value in values)
        {
            if (operation is LabelOperator.GreaterThan or LabelOperator.LessThan
                && !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            {
                errors.Add($"values[{index}]: Invalid value: {GoText.Quote(value)}: for 'Gt', 'Lt' operators, the value must be an integer");
            }
            index++;
        }
        index = 0;
        foreach (var value in values)
        {
            if (NameRules.LabelValue(value) is { Count: > 0 } reasons)
            {
                errors.Add($"values[{index}][{key}]: Invalid value: {GoText.Quote(value)}: {string.Join("; ", reasons)}");
            }
            index++;
        }
        error = errors.Count == 1 ? errors[0] : $"[{string.Join(", ", errors)}]";
        return errors.Count == 0;
    }
}
