using System.Text;

namespace Podlab.Simulation.Servers.Sql;

/// <summary>The words of one statement, with places, so that an error can tell where it stands.</summary>
internal sealed class SqlScanner
{
    private readonly record struct Token(string Text, bool Quoted, int Start);

    private readonly string text;
    private readonly List<Token> tokens = [];
    private int at;

    public SqlScanner(string text)
    {
        this.text = text;
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c))
            {
                i++;
                continue;
            }

            if (c == '#' || (c == '-' && i + 2 < text.Length && text[i + 1] == '-' && char.IsWhiteSpace(text[i + 2])))
            {
                while (i < text.Length && text[i] != '\n') i++;
                continue;
            }

            var start = i;
            if (c is '\'' or '"' or '`')
            {
                var word = new StringBuilder();
                for (i++; i < text.Length && (text[i] != c || (i + 1 < text.Length && text[i + 1] == c)); i++)
                {
                    if (text[i] == c) i++;
                    else if (text[i] == '\\' && c != '`' && i + 1 < text.Length) i++;
                    word.Append(text[i]);
                }

                i++;
                tokens.Add(new Token(word.ToString(), c != '`', start));
                continue;
            }

            if (char.IsAsciiLetterOrDigit(c) || c is '_' or '@' or '$')
            {
                while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '_' or '@' or '$' or '.' && !(text[i] == '.' && i + 1 < text.Length && text[i + 1] is '*' or '`'))) i++;
                tokens.Add(new Token(text[start..i], false, start));
                continue;
            }

            i += text.AsSpan(i).StartsWith("<=") || text.AsSpan(i).StartsWith(">=") || text.AsSpan(i).StartsWith("<>") || text.AsSpan(i).StartsWith("!=") ? 2 : 1;
            tokens.Add(new Token(text[start..i], false, start));
        }
    }

    public bool AtEnd => at >= tokens.Count;

    /// <summary>The word here, unless it stands in quotes.</summary>
    public string Peek => at < tokens.Count && !tokens[at].Quoted ? tokens[at].Text : "";

    public bool IsText => at < tokens.Count && tokens[at].Quoted;

    public SqlException Error => SqlException.Syntax(at < tokens.Count ? text[tokens[at].Start..].TrimEnd() : "");

    public bool Take(params string[] words)
    {
        for (var i = 0; i < words.Length; i++)
            if (at + i >= tokens.Count || tokens[at + i].Quoted || !tokens[at + i].Text.Equals(words[i], StringComparison.OrdinalIgnoreCase)) return false;
        at += words.Length;
        return true;
    }

    public void Expect(params string[] words)
    {
        foreach (var word in words)
            if (!Take(word)) throw Error;
    }

    /// <summary>A name or a value, whatever it is.</summary>
    public string Next()
    {
        if (AtEnd) throw Error;
        return tokens[at++].Text;
    }

    public string Name()
    {
        if (AtEnd || tokens[at].Quoted || !(char.IsAsciiLetterOrDigit(tokens[at].Text[0]) || tokens[at].Text[0] is '_' or '@' || text[tokens[at].Start] == '`')) throw Error;
        return tokens[at++].Text;
    }

    public void ExpectEnd()
    {
        if (!AtEnd) throw Error;
    }

    /// <summary>Passes over what is left.</summary>
    public void Skip() => at = tokens.Count;

    /// <summary>The statements of a text, without their semicolons; what stands in quotes is left alone.</summary>
    public static List<string> Statements(string text, out string rest)
    {
        var statements = new List<string>();
        var (start, quote) = (0, '\0');
        for (var i = 0; i < text.Length; i++)
        {
            if (quote != '\0')
            {
                if (text[i] == '\\') i++;
                else if (text[i] == quote) quote = '\0';
            }
            else if (text[i] is '\'' or '"' or '`')
            {
                quote = text[i];
            }
            else if (text[i] == ';')
            {
                if (text[start..i].Trim().Length > 0) statements.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        rest = text[start..];
        return statements;
    }
}
