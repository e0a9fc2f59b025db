using System.Globalization;
using System.Text;

namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>bc [-lqsw] [FILE]…</c>: expressions of numbers of any length, variables, <c>scale</c>, <c>ibase</c>, <c>obase</c>, <c>if</c>, <c>while</c>, <c>for</c>.</summary>
internal sealed class Bc : Utility
{
    private const int LibraryScale = 20;

    public override IReadOnlyList<string> Names => ["bc"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("lqsw") is not { } options) return 1;
        var calculator = new Calculator(run, options.Has('l') ? LibraryScale : 0);
        var status = 0;
        foreach (var path in options.Operands.Append("-"))
        {
            if (await run.ReadAllAsync(path) is not { } content) return 1;
            if (!await calculator.RunAsync(content)) return calculator.Status;
            status = calculator.Status;
        }

        return status;
    }

    /// <summary>Reads statements and computes while it reads; what does not run is read past.</summary>
    private sealed class Calculator(Invocation run, int firstScale)
    {
        /// <summary>A power longer than this is refused.</summary>
        private const long MostBits = 4_000_000;

        private const string Breaks = ";\n}";
        private readonly Dictionary<string, BcNumber> variables = new(StringComparer.Ordinal);
        private string text = "";
        private int position;
        private int scale = firstScale;
        private int inputBase = 10;
        private int outputBase = 10;

        /// <summary>The last error is told; the lines behind it go on.</summary>
        public int Status { get; private set; }

        /// <summary>False: the program said quit.</summary>
        public async ValueTask<bool> RunAsync(string content)
        {
            text = content;
            position = 0;
            while (true)
            {
                while (position < text.Length && (char.IsWhiteSpace(text[position]) || text[position] == ';')) position++;
                if (position >= text.Length) return true;
                var start = position;
                try
                {
                    if (!await StatementAsync(live: true)) return false;
                }
                catch (DivideByZeroException)
                {
                    await FailAsync("divide by zero", start);
                }
                catch (FormatException exception)
                {
                    await FailAsync(exception.Message, start);
                }
            }
        }

        private async ValueTask FailAsync(string message, int start)
        {
            await run.ErrorAsync(message);
            Status = 1;
            position = text.IndexOf('\n', Math.Max(position, start)) is var end and >= 0 ? end + 1 : text.Length;
        }

        private async ValueTask<bool> StatementAsync(bool live)
        {
            if (run.Process.Charge(1)) await run.Process.RestAsync();
            Space();
            if (Take("{"))
            {
                while (!Take("}"))
                {
                    if (position >= text.Length) throw new FormatException("bad expression");
                    if (Breaks.Contains(text[position], StringComparison.Ordinal) && text[position] != '}') position++;
                    else if (!await StatementAsync(live)) return false;
                    Space();
                }

                return true;
            }

            if (At('"'))
            {
                var end = text.IndexOf('"', position + 1);
                if (end < 0) throw new FormatException("string end could not be found");
                if (live) await run.PrintAsync(text[(position + 1)..end]);
                position = end + 1;
                return true;
            }

            switch (Word())
            {
                case "quit" or "halt":
                    return false;
                case "print":
                    await PrintAsync(live);
                    return true;
                case "if":
                    return await IfAsync(live);
                case "while":
                    return await LoopAsync(live, null, Parenthesised);
                case "for":
                    Expect("(");
                    Value(live, out _);
                    Expect(";");
                    return await LoopAsync(live, ")", () =>
                    {
                        var condition = Value(live, out _);
                        Expect(";");
                        return condition;
                    });
                case { Length: > 0 } word:
                    position -= word.Length;
                    break;
            }

            var number = Value(live, out var shows);
            if (live && shows) await run.PrintAsync(number.Text(outputBase) + "\n");
            Space();
            if (position < text.Length && !Breaks.Contains(text[position], StringComparison.Ordinal)) throw new FormatException("bad token");
            return true;
        }

        private BcNumber Parenthesised()
        {
            Expect("(");
            var condition = Value(true, out _);
            Expect(")");
            return condition;
        }

        private async ValueTask<bool> IfAsync(bool live)
        {
            var holds = !Parenthesised().IsZero;
            SkipLines();
            if (!await StatementAsync(live && holds)) return false;
            var back = position;
            SkipLines();
            if (Word() == "else")
            {
                SkipLines();
                return await StatementAsync(live && !holds);
            }

            position = back;
            return true;
        }

        /// <summary>while and for: the text is read again for each turn.</summary>
        private async ValueTask<bool> LoopAsync(bool live, string? close, Func<BcNumber> condition)
        {
            var start = position;
            while (true)
            {
                position = start;
                var holds = live && !condition().IsZero;
                var step = position;
                if (close is not null)
                {
                    Value(false, out _);
                    Expect(close);
                }

                SkipLines();
                if (!await StatementAsync(holds)) return false;
                var end = position;
                if (!holds) return true;
                if (close is null) continue;
                position = step;
                Value(true, out _);
                position = end;
            }
        }

        private async ValueTask PrintAsync(bool live)
        {
            do
            {
                Space();
                if (!At('"'))
                {
                    var number = Value(live, out _);
                    if (live) await run.PrintAsync(number.Text(outputBase));
                    continue;
                }

                var end = text.IndexOf('"', position + 1);
                if (end < 0) throw new FormatException("string end could not be found");
                if (live) await run.PrintAsync(Shell.Syntax.Escapes.Expand(text[(position + 1)..end]));
                position = end + 1;
            }
            while (Take(","));
        }

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

        private string Word()
        {
            Space();
            var word = new StringBuilder();
            if (position < text.Length && char.IsAsciiLetterLower(text[position]))
                for (; position < text.Length && (char.IsAsciiLetterLower(text[position]) || char.IsAsciiDigit(text[position]) || text[position] == '_'); position++) word.Append(text[position]);
            return word.ToString();
        }

        private bool Starts(string what) => string.CompareOrdinal(text, position, what, 0, what.Length) == 0;

        private bool At(char c) => position < text.Length && text[position] == c;

        private bool Take(string what)
        {
            Space();
            if (!Starts(what)) return false;
            position += what.Length;
            return true;
        }

        private void Expect(string what)
        {
            if (!Take(what)) throw new FormatException("bad expression");
        }

        private void Space()
        {
            while (position < text.Length && (text[position] is ' ' or '\t' or '\r' || Starts("\\\n") || At('#') || Starts("/*")))
            {
                if (At('#')) position = text.IndexOf('\n', position) is var end and >= 0 ? end : text.Length;
                else if (Starts("/*")) position = text.IndexOf("*/", position, StringComparison.Ordinal) is var close and >= 0 ? close + 2 : text.Length;
                else position += At('\\') ? 2 : 1;
            }
        }

        private void SkipLines()
        {
            do Space();
            while (Take("\n") || Take(";"));
        }
    }
}
