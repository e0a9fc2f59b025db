using Podlab.Simulation.Utilities.Text;

namespace Podlab.Simulation.Utilities.Awk;

/// <content>Expressions, from the loosest binding to the tightest.</content>
internal sealed partial class AwkParser
{
    private AwkNode Expression()
    {
        var left = Condition();
        if (left is not (AwkVariable or AwkField or AwkElement)) return left;
        foreach (var operation in (string[])["=", "+=", "-=", "*=", "/=", "%=", "^=", "**="])
            if (Take(operation)) return new AwkAssign(operation.TrimEnd('=').Replace("**", "^", StringComparison.Ordinal), left, Expression());
        return left;
    }

    private AwkNode Condition()
    {
        var test = Or();
        if (!Take("?")) return test;
        SkipNewlines();
        var yes = Expression();
        SkipNewlines();
        Expect(":");
        SkipNewlines();
        return new AwkCondition(test, yes, Expression());
    }

    private AwkNode Or()
    {
        var left = And();
        while (Take("||"))
        {
            SkipNewlines();
            left = new AwkBinary("||", left, And());
        }

        return left;
    }

    private AwkNode And()
    {
        var left = In();
        while (Take("&&"))
        {
            SkipNewlines();
            left = new AwkBinary("&&", left, In());
        }

        return left;
    }

    private AwkNode In()
    {
        var left = Match();
        while (!noIn && Take("in")) left = new AwkIn(left is AwkGroup group ? group.Items : [left], tokens[position++].Text);
        return left;
    }

    private AwkNode Match()
    {
        var left = Comparison();
        while (Is("~") || Is("!~"))
        {
            var operation = tokens[position++].Text;
            left = new AwkBinary(operation, left, Comparison());
        }

        return left;
    }

    private AwkNode Comparison()
    {
        var left = Concatenation();
        foreach (var operation in (string[])["<", "<=", "==", "!=", ">", ">="])
        {
            if (operation == ">" && noGreater) continue;
            if (!Take(operation)) continue;
            return new AwkBinary(operation, left, Concatenation());
        }

        if (Is("|") && tokens[position + 1] is { Kind: AwkTokenKind.Name, Text: "getline" })
        {
            position += 2;
            return new AwkGetline(Peek.Kind == AwkTokenKind.Name && !AwkScanner.Keywords.Contains(Peek.Text) ? Primary() : null, left, true);
        }

        return left;
    }

    private AwkNode Concatenation()
    {
        var left = Sum();
        while (StartsOperand()) left = new AwkBinary(" ", left, Sum());
        return left;
    }

    private bool StartsOperand() => Peek.Kind switch
    {
        AwkTokenKind.Number or AwkTokenKind.String or AwkTokenKind.Function => true,
        AwkTokenKind.Name => !AwkScanner.Keywords.Contains(Peek.Text),
        AwkTokenKind.Operator => Peek.Text is "$" or "!" or "(" or "-" or "+" or "++" or "--",
        _ => false,
    };

    private AwkNode Sum()
    {
        var left = Product();
        while (Is("+") || Is("-"))
        {
            var operation = tokens[position++].Text;
            left = new AwkBinary(operation, left, Product());
        }

        return left;
    }

    private AwkNode Product()
    {
        var left = Unary();
        while (Is("*") || Is("/") || Is("%"))
        {
            var operation = tokens[position++].Text;
            left = new AwkBinary(operation, left, Unary());
        }

        return left;
    }

    private AwkNode Unary()
    {
        foreach (var operation in (string[])["!", "-", "+"])
            if (Take(operation)) return new AwkUnary(operation, Unary());
        return Power();
    }

    private AwkNode Power()
    {
        var left = Postfix();
        if (Take("^") || Take("**")) return new AwkBinary("^", left, Is("-") || Is("+") || Is("!") ? Unary() : Power());
        return left;
    }

    private AwkNode Postfix()
    {
        if (Take("++")) return new AwkStep(Primary(), 1, true);
        if (Take("--")) return new AwkStep(Primary(), -1, true);
        var value = Primary();
        if (value is not (AwkVariable or AwkField or AwkElement)) return value;
        if (Take("++")) return new AwkStep(value, 1, false);
        if (Take("--")) return new AwkStep(value, -1, false);
        return value;
    }

    private AwkNode Primary()
    {
        var token = tokens[position++];
        switch (token.Kind)
        {
            case AwkTokenKind.Number: return new AwkNumber(token.Number);
            case AwkTokenKind.String: return new AwkString(token.Text);
            case AwkTokenKind.Regex: return new AwkPattern(PosixRegex.Create(token.Text, true, false));
            case AwkTokenKind.Function: return Call(token.Text);
            case AwkTokenKind.Operator when token.Text == "$": return new AwkField(Is("++") || Is("--") ? Postfix() : Is("-") ? Unary() : Primary());
            case AwkTokenKind.Operator when token.Text == "(":
                var saved = (noIn, noGreater);
                (noIn, noGreater) = (false, false);
                var items = Items();
                SkipNewlines();
                Expect(")");
                (noIn, noGreater) = saved;
                return items.Count == 1 && !Is("in") ? items[0] is AwkGroup ? items[0] : items.Count == 1 ? items[0] : new AwkGroup(items) : new AwkGroup(items);
            case AwkTokenKind.Operator when token.Text == "-": return new AwkUnary("-", Unary());
            case AwkTokenKind.Operator when token.Text == "!": return new AwkUnary("!", Unary());
            case AwkTokenKind.Name when token.Text == "getline":
                var target = Peek.Kind == AwkTokenKind.Name && !AwkScanner.Keywords.Contains(Peek.Text) || Is("$") ? Primary() : null;
                return new AwkGetline(target, Take("<") ? Primary() : null, false);
            case AwkTokenKind.Name when AwkScanner.BuiltIns.Contains(token.Text): return Is("(") ? Call(token.Text) : new AwkCall(token.Text, []);
            case AwkTokenKind.Name when !AwkScanner.Keywords.Contains(token.Text):
                if (!Take("[")) return new AwkVariable(token.Text);
                var subscripts = Items();
                Expect("]");
                return new AwkElement(token.Text, subscripts);
            default:
                position--;
                throw Wrong();
        }
    }

    private AwkCall Call(string name)
    {
        Expect("(");
        var saved = (noIn, noGreater);
        (noIn, noGreater) = (false, false);
        SkipNewlines();
        var arguments = Is(")") ? [] : Items();
        SkipNewlines();
        Expect(")");
        (noIn, noGreater) = saved;
        return new AwkCall(name, arguments);
    }
}
