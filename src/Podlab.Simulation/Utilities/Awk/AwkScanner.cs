using System.Globalization;
using Podlab.Simulation.Shell.Syntax;

namespace Podlab.Simulation.Utilities.Awk;

/// <summary>Cuts an awk program into tokens; a slash begins a regular expression where no operand stands before it.</summary>
internal sealed class AwkScanner
{
    private static readonly string[] Operators =
        ["**=", "&&", "||", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "^=", "**", "++", "--", ">>", "!~", "{", "}", "(", ")", "[", "]", ";", ",", "+", "-", "*", "/", "%", "^", "!", "<", ">", "|", "?", ":", "~", "$", "="];

    public static readonly HashSet<string> Keywords =
        ["BEGIN", "END", "function", "func", "if", "else", "while", "for", "do", "break", "continue", "next", "exit", "return", "delete", "in", "getline", "print", "printf"];

    public static readonly HashSet<string> BuiltIns =
        ["length", "substr", "index", "split", "sub", "gsub", "match", "sprintf", "sin", "cos", "atan2", "exp", "log", "sqrt", "int", "rand", "srand", "tolower", "toupper", "system", "close", "fflush", "strftime", "systime", "and", "or", "xor", "lshift", "rshift", "compl"];

    private readonly List<AwkToken> tokens = [];

    /// <exception cref="FormatException">Something that is no token.</exception>
    public static IReadOnlyList<AwkToken> Scan(string text)
    {
        var scanner = new AwkScanner();
        scanner.Read(text);
        return scanner.tokens;
    }

    private void Read(string text)
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
                tokens.Add(new AwkToken(AwkTokenKind.Newline, "\n"));
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
                tokens.Add(new AwkToken(AwkTokenKind.String, Escapes.Expand(text[start..i].Replace("\\/", "/", StringComparison.Ordinal))));
                i++;
            }
            else if (char.IsAsciiDigit(c) || (c == '.' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1])))
            {
                var start = i;
                while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '.' || (text[i] is '+' or '-' && text[i - 1] is 'e' or 'E' && !text[start..i].StartsWith("0x", StringComparison.Ordinal)))) i++;
                var digits = text[start..i];
                tokens.Add(new AwkToken(AwkTokenKind.Number, digits, Number(digits)));
            }
            else if (char.IsAsciiLetter(c) || c == '_')
            {
                var start = i;
                while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_')) i++;
                var name = text[start..i];
                tokens.Add(new AwkToken(!Keywords.Contains(name) && !BuiltIns.Contains(name) && i < text.Length && text[i] == '(' ? AwkTokenKind.Function : AwkTokenKind.Name, name));
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

                tokens.Add(new AwkToken(AwkTokenKind.Regex, text[start..Math.Min(i, text.Length)].Replace("\\/", "/", StringComparison.Ordinal)));
                i++;
            }
            else
            {
                var found = Array.Find(Operators, candidate => string.CompareOrdinal(text, i, candidate, 0, candidate.Length) == 0) ?? throw new FormatException("Unexpected token");
                tokens.Add(new AwkToken(AwkTokenKind.Operator, found));
                i += found.Length;
            }
        }

        tokens.Add(new AwkToken(AwkTokenKind.End, ""));
    }

    private bool RegexMayStart() => tokens.Count == 0 || tokens[^1].Kind switch
    {
        AwkTokenKind.Number or AwkTokenKind.String or AwkTokenKind.Regex => false,
        AwkTokenKind.Name => Keywords.Contains(tokens[^1].Text),
        AwkTokenKind.Operator => tokens[^1].Text is not (")" or "]" or "$" or "++" or "--"),
        _ => true,
    };

    private static double Number(string digits)
    {
        if (digits.StartsWith("0x", StringComparison.Ordinal) && long.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var whole)) return whole;
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException("Unexpected token");
    }
}
