using System.Globalization;
using System.Text;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources.Expressions;

internal enum TokenKind
{
    End,
    Name,
    Text,
    Number,
    Symbol,
}

/// <summary>A word of an expression.</summary>
/// <param name="At">Where it begins, from 0.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int At);

/// <summary>Cuts an expression in the Common Expression Language into words.</summary>
internal static class ExpressionTokens
{
    private static readonly string[] Pairs = ["&&", "||", "==", "!=", "<=", ">="];

    /// <exception cref="FormatException">A character that begins no word, or a text without end.</exception>
    public static List<Token> Of(string text)
    {
        var tokens = new List<Token>();
        for (var i = 0; ;)
        {
            while (i < text.Length && char.IsWhiteSpace(text[i])) i++;
            var start = i;
            if (i == text.Length)
            {
                tokens.Add(new Token(TokenKind.End, "", i));
                return tokens;
            }

            if (char.IsAsciiLetter(text[i]) || text[i] == '_')
            {
                while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_')) i++;
                tokens.Add(new Token(TokenKind.Name, text[start..i], start));
            }
            else if (char.IsAsciiDigit(text[i]))
            {
                while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
                tokens.Add(new Token(TokenKind.Number, text[start..i], start));
            }
            else if (text[i] is '"' or '\'')
            {
                tokens.Add(new Token(TokenKind.Text, Quoted(text, ref i), start));
            }
            else if (Array.Find(Pairs, pair => text.AsSpan(i).StartsWith(pair, StringComparison.Ordinal)) is { } pair)
            {
                i += pair.Length;
                tokens.Add(new Token(TokenKind.Symbol, pair, start));
            }
            else if ("()[]{}.,!<>+-*/%?:".Contains(text[i], StringComparison.Ordinal))
            {
                tokens.Add(new Token(TokenKind.Symbol, text[i++].ToString(), start));
            }
            else
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{text[i]}' at {i + 1} begins no word"));
            }
        }
    }

    private static string Quoted(string text, ref int i)
    {
        var (quote, result) = (text[i], new StringBuilder());
        for (i++; i < text.Length && text[i] != quote; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length) result.Append(text[++i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
            else result.Append(text[i]);
        }

        if (i >= text.Length) throw new FormatException("a text has no end");
        i++;
        return result.ToString();
    }
}
