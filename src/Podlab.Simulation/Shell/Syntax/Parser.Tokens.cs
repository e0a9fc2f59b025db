using System.Globalization;

namespace Podlab.Simulation.Shell.Syntax;

// Tokens, redirections and here-documents.
public sealed partial class Parser
{
    private enum TokenKind
    {
        Word,
        Operator,
        Newline,
        End,
    }

    private sealed record Token(TokenKind Kind, string Text, Word? Word, int Start, int Line, int AliasDepth)
    {
        /// <summary>The word as it stands when it could be a reserved word.</summary>
        public string? Keyword => Word?.Bare;

        public bool Is(string operatorText) => Kind == TokenKind.Operator && Text == operatorText;
    }

    /// <summary>A redirection whose here-document is read after the line's end.</summary>
    private sealed class RedirectSlot
    {
        public Word Body { get; set; } = new([]);
    }

    private readonly Dictionary<Word, RedirectSlot> slots = [];

    private Token Peek() => peeked ??= Scan();

    private Token Take()
    {
        var token = Peek();
        peeked = null;
        if (token.Kind == TokenKind.Newline && pendingDocuments.Count > 0) ReadDocuments();
        return token;
    }

    private Token Scan()
    {
        SkipBlank(newlines: false);
        var (start, startLine) = (position, line);
        var depth = start < aliasEnd ? 1 : 0;
        if (position >= text.Length) return new Token(TokenKind.End, "", null, start, startLine, depth);
        var c = text[position];
        if (c == '\n')
        {
            position++;
            line++;
            return new Token(TokenKind.Newline, "\n", null, start, startLine, depth);
        }

        if (c is '&' or '|' or ';' or '(' or ')' or '<' or '>')
        {
            var length = 1;
            foreach (var candidate in (string[])["<<-", "&&", "||", ";;", "<<", ">>", "<&", ">&", "<>", ">|", "&>"])
            {
                if (string.CompareOrdinal(text, position, candidate, 0, candidate.Length) != 0) continue;
                length = candidate.Length;
                break;
            }

            position += length;
            return new Token(TokenKind.Operator, text.Substring(start, length), null, start, startLine, depth);
        }

        return new Token(TokenKind.Word, "", ReadWord(), start, startLine, depth);
    }

    private void SkipBlank(bool newlines)
    {
        while (position < text.Length)
        {
            var c = text[position];
            if (c is ' ' or '\t' or '\r' && c != '\r')
            {
                position++;
            }
            else if (c == '\\' && position + 1 < text.Length && text[position + 1] == '\n')
            {
                position += 2;
                line++;
            }
            else if (c == '#')
            {
                while (position < text.Length && text[position] != '\n') position++;
            }
            else if (c == '\n' && newlines)
            {
                position++;
                line++;
            }
            else
            {
                break;
            }
        }
    }

    private bool TryRedirect(List<Redirect> redirects)
    {
        var token = Peek();
        var number = -1;
        if (token.Kind == TokenKind.Word && token.Word!.Bare is { } digits && position < text.Length && text[position] is '<' or '>'
            && digits.All(char.IsAsciiDigit) && token.Start + digits.Length == position)
        {
            number = int.Parse(digits, CultureInfo.InvariantCulture);
            peeked = null;
            token = Peek();
        }

        if (token.Kind != TokenKind.Operator || token.Text is not ("<" or ">" or ">>" or ">|" or "<>" or "<&" or ">&" or "<<" or "<<-" or "&>")) return false;
        Take();
        var target = Take();
        if (target.Kind != TokenKind.Word) throw Unexpected(target);
        if (number < 0) number = token.Text[0] == '<' ? 0 : 1;
        var word = target.Word!;
        if (token.Text is "<<" or "<<-")
        {
            var slot = new RedirectSlot();
            slots[word] = slot;
            pendingDocuments.Add((slot, word.Unquoted, word.HasQuotes, token.Text == "<<-"));
            redirects.Add(new Redirect(number, "<<", word));
        }
        else if (token.Text == "&>")
        {
            redirects.Add(new Redirect(1, ">", word, 2));
        }
        else
        {
            redirects.Add(new Redirect(number, token.Text, word));
        }

        return true;
    }

    /// <summary>Puts the bodies of here-documents in place: reads them now if the command ended before its line did.</summary>
    private IReadOnlyList<Redirect> Finish(List<Redirect> redirects)
    {
        if (redirects.Count == 0) return [];
        return redirects.Exists(redirect => redirect.Operator == "<<") ? new DeferredRedirects(redirects, slots) : redirects;
    }

    private void ReadDocuments()
    {
        var documents = pendingDocuments.ToArray();
        pendingDocuments.Clear();
        foreach (var (slot, delimiter, quoted, stripTabs) in documents)
        {
            var body = new System.Text.StringBuilder();
            while (position < text.Length)
            {
                var end = text.IndexOf('\n', position);
                var next = end < 0 ? text[position..] : text[position..end];
                position = end < 0 ? text.Length : end + 1;
                if (end >= 0) line++;
                if (stripTabs) next = next.TrimStart('\t');
                if (next == delimiter) break;
                body.Append(next);
                if (end >= 0) body.Append('\n');
            }

            slot.Body = quoted ? new Word([new TextPart(body.ToString(), true)]) : ParseDocument(body.ToString(), line);
        }
    }

    /// <summary>Redirections of which some get their text only when the line has been read.</summary>
    private sealed class DeferredRedirects(List<Redirect> redirects, Dictionary<Word, RedirectSlot> slots) : IReadOnlyList<Redirect>
    {
        public int Count => redirects.Count;

        public Redirect this[int index]
        {
            get
            {
                var redirect = redirects[index];
                return redirect.Operator == "<<" && slots.TryGetValue(redirect.Target, out var slot) ? redirect with { Target = slot.Body } : redirect;
            }
        }

        public IEnumerator<Redirect> GetEnumerator()
        {
            for (var i = 0; i < Count; i++) yield return this[i];
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
