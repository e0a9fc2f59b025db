using System.Globalization;

namespace Podlab.Simulation.Shell.Expansion;

/// <summary>An arithmetic expression that cannot be computed, in ash's words.</summary>
public sealed class ArithmeticFault(string message) : Exception(message);

/// <summary>Shell arithmetic on 64-bit integers (POSIX XCU 2.6.4, with ash's ++ -- ** and comma).</summary>
public sealed class Arithmetic
{
    private const int MaxDepth = 64;
    private readonly Func<string, string?> get;
    private readonly Action<string, string> set;
    private readonly string text;
    private readonly int depth;
    private int position;

    private Arithmetic(string text, Func<string, string?> get, Action<string, string> set, int depth)
    {
        this.text = text;
        this.get = get;
        this.set = set;
        this.depth = depth;
    }

    public static long Evaluate(string text, Func<string, string?> get, Action<string, string> set, int depth = 0)
    {
        var parser = new Arithmetic(text, get, set, depth);
        parser.Space();
        if (parser.position == text.Length) return 0;
        var value = parser.Comma(true);
        parser.Space();
        if (parser.position < text.Length) throw Syntax();
        return value;
    }

    private static ArithmeticFault Syntax() => new("arithmetic syntax error");

    private long Comma(bool live)
    {
        var value = Assignment(live);
        while (Take(",")) value = Assignment(live);
        return value;
    }

    private long Assignment(bool live)
    {
        var start = position;
        Space();
        var name = Name();
        if (name.Length > 0)
        {
            foreach (var operation in (string[])["<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "^=", "|=", "="])
            {
                Space();
                if (!At(operation) || (operation == "=" && At("=="))) continue;
                position += operation.Length;
                var right = Assignment(live);
                if (!live) return 0;
                var value = operation == "=" ? right : Binary(operation[..^1], Value(name), right);
                set(name, value.ToString(CultureInfo.InvariantCulture));
                return value;
            }
        }

        position = start;
        return Conditional(live);
    }

    private long Conditional(bool live)
    {
        var condition = Level(0, live);
        if (!Take("?")) return condition;
        var first = Comma(live && condition != 0);
        if (!Take(":")) throw Syntax();
        var second = Assignment(live && condition == 0);
        return condition != 0 ? first : second;
    }

    private static readonly string[][] Levels =
        [["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<=", ">=", "<", ">"], ["<<", ">>"], ["+", "-"], ["*", "/", "%"]];

    private long Level(int level, bool live)
    {
        if (level == Levels.Length) return Power(live);
        var left = Level(level + 1, live);
        while (true)
        {
            Space();
            string? found = null;
            foreach (var operation in Levels[level])
            {
                if (!At(operation) || IsLonger(operation)) continue;
                found = operation;
                break;
            }

            if (found is null) return left;
            position += found.Length;
            if (found is "||" or "&&")
            {
                var needed = found == "||" ? left == 0 : left != 0;
                var right = Level(level + 1, live && needed);
                left = found == "||" ? (left != 0 || right != 0 ? 1 : 0) : (left != 0 && right != 0 ? 1 : 0);
                continue;
            }

            var other = Level(level + 1, live);
            left = live ? Binary(found, left, other) : 0;
        }
    }

    /// <summary>Whether the operator here is really a longer one (<c>&amp;</c> of <c>&amp;&amp;</c>, <c>+</c> of <c>+=</c>).</summary>
    private bool IsLonger(string operation)
    {
        var next = position + operation.Length < text.Length ? text[position + operation.Length] : '\0';
        return operation switch
        {
            "|" => next is '|' or '=',
            "&" => next is '&' or '=',
            "<" or ">" => next == operation[0] || next == '=',
            "<<" or ">>" or "^" or "+" or "-" or "/" or "%" => next == '=',
            "*" => next is '=' or '*',
            _ => false,
        };
    }

    private long Power(bool live)
    {
        var value = Unary(live);
        if (!Take("**")) return value;
        var exponent = Power(live);
        if (exponent < 0) throw new ArithmeticFault("exponent less than 0");
        long result = 1;
        for (; exponent > 0; exponent >>= 1, value = unchecked(value * value))
            if ((exponent & 1) != 0) result = unchecked(result * value);
        return result;
    }

    private long Unary(bool live)
    {
        Space();
        if (At("++") || At("--"))
        {
            var by = text[position] == '+' ? 1 : -1;
            var back = position;
            position += 2;
            Space();
            var name = Name();
            if (name.Length > 0)
            {
                var value = live ? Value(name) + by : 0;
                if (live) set(name, value.ToString(CultureInfo.InvariantCulture));
                return value;
            }

            position = back;
        }

        if (position >= text.Length) throw Syntax();
        switch (text[position])
        {
            case '!' when !At("!="):
                position++;
                return Unary(live) == 0 ? 1 : 0;
            case '~':
                position++;
                return ~Unary(live);
            case '-':
                position++;
                return unchecked(-Unary(live));
            case '+':
                position++;
                return Unary(live);
            default:
                return Primary(live);
        }
    }

    private long Primary(bool live)
    {
        Space();
        if (Take("("))
        {
            var inner = Comma(live);
            if (!Take(")")) throw Syntax();
            return inner;
        }

        var name = Name();
        if (name.Length > 0)
        {
            Space();
            if ((At("++") || At("--")) && live)
            {
                var by = text[position] == '+' ? 1 : -1;
                position += 2;
                var value = Value(name);
                set(name, (value + by).ToString(CultureInfo.InvariantCulture));
                return value;
            }

            return live ? Value(name) : 0;
        }

        var start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '#')) position++;
        if (start == position) throw Syntax();
        return ParseNumber(text.AsSpan(start, position - start)) ?? throw Syntax();
    }

