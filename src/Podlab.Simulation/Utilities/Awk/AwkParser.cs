using System.Globalization;
using Podlab.Simulation.Shell.Syntax;
using Podlab.Simulation.Utilities.Text;

namespace Podlab.Simulation.Utilities.Awk;

/// <summary>Parses an awk program (POSIX XCU awk, without the obsolete forms).</summary>
internal sealed class AwkParser
{
    private enum Kind
    {
        Number,
        String,
        Regex,
        Name,
        Function,
        Operator,
        Newline,
        End,
    }

    private readonly record struct Token(Kind Kind, string Text, double Number = 0);

    private static readonly string[] Operators =
        ["**=", "&&", "||", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "^=", "**", "++", "--", ">>", "!~", "{", "}", "(", ")", "[", "]", ";", ",", "+", "-", "*", "/", "%", "^", "!", "<", ">", "|", "?", ":", "~", "$", "="];

    private static readonly HashSet<string> Keywords =
        ["BEGIN", "END", "function", "func", "if", "else", "while", "for", "do", "break", "continue", "next", "exit", "return", "delete", "in", "getline", "print", "printf"];

    private static readonly HashSet<string> BuiltIns =
        ["length", "substr", "index", "split", "sub", "gsub", "match", "sprintf", "sin", "cos", "atan2", "exp", "log", "sqrt", "int", "rand", "srand", "tolower", "toupper", "system", "close", "fflush", "strftime", "systime", "and", "or", "xor", "lshift", "rshift", "compl"];

    private readonly List<Token> tokens = [];
    private readonly AwkProgram program = new();
    private int position;
    private bool noIn;
    private bool noGreater;

    public static AwkProgram Parse(string text)
    {
        var parser = new AwkParser();
        parser.Scan(text);
        parser.Program();
        return parser.program;
    }

    private Token Peek => tokens[position];

    private bool Is(string text) => Peek.Kind is Kind.Operator or Kind.Name && Peek.Text == text;

    private bool Take(string text)
    {
        if (!Is(text)) return false;
        position++;
        return true;
    }

    private void Expect(string text)
    {
        if (!Take(text)) throw Wrong();
    }

    private FormatException Wrong() => new(Peek.Kind is Kind.End or Kind.Newline ? "Unexpected end of string" : "Unexpected token");

