using System.Globalization;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources.Expressions;

/// <summary>What an expression gives for a device.</summary>
/// <exception cref="ExpressionException">A name, key or operation that the device does not have.</exception>
internal delegate object Evaluate(DeviceValues device);

/// <summary>
/// The part of the Common Expression Language (CEL) that device selectors use: literals, lists, members, keys, comparisons, arithmetic of whole numbers,
/// <c>&amp;&amp; || ! in ?:</c>, <c>has</c>, <c>quantity</c>, <c>semver</c> and the methods of <see cref="ExpressionMethods"/>. Macros over lists are not.
/// </summary>
/// <remarks>The grammar is that of github.com/google/cel-spec; the libraries those of staging/src/k8s.io/dynamic-resource-allocation/cel (v1.36.3).</remarks>
internal sealed class ExpressionParser
{
    /// <summary>As deep as expressions may be nested (cel-go's default for its parser).</summary>
    private const int MostNested = 250;
    private readonly List<Token> tokens;
    private int next;
    private int nested;

    private ExpressionParser(string text) => tokens = ExpressionTokens.Of(text);

    private Token Current => tokens[next];

    /// <exception cref="FormatException">The text is no expression.</exception>
    public static Evaluate Parse(string text)
    {
        var parser = new ExpressionParser(text);
        var result = parser.Choice();
        return parser.Current.Kind == TokenKind.End ? result : throw parser.Unexpected();
    }

    private Evaluate Choice()
    {
        var condition = Or();
        if (!Take("?")) return condition;
        var yes = Or();
        Expect(":");
        var no = Nested(Choice);
        return device => ExpressionValues.Truth(condition(device)) ? yes(device) : no(device);
    }

    private Evaluate Or()
    {
        var left = And();
        while (Take("||")) left = Either(left, And(), decisive: true);
        return left;
    }

    private Evaluate And()
    {
        var left = Relation();
        while (Take("&&")) left = Either(left, Relation(), decisive: false);
        return left;
    }

    /// <summary>One side that decides is enough, even where the other fails.</summary>
    private static Evaluate Either(Evaluate left, Evaluate right, bool decisive) => device =>
    {
        ExpressionException? failure = null;
        foreach (var side in new[] { left, right })
        {
            try
            {
                if (ExpressionValues.Truth(side(device)) == decisive) return decisive;
            }
            catch (ExpressionException failed)
            {
                failure = failed;
            }
        }

        return failure is null ? !decisive : throw failure;
    };

    private Evaluate Relation()
    {
        var left = Sum();
        while (true)
        {
            var operation = Current.Text;
            var isRelation = Current.Kind == TokenKind.Symbol ? operation is "==" or "!=" or "<" or "<=" or ">" or ">=" : Current is { Kind: TokenKind.Name, Text: "in" };
            if (!isRelation) return left;
            next++;
            var (first, second) = (left, Sum());
            left = device => ExpressionValues.Relate(operation, first(device), second(device));
        }
    }

    private Evaluate Sum()
    {
        var left = Product();
        while (Current.Kind == TokenKind.Symbol && Current.Text is "+" or "-") left = Arithmetic(left, Product);
        return left;
    }

    private Evaluate Product()
    {
        var left = Unary();
        while (Current.Kind == TokenKind.Symbol && Current.Text is "*" or "/" or "%") left = Arithmetic(left, Unary);
        return left;
    }

    private Evaluate Arithmetic(Evaluate left, Func<Evaluate> right)
    {
        var operation = tokens[next++].Text;
        var second = right();
        return device => ExpressionValues.Calculate(operation, left(device), second(device));
    }

    private Evaluate Unary()
    {
        if (Take("!"))
        {
            var inner = Nested(Unary);
            return device => !ExpressionValues.Truth(inner(device));
        }

        if (!Take("-")) return Member();
        var negative = Nested(Unary);
        return device => ExpressionValues.Calculate("-", 0L, negative(device));
    }

    private Evaluate Member()
    {
        var value = Primary();
        while (true)
        {
            if (Take("."))
            {
                var name = Name();
                var (target, arguments) = (value, Current is { Kind: TokenKind.Symbol, Text: "(" } ? Arguments() : null);
                value = arguments is null
                    ? device => ExpressionValues.Member(target(device), name)
                    : device => ExpressionMethods.Call(target(device), name, arguments.ConvertAll(argument => argument(device)));
            }
            else if (Take("["))
            {
                var (target, key) = (value, Nested(Choice));
                Expect("]");
                value = device => ExpressionValues.Member(target(device), key(device));
            }
            else
            {
                return value;
            }
        }
    }

    private Evaluate Primary()
    {
        var token = tokens[next++];
        switch (token)
        {
            case { Kind: TokenKind.Text }: return _ => token.Text;
            case { Kind: TokenKind.Number }:
                return long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? _ => number : throw new FormatException($"invalid int literal: {token.Text}");
            case { Kind: TokenKind.Symbol, Text: "(" }:
                var inner = Nested(Choice);
                Expect(")");
                return inner;
            case { Kind: TokenKind.Symbol, Text: "[" }:
                var items = Items("]");
                return device => items.ConvertAll(item => item(device));
            case { Kind: TokenKind.Name, Text: "true" or "false" }: return _ => token.Text == "true";
            case { Kind: TokenKind.Name, Text: "device" }: return device => device;
            case { Kind: TokenKind.Name, Text: "has" } when Current.Text == "(":
                if (Arguments() is not [var tested]) throw new FormatException("has takes one member");
                return device => ExpressionMethods.Has(() => tested(device));
            case { Kind: TokenKind.Name } when Current is { Kind: TokenKind.Symbol, Text: "(" }:
                var arguments = Arguments();
                return device => ExpressionMethods.Make(token.Text, arguments.ConvertAll(argument => argument(device)));
            default:
                next--;
                throw Unexpected();
        }
    }

    private Evaluate Nested(Func<Evaluate> read)
    {
        if (++nested > MostNested) throw new FormatException("the expression is nested too deeply");
        var result = read();
        nested--;
        return result;
    }

    private List<Evaluate> Arguments()
    {
        Expect("(");
        return Items(")");
    }

    private List<Evaluate> Items(string end)
    {
        var items = new List<Evaluate>();
        while (!Take(end))
        {
            if (items.Count > 0) Expect(",");
            items.Add(Nested(Choice));
        }

        return items;
    }

    private string Name() => Current.Kind == TokenKind.Name ? tokens[next++].Text : throw Unexpected();

    private bool Take(string symbol)
    {
        if (Current.Kind != TokenKind.Symbol || Current.Text != symbol) return false;
        next++;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!Take(symbol)) throw Unexpected();
    }

    private FormatException Unexpected() => new(Current.Kind == TokenKind.End
        ? "the expression ends too early"
        : string.Create(CultureInfo.InvariantCulture, $"'{Current.Text}' at {Current.At + 1} is not expected there"));
}
