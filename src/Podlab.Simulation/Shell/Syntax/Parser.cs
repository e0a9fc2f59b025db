namespace Podlab.Simulation.Shell.Syntax;

/// <summary>
/// Reads shell text command by command, so that what stands before an error runs. Grammar of POSIX.1-2017 XCU 2.10 with ash's additions
/// (<c>[[</c> is an ordinary command, <c>function NAME</c>, <c>&amp;&gt;</c>).
/// </summary>
public sealed partial class Parser(string text, int firstLine = 1, Func<string, string?>? alias = null, bool anyFunctionName = false)
{
    private static readonly HashSet<string> Keywords =
        ["if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "{", "}", "!", "in"];

    private readonly List<(RedirectSlot Slot, string Delimiter, bool Quoted, bool StripTabs)> pendingDocuments = [];
    private string text = text;
    private int position;
    private int line = firstLine;
    private Token? peeked;

    public int Line => line;

    /// <summary>Whether nothing but blank lines and comments is left.</summary>
    public bool AtEnd
    {
        get
        {
            var (savedPosition, savedLine) = (position, line);
            if (peeked is not null) return peeked.Kind == TokenKind.End;
            SkipBlank(newlines: true);
            if (position >= text.Length) return true;
            (position, line) = (savedPosition, savedLine);
            return false;
        }
    }

    /// <summary>The next complete command (a line, or as many as it needs); null at the end.</summary>
    public Command? Next()
    {
        while (Peek().Kind == TokenKind.Newline) Take();
        if (Peek().Kind == TokenKind.End) return null;
        var command = ParseList(untilNewline: true);
        var token = Peek();
        if (token.Kind == TokenKind.Newline) Take();
        else if (token.Kind != TokenKind.End) throw Unexpected(token);
        if (pendingDocuments.Count > 0) ReadDocuments();
        return command;
    }

    /// <summary>Words that would end the compound commands that are open, the innermost last.</summary>
    private readonly Stack<string> awaited = new();

    private Command ParseList(bool untilNewline, string? until = null)
    {
        if (until is not null) awaited.Push(until);
        var list = ParseItems(untilNewline);
        if (until is not null) awaited.Pop();
        return list;
    }

    private Command ParseItems(bool untilNewline)
    {
        var items = new List<Command>();
        var startLine = line;
        while (true)
        {
            if (!untilNewline) SkipNewlines();
            if (items.Count > 0 && EndsList(Peek(), untilNewline)) break;
            var start = Peek().Start;
            var command = ParseAndOr();
            var token = Peek();
            if (token.Is("&"))
            {
                var source = text[start..token.Start].Trim();
                Take();
                items.Add(new BackgroundCommand(command, source) { Line = command.Line });
            }
            else
            {
                items.Add(command);
                if (token.Is(";")) Take();
                else if (token.Kind != TokenKind.Newline || untilNewline) break;
            }

            if (!untilNewline) SkipNewlines();
            if (EndsList(Peek(), untilNewline)) break;
        }

        return items.Count == 1 ? items[0] : new ListCommand(items) { Line = startLine };
    }

    private static bool EndsList(Token token, bool untilNewline) => token.Kind switch
    {
        TokenKind.End => true,
        TokenKind.Newline => untilNewline,
        TokenKind.Operator => token.Text is ")" or ";;" or ";&",
        _ => token.Keyword is "then" or "else" or "elif" or "fi" or "do" or "done" or "esac" or "}",
    };

    private Command ParseAndOr()
    {
        var left = ParsePipeline();
        while (Peek() is { Kind: TokenKind.Operator, Text: "&&" or "||" } token)
        {
            Take();
            SkipNewlines();
            left = new AndOrCommand(left, ParsePipeline(), token.Text == "&&") { Line = left.Line };
        }

        return left;
    }

    private Command ParsePipeline()
    {
        var negated = Peek().Keyword == "!";
        if (negated) Take();
        if (negated && Peek().Keyword == "!") throw Unexpected(Peek());

        var commands = new List<Command> { ParseCommand() };
        while (Peek().Is("|"))
        {
            Take();
            SkipNewlines();
            commands.Add(ParseCommand());
        }

        var first = commands[0];
        var result = commands.Count == 1 ? first : new PipelineCommand(commands) { Line = first.Line };
        return negated ? new NotCommand(result) { Line = first.Line } : result;
    }

    private Command ParseCommand()
    {
        var token = Peek();
        var command = token.Keyword switch
        {
            "if" => ParseIf(),
            "while" or "until" => ParseLoop(),
            "for" => ParseFor(),
            "case" => ParseCase(),
            "{" => ParseGroup(),
            "function" => ParseFunctionKeyword(),
            "then" or "else" or "elif" or "fi" or "do" or "done" or "esac" or "}" => throw Unexpected(token),
            _ => token.Is("(") ? ParseSubshell() : null,
        };
        if (command is null) return ParseSimple();
        if (command is FunctionCommand) return command;
        var redirects = new List<Redirect>();
        while (TryRedirect(redirects))
        {
        }

        return redirects.Count == 0 ? command : new RedirectedCommand(command, Finish(redirects)) { Line = command.Line };
    }

    private Command ParseSimple()
    {
        var startLine = Peek().Line;
        var assignments = new List<Assignment>();
        var words = new List<Word>();
        var redirects = new List<Redirect>();
        while (true)
        {
            if (TryRedirect(redirects)) continue;
            var token = Peek();
            if (token.Kind == TokenKind.Word)
            {
                if (words.Count == 0 && TryAssignment(token.Word!) is { } assignment)
                {
                    Take();
                    assignments.Add(assignment);
                    continue;
                }

                if (words.Count == 0 && token.Word!.Bare is { } bare && alias?.Invoke(bare) is { } replacement && token.AliasDepth == 0)
                {
                    text = text[..token.Start] + replacement + " " + text[position..];
                    position = token.Start;
                    aliasEnd = token.Start + replacement.Length;
                    peeked = null;
                    continue;
                }

                Take();
                words.Add(token.Word!);
                continue;
            }

            if (token.Kind == TokenKind.Operator && words.Count > 0 && words[0].Bare == "[[" && words[^1].Bare != "]]" && token.Text is "&&" or "||" or "(" or ")")
            {
                Take();
                words.Add(new Word([new TextPart(token.Text, false)]));
                continue;
            }

            if (token.Is("(") && words.Count == 1 && assignments.Count == 0 && redirects.Count == 0) return ParseFunctionBody(words[0], startLine);
            break;
        }

        if (words.Count == 0 && assignments.Count == 0 && redirects.Count == 0) throw Unexpected(Peek());
        return new SimpleCommand(assignments, words, Finish(redirects)) { Line = startLine };
    }

    private int aliasEnd = -1;

    private FunctionCommand ParseFunctionBody(Word name, int startLine)
    {
        Take();
        Expect(")");
        if (name.Bare is not { } bare || !(anyFunctionName || IsName(bare))) throw new SyntaxException("syntax error: bad function name", line, false);
        SkipNewlines();
        return new FunctionCommand(bare, ParseCommand()) { Line = startLine };
    }

    private FunctionCommand ParseFunctionKeyword()
    {
        var startLine = Take().Line;
        var name = Take().Word?.Bare ?? throw new SyntaxException("syntax error: bad function name", line, false);
        if (Peek().Is("("))
        {
            Take();
            Expect(")");
        }

        SkipNewlines();
        return new FunctionCommand(name, ParseCommand()) { Line = startLine };
    }

    private static Assignment? TryAssignment(Word word)
    {
        if (word.Parts.Count == 0 || word.Parts[0] is not TextPart { Quoted: false } first) return null;
        var equals = first.Text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || !IsName(first.Text.AsSpan(0, equals))) return null;
        var rest = first.Text[(equals + 1)..];
        WordPart[] parts = rest.Length > 0 ? [new TextPart(rest, false), .. word.Parts.Skip(1)] : [.. word.Parts.Skip(1)];
        return new Assignment(first.Text[..equals], new Word(parts));
    }

    public static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.Length == 0 || char.IsAsciiDigit(text[0])) return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c != '_') return false;
        return true;
    }

    private SyntaxException Unexpected(Token token, string? expecting = null)
    {
        var what = token.Kind switch
        {
            TokenKind.End => "end of file",
            TokenKind.Newline => "newline",
            TokenKind.Operator when token.Text[0] is '<' or '>' => "redirection",
            TokenKind.Operator => $"\"{token.Text}\"",
            _ => token.Keyword is { } keyword && Keywords.Contains(keyword) ? $"\"{keyword}\"" : "word",
        };
        if (token.Kind == TokenKind.End && expecting is null && awaited.TryPeek(out var word)) expecting = word;
        var expected = expecting is null ? "" : $" (expecting \"{expecting}\")";
        return new SyntaxException($"syntax error: unexpected {what}{expected}", token.Line, token.Kind == TokenKind.End);
    }

    private void Expect(string what)
    {
        var token = Take();
        if (!token.Is(what) && token.Keyword != what) throw Unexpected(token, what);
    }

    private void SkipNewlines()
    {
        while (Peek().Kind == TokenKind.Newline) Take();
    }
}