    private void Scan(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length && text[i + 1] == '\n')
            {
                i += 2;
            }
            else if (c == '\n')
            {
                tokens.Add(new Token(Kind.Newline, "\n"));
                i++;
            }
            else if (char.IsWhiteSpace(c))
            {
                i++;
            }
            else if (c == '#')
            {
                while (i < text.Length && text[i] != '\n') i++;
            }
            else if (c == '"')
            {
                var start = ++i;
                for (; i < text.Length && text[i] != '"'; i++)
                    if (text[i] == '\\') i++;
                if (i >= text.Length) throw new FormatException("Unexpected end of string");
                tokens.Add(new Token(Kind.String, Escapes.Expand(text[start..i].Replace("\\/", "/", StringComparison.Ordinal))));
                i++;
            }
            else if (char.IsAsciiDigit(c) || (c == '.' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1])))
            {
                var start = i;
                while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '.' || (text[i] is '+' or '-' && text[i - 1] is 'e' or 'E' && !text[start..i].StartsWith("0x", StringComparison.Ordinal)))) i++;
                var digits = text[start..i];
                tokens.Add(new Token(Kind.Number, digits, digits.StartsWith("0x", StringComparison.Ordinal) ? Convert.ToInt64(digits, 16) : double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture)));
            }
            else if (char.IsAsciiLetter(c) || c == '_')
            {
                var start = i;
                while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_')) i++;
                var name = text[start..i];
                tokens.Add(new Token(!Keywords.Contains(name) && !BuiltIns.Contains(name) && i < text.Length && text[i] == '(' ? Kind.Function : Kind.Name, name));
            }
            else if (c == '/' && RegexMayStart())
            {
                var start = ++i;
                for (var inClass = false; i < text.Length && (text[i] != '/' || inClass); i++)
                {
                    if (text[i] == '\\') i++;
                    else if (text[i] == '[') inClass = true;
                    else if (text[i] == ']') inClass = false;
                }

                tokens.Add(new Token(Kind.Regex, text[start..Math.Min(i, text.Length)].Replace("\\/", "/", StringComparison.Ordinal)));
                i++;
            }
            else
            {
                var found = Array.Find(Operators, candidate => string.CompareOrdinal(text, i, candidate, 0, candidate.Length) == 0) ?? throw new FormatException("Unexpected token");
                tokens.Add(new Token(Kind.Operator, found));
                i += found.Length;
            }
        }

        tokens.Add(new Token(Kind.End, ""));
    }

    private bool RegexMayStart() => tokens.Count == 0 || tokens[^1].Kind switch
    {
        Kind.Number or Kind.String or Kind.Regex => false,
        Kind.Name => Keywords.Contains(tokens[^1].Text),
        Kind.Operator => tokens[^1].Text is not (")" or "]" or "$" or "++" or "--"),
        _ => true,
    };

    private void Newlines()
    {
        while (Peek.Kind == Kind.Newline || Is(";")) position++;
    }

    private void Program()
    {
        for (Newlines(); Peek.Kind != Kind.End; Newlines())
        {
            if (Take("BEGIN")) program.Begin.Add(Block());
            else if (Take("END")) program.End.Add(Block());
            else if (Take("function") || Take("func"))
            {
                var name = tokens[position++].Text;
                Expect("(");
                var parameters = new List<string>();
                while (!Take(")"))
                {
                    parameters.Add(tokens[position++].Text);
                    Take(",");
                }

                SkipNewlines();
                program.Functions[name] = new AwkFunction(name, parameters, Block());
            }
            else
            {
                var pattern = Is("{") ? null : Expression();
                AwkNode? end = null;
                if (pattern is not null && Take(","))
                {
                    SkipNewlines();
                    end = Expression();
                }

                program.Rules.Add(new AwkRule(pattern, end, Is("{") ? Block() : null));
            }
        }
    }

    private void SkipNewlines()
    {
        while (Peek.Kind == Kind.Newline) position++;
    }

    private AwkStatement Block()
    {
        Expect("{");
        var items = new List<AwkStatement>();
        for (Newlines(); !Take("}"); Newlines())
        {
            if (Peek.Kind == Kind.End) throw Wrong();
            items.Add(Statement());
        }

        return new AwkStatement("block") { Items = items };
    }

    private AwkStatement Body()
    {
        SkipNewlines();
        if (!Take(";")) return Statement();
        return new AwkStatement("block");
    }

    private AwkStatement Statement()
    {
        if (Is("{")) return Block();
        if (Take("if"))
        {
            Expect("(");
            var test = Expression();
            Expect(")");
            var yes = Body();
            var saved = position;
            Newlines();
            if (Take("else")) return new AwkStatement("if") { Value = test, First = yes, Second = Body() };
            position = saved;
            return new AwkStatement("if") { Value = test, First = yes };
        }

        if (Take("while"))
        {
            Expect("(");
            var test = Expression();
            Expect(")");
            return new AwkStatement("while") { Value = test, First = Body() };
        }

        if (Take("do"))
        {
            var body = Body();
            Newlines();
            Expect("while");
            Expect("(");
            var test = Expression();
            Expect(")");
            return new AwkStatement("do") { Value = test, First = body };
        }

        if (Take("for")) return For();
        return Simple();
    }

    private AwkStatement For()
    {
        Expect("(");
        if (Peek.Kind == Kind.Name && tokens[position + 1] is { Kind: Kind.Name, Text: "in" } && tokens[position + 3] is { Kind: Kind.Operator, Text: ")" })
        {
            var (name, array) = (Peek.Text, tokens[position + 2].Text);
            position += 4;
            return new AwkStatement("forin") { Name = name, Array = array, First = Body() };
        }

        var start = Is(";") ? null : Simple();
        Expect(";");
        SkipNewlines();
        var test = Is(";") ? null : Expression();
        Expect(";");
        SkipNewlines();
        var step = Is(")") ? null : Simple();
        Expect(")");
        return new AwkStatement("for") { First = start, Value = test, Second = step, Third = Body() };
    }

    private AwkStatement Simple()
    {
        foreach (var word in (string[])["break", "continue", "next"])
            if (Take(word)) return new AwkStatement(word);
        foreach (var word in (string[])["exit", "return"])
            if (Take(word)) return new AwkStatement(word) { Value = EndsStatement() ? null : Expression() };
        if (Take("delete"))
        {
            var array = tokens[position++].Text;
            if (!Take("[")) return new AwkStatement("delete") { Array = array };
            var subscripts = Items();
            Expect("]");
            return new AwkStatement("delete") { Array = array, Values = subscripts };
        }

        if (!Is("print") && !Is("printf")) return new AwkStatement("expression") { Value = Expression() };
        var kind = tokens[position++].Text;
        noGreater = true;
        var values = EndsStatement() || Is(">") || Is(">>") || Is("|") ? [] : Items();
        noGreater = false;
        if (values is [AwkGroup group]) values = [.. group.Items];
        foreach (var redirect in (string[])[">", ">>", "|"])
            if (Take(redirect)) return new AwkStatement(kind) { Values = values, Redirect = redirect, Target = Concatenation() };
        return new AwkStatement(kind) { Values = values };
    }

    private bool EndsStatement() => Peek.Kind is Kind.Newline or Kind.End || Is(";") || Is("}");

    private List<AwkNode> Items()
    {
        var items = new List<AwkNode> { Expression() };
        while (Take(","))
        {
            SkipNewlines();
            items.Add(Expression());
        }

        return items;
    }

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

        if (Is("|") && tokens[position + 1] is { Kind: Kind.Name, Text: "getline" })
        {
            position += 2;
            return new AwkGetline(Peek.Kind == Kind.Name && !Keywords.Contains(Peek.Text) ? Primary() : null, left, true);
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
        Kind.Number or Kind.String or Kind.Function => true,
        Kind.Name => !Keywords.Contains(Peek.Text) || Peek.Text == "getline" && false,
        Kind.Operator => Peek.Text is "$" or "!" or "(" or "-" or "+" or "++" or "--",
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
            case Kind.Number: return new AwkNumber(token.Number);
            case Kind.String: return new AwkString(token.Text);
            case Kind.Regex: return new AwkPattern(PosixRegex.Create(token.Text, true, false));
            case Kind.Function: return Call(token.Text);
            case Kind.Operator when token.Text == "$": return new AwkField(Is("++") || Is("--") ? Postfix() : Is("-") ? Unary() : Primary());
            case Kind.Operator when token.Text == "(":
                var saved = (noIn, noGreater);
                (noIn, noGreater) = (false, false);
                var items = Items();
                SkipNewlines();
                Expect(")");
                (noIn, noGreater) = saved;
                return items.Count == 1 && !Is("in") ? items[0] is AwkGroup ? items[0] : items.Count == 1 ? items[0] : new AwkGroup(items) : new AwkGroup(items);
            case Kind.Operator when token.Text == "-": return new AwkUnary("-", Unary());
            case Kind.Operator when token.Text == "!": return new AwkUnary("!", Unary());
            case Kind.Name when token.Text == "getline":
                var target = Peek.Kind == Kind.Name && !Keywords.Contains(Peek.Text) || Is("$") ? Primary() : null;
                return new AwkGetline(target, Take("<") ? Primary() : null, false);
            case Kind.Name when BuiltIns.Contains(token.Text): return Is("(") ? Call(token.Text) : new AwkCall(token.Text, []);
            case Kind.Name when !Keywords.Contains(token.Text):
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
