using System.Globalization;

namespace Podlab.Simulation.Utilities.Basics;

/// <summary><c>expr EXPRESSION</c></summary>
internal sealed class Expr : Utility
{
    public override IReadOnlyList<string> Names => ["expr"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (run.Arguments.Count == 0)
        {
            await run.ErrorAsync("too few arguments");
            return 2;
        }

        var parser = new Parser(run.Arguments);
        try
        {
            var value = parser.Parse();
            run.Output.Append(value).Append('\n');
            return value is "" or "0" ? 1 : 0;
        }
        catch (FormatException exception)
        {
            await run.ErrorAsync(exception.Message);
            return 2;
        }
    }

    private sealed class Parser(List<string> words)
    {
        private int position;

        public string Parse()
        {
            var value = Or();
            if (position < words.Count) throw new FormatException("syntax error");
            return value;
        }

        private static bool Truth(string value) => value is not ("" or "0");

        private string Or()
        {
            var left = And();
            while (Take("|"))
            {
                var right = And();
                left = Truth(left) ? left : right;
            }

            return left;
        }

        private string And()
        {
            var left = Compare();
            while (Take("&"))
            {
                var right = Compare();
                left = Truth(left) && Truth(right) ? left : "0";
            }

            return left;
        }

        private string Compare()
        {
            var left = Sum();
            while (position < words.Count && words[position] is "=" or "==" or "!=" or "<" or "<=" or ">" or ">=")
            {
                var operation = words[position++];
                var right = Sum();
                var order = long.TryParse(left, out var a) && long.TryParse(right, out var b) ? a.CompareTo(b) : string.CompareOrdinal(left, right);
                left = operation switch { "=" or "==" => order == 0, "!=" => order != 0, "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 } ? "1" : "0";
            }

            return left;
        }

        private string Sum()
        {
            var left = Product();
            while (position < words.Count && words[position] is "+" or "-")
            {
                var plus = words[position++] == "+";
                var (a, b) = (Number(left), Number(Product()));
                left = Text(plus ? a + b : a - b);
            }

            return left;
        }

        private string Product()
        {
            var left = Match();
            while (position < words.Count && words[position] is "*" or "/" or "%")
            {
                var operation = words[position++];
                var (a, b) = (Number(left), Number(Match()));
                if (operation != "*" && b == 0) throw new FormatException("division by zero");
                left = Text(operation switch { "*" => a * b, "/" => a / b, _ => a % b });
            }

            return left;
        }

        private string Match()
        {
            var left = Primary();
            while (Take(":")) left = MatchText(left, Primary());
            return left;
        }

        private string Primary()
        {
            if (position >= words.Count) throw new FormatException("syntax error");
            var word = words[position++];
            switch (word)
            {
                case "(":
                    var value = Or();
                    if (!Take(")")) throw new FormatException("syntax error");
                    return value;
                case "length" when position < words.Count:
                    return Text(Primary().Length);
                case "match" when position + 1 < words.Count:
                    return MatchText(Primary(), Primary());
                case "index" when position + 1 < words.Count:
                    return Text(Primary().IndexOfAny([.. Primary()]) + 1);
                case "substr" when position + 2 < words.Count:
                    var (text, from, length) = (Primary(), Number(Primary()), Number(Primary()));
                    return from < 1 || length < 1 || from > text.Length ? "" : text.Substring((int)from - 1, (int)Math.Min(length, text.Length - from + 1));
                default:
                    return word;
            }
        }

        private static string MatchText(string text, string pattern)
        {
            var match = Utilities.Text.PosixRegex.Create("^" + pattern.TrimStart('^'), false, false).Match(text);
            if (match.Groups.Count > 1) return match.Success ? match.Groups[1].Value : "";
            return Text(match.Success ? match.Length : 0);
        }

        private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

        private static long Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException("non-numeric argument");

        private bool Take(string word)
        {
            if (position >= words.Count || words[position] != word) return false;
            position++;
            return true;
        }
    }
}
