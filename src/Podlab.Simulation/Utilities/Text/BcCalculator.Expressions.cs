using System.Globalization;

namespace Podlab.Simulation.Utilities.Text;

// Expressions, from the loosest operator to the tightest.
internal sealed partial class BcCalculator
{
    /// <summary>An expression; <paramref name="shows"/>: it is no assignment, so that a statement prints it.</summary>
    private BcNumber Value(bool live, out bool shows)
    {
        var back = position;
        shows = true;
        if (Word() is { Length: > 0 } name && !At('('))
        {
            foreach (var operation in (string[])["+=", "-=", "*=", "/=", "%=", "^=", "="])
            {
                Space();
                if (!Starts(operation) || (operation == "=" && Starts("=="))) continue;
                position += operation.Length;
                var right = Value(live, out _);
                shows = false;
                if (!live) return right;
                var result = operation == "=" ? right : Binary(operation[..1], Get(name), right);
                Set(name, result);
                return result;
            }
        }

        position = back;
        return Level(0, live);
    }

    private static readonly string[][] Levels = [["||"], ["&&"], ["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/", "%"]];

    private BcNumber Level(int level, bool live)
    {
        if (level == Levels.Length) return Power(live);
        var left = Level(level + 1, live);
        while (true)
        {
            Space();
            var operation = Array.Find(Levels[level], Starts);
            if (operation is null || (operation is "+" or "-" && (Starts("++") || Starts("--")))) return left;
            position += operation.Length;
            var right = Level(level + 1, live);
            left = live ? Binary(operation, left, right) : left;
        }
    }

    private BcNumber Power(bool live)
    {
        var value = Unary(live);
        if (!Take("^")) return value;
        var exponent = Power(live);
        return live ? Binary("^", value, exponent) : value;
    }

    private BcNumber Unary(bool live)
    {
        Space();
        if (Starts("++") || Starts("--"))
        {
            var by = text[position] == '+' ? 1 : -1;
            position += 2;
            var name = Word();
            if (name.Length == 0) throw new FormatException("bad expression");
            var stepped = Get(name) + BcNumber.Of(by);
            if (live) Set(name, stepped);
            return stepped;
        }

        if (Take("-")) return -Unary(live);
        if (Take("!")) return BcNumber.Of(Unary(live).IsZero);
        return Primary(live);
    }

    private BcNumber Primary(bool live)
    {
        if (Take("("))
        {
            var inner = Value(live, out _);
            Expect(")");
            return inner;
        }

        if (Word() is { Length: > 0 } name)
        {
            if (Take("("))
            {
                var argument = Value(live, out _);
                Expect(")");
                return name switch
                {
                    "sqrt" => argument.Digits.Sign < 0 ? throw new FormatException("negative number") : argument.Root(scale),
                    "length" => BcNumber.Of(System.Numerics.BigInteger.Abs(argument.Digits).ToString(CultureInfo.InvariantCulture).Length),
                    "scale" => BcNumber.Of(argument.Scale),
                    _ => throw new FormatException("undefined function"),
                };
            }

            var value = Get(name);
            if (!Starts("++") && !Starts("--")) return value;
            if (live) Set(name, value + BcNumber.Of(text[position] == '+' ? 1 : -1));
            position += 2;
            return value;
        }

        var start = position;
        while (position < text.Length && (char.IsAsciiDigit(text[position]) || text[position] is '.' or (>= 'A' and <= 'F'))) position++;
        if (position == start) throw new FormatException(position < text.Length && !Breaks.Contains(text[position], StringComparison.Ordinal) ? "bad token" : "bad expression");
        return BcNumber.Parse(text[start..position], inputBase);
    }

    private BcNumber Binary(string operation, BcNumber left, BcNumber right) => operation switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left.Times(right, scale),
        "/" => left.Over(right, scale),
        "%" => left.Rest(right, scale),
        "^" => Math.Abs((long)right.Integer) * (left.Digits.GetBitLength() + 1) > MostBits ? throw new FormatException("exponent is too large") : left.Power(right.Integer, scale),
        "&&" => BcNumber.Of(!left.IsZero && !right.IsZero),
        "||" => BcNumber.Of(!left.IsZero || !right.IsZero),
        "==" => BcNumber.Of(BcNumber.Compare(left, right) == 0),
        "!=" => BcNumber.Of(BcNumber.Compare(left, right) != 0),
        "<" => BcNumber.Of(BcNumber.Compare(left, right) < 0),
        ">" => BcNumber.Of(BcNumber.Compare(left, right) > 0),
        "<=" => BcNumber.Of(BcNumber.Compare(left, right) <= 0),
        _ => BcNumber.Of(BcNumber.Compare(left, right) >= 0),
    };

    private BcNumber Get(string name) => name switch
    {
        "scale" => BcNumber.Of(scale),
        "ibase" => BcNumber.Of(inputBase),
        "obase" => BcNumber.Of(outputBase),
        _ => variables.GetValueOrDefault(name, BcNumber.Of(0)),
    };

    private void Set(string name, BcNumber value)
    {
        if (name == "scale") scale = Math.Clamp(value.Integer, 0, 1000);
        else if (name == "ibase") inputBase = Math.Clamp(value.Integer, 2, 16);
        else if (name == "obase") outputBase = Math.Clamp(value.Integer, 2, 16);
        else variables[name] = value;
    }
}
