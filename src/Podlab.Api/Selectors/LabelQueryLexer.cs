namespace Podlab.Api;

internal enum LabelTokenKind
{
    Error,
    End,
    Identifier,
    Close,
    Comma,
    Not,
    DoubleEqual,
    Equal,
    Greater,
    In,
    Less,
    NotEqual,
    NotIn,
    Open,
}

internal readonly record struct LabelToken(LabelTokenKind Kind, string Text);

/// <summary>Cuts a label selector into tokens. Where values are expected, the words in and notin are plain identifiers.</summary>
internal sealed class LabelQueryLexer(string text)
{
    private LabelToken? ahead;
    private int position;

    public LabelToken Peek(bool values) => AsValue(ahead ??= Scan(), values);

    public LabelToken Take(bool values)
    {
        var token = Peek(values);
        ahead = null;
        return token;
    }

    private static LabelToken AsValue(LabelToken token, bool values) =>
        values && token.Kind is LabelTokenKind.In or LabelTokenKind.NotIn && values ? token with { Kind = LabelTokenKind.Identifier } : token;

    private LabelToken Scan()
    {
        while (position < text.Length && IsBlank(text[position]))
        {
            position++;
        }
        // A zero byte ends the text for the real lexer too.
        if (position >= text.Length || text[position] == '\0')
        {
            return new LabelToken(LabelTokenKind.End, "");
        }
        return IsSpecial(text[position]) ? Symbol() : Word();
    }

    private LabelToken Word()
    {
        var start = position;
        while (position < text.Length && text[position] != '\0' && !IsSpecial(text[position]) && !IsBlank(text[position]))
        {
            position++;
        }
        var word = text[start..position];
        var kind = word switch { "in" => LabelTokenKind.In, "notin" => LabelTokenKind.NotIn, _ => LabelTokenKind.Identifier };
        return new LabelToken(kind, word);
    }

    private LabelToken Symbol()
    {
        var two = position + 1 < text.Length ? text.Substring(position, 2) : "";
        var kind = two switch { "==" => LabelTokenKind.DoubleEqual, "!=" => LabelTokenKind.NotEqual, _ => LabelTokenKind.Error };
        var length = 2;
        if (kind == LabelTokenKind.Error)
        {
            length = 1;
            kind = text[position] switch
            {
                ')' => LabelTokenKind.Close,
                '(' => LabelTokenKind.Open,
                ',' => LabelTokenKind.Comma,
                '!' => LabelTokenKind.Not,
                '=' => LabelTokenKind.Equal,
                '>' => LabelTokenKind.Greater,
                _ => LabelTokenKind.Less,
            };
        }
        var token = new LabelToken(kind, text.Substring(position, length));
        position += length;
        return token;
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsSpecial(char c) => c is '=' or '!' or '(' or ')' or ',' or '>' or '<';
}