    private static long? ParseNumber(ReadOnlySpan<char> digits)
    {
        var numberBase = 10;
        var hash = digits.IndexOf('#');
        if (hash > 0)
        {
            if (!int.TryParse(digits[..hash], NumberStyles.None, CultureInfo.InvariantCulture, out numberBase) || numberBase is < 2 or > 36) return null;
            digits = digits[(hash + 1)..];
        }
        else if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            numberBase = 16;
            digits = digits[2..];
        }
        else if (digits.Length > 1 && digits[0] == '0')
        {
            numberBase = 8;
            digits = digits[1..];
        }

        if (digits.Length == 0) return null;
        long value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) - 'a' + 10 : 99;
            if (digit >= numberBase) return null;
            value = unchecked(value * numberBase + digit);
        }

        return value;
    }

    private long Value(string name)
    {
        var value = get(name);
        if (string.IsNullOrEmpty(value)) return 0;
        var trimmed = value.AsSpan().Trim();
        var negative = trimmed.StartsWith("-");
        if (ParseNumber(negative ? trimmed[1..] : trimmed) is { } number && char.IsAsciiDigit(trimmed[negative ? 1 : 0])) return negative ? -number : number;
        if (depth >= MaxDepth) throw new ArithmeticFault("expression recursion loop detected");
        return Evaluate(value, get, set, depth + 1);
    }

    private static long Binary(string operation, long left, long right) => unchecked(operation switch
    {
        "|" => left | right,
        "^" => left ^ right,
        "&" => left & right,
        "==" => left == right ? 1 : 0,
        "!=" => left != right ? 1 : 0,
        "<=" => left <= right ? 1 : 0,
        ">=" => left >= right ? 1 : 0,
        "<" => left < right ? 1 : 0,
        ">" => left > right ? 1 : 0,
        "<<" => left << (int)right,
        ">>" => left >> (int)right,
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        _ when right == 0 => throw new ArithmeticFault("divide by zero"),
        "/" => right == -1 ? -left : left / right,
        _ => right == -1 ? 0 : left % right,
    });

    private void Space()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position])) position++;
    }

    private bool At(string operation) => string.CompareOrdinal(text, position, operation, 0, operation.Length) == 0;

    private bool Take(string operation)
    {
        Space();
        if (!At(operation)) return false;
        position += operation.Length;
        return true;
    }

    private string Name()
    {
        Space();
        var start = position;
        if (position < text.Length && char.IsAsciiDigit(text[position])) return "";
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_')) position++;
        return text[start..position];
    }
}
