namespace Podlab.Simulation.Shell.Syntax;

// if, loops, case, groups.
public sealed partial class Parser
{
    private IfCommand ParseIf()
    {
        var startLine = Take().Line;
        var condition = ParseList(untilNewline: false, "then");
        Expect("then");
        var then = ParseList(untilNewline: false, "fi");
        Command? otherwise = null;
        switch (Peek().Keyword)
        {
            case "elif":
                otherwise = ParseIf();
                return new IfCommand(condition, then, otherwise) { Line = startLine };
            case "else":
                Take();
                otherwise = ParseList(untilNewline: false, "fi");
                break;
        }

        Expect("fi");
        return new IfCommand(condition, then, otherwise) { Line = startLine };
    }

    private LoopCommand ParseLoop()
    {
        var token = Take();
        var condition = ParseList(untilNewline: false, "do");
        Expect("do");
        var body = ParseList(untilNewline: false, "done");
        Expect("done");
        return new LoopCommand(condition, body, token.Keyword == "until") { Line = token.Line };
    }

    private Command ParseFor()
    {
        var startLine = Take().Line;
        if (anyFunctionName && Peek() is { Kind: TokenKind.Operator, Text: "(" } open && open.Start + 1 < text.Length && text[open.Start + 1] == '(') return ParseCounting(open.Start + 2, startLine);
        var nameToken = Take();
        if (nameToken.Word?.Bare is not { } name || !IsName(name)) throw new SyntaxException("syntax error: bad for loop variable", line, nameToken.Kind == TokenKind.End);
        SkipNewlines();
        List<Word>? words = null;
        if (Peek().Keyword == "in")
        {
            Take();
            words = [];
            while (Peek().Kind == TokenKind.Word) words.Add(Take().Word!);
            if (Peek() is { Kind: TokenKind.Newline } or { Kind: TokenKind.Operator, Text: ";" }) Take();
            else throw Unexpected(Peek());
        }
        else if (Peek().Is(";"))
        {
            Take();
        }

        SkipNewlines();
        Expect("do");
        var body = ParseList(untilNewline: false, "done");
        Expect("done");
        return new ForCommand(name, words, body) { Line = startLine };
    }

    private CountingCommand ParseCounting(int start, int startLine)
    {
        var depth = 0;
        var end = start;
        for (; end < text.Length && !(depth == 0 && text[end] == ')'); end++) depth += text[end] switch { '(' => 1, ')' => -1, _ => 0 };
        var parts = end + 1 < text.Length && text[end + 1] == ')' ? text[start..end].Split(';') : [];
        if (parts.Length != 3) throw new SyntaxException("syntax error: bad for loop variable", line, end >= text.Length);
        peeked = null;
        position = end + 2;
        if (Peek().Is(";")) Take();
        SkipNewlines();
        var close = Peek().Keyword == "{" ? "}" : "done";
        Expect(close == "}" ? "{" : "do");
        var body = ParseList(untilNewline: false, close);
        Expect(close);
        return new CountingCommand(ParseDocument(parts[0], startLine), ParseDocument(parts[1], startLine), ParseDocument(parts[2], startLine), body) { Line = startLine };
    }

    private CaseCommand ParseCase()
    {
        var startLine = Take().Line;
        var subject = Take();
        if (subject.Kind != TokenKind.Word) throw Unexpected(subject);
        SkipNewlines();
        Expect("in");
        var items = new List<CaseItem>();
        while (true)
        {
            SkipNewlines();
            if (Peek().Keyword == "esac") break;
            if (Peek().Is("(")) Take();
            var patterns = new List<Word>();
            while (true)
            {
                var pattern = Take();
                if (pattern.Kind != TokenKind.Word) throw Unexpected(pattern, pattern.Kind == TokenKind.End ? ")" : null);
                patterns.Add(pattern.Word!);
                if (!Peek().Is("|")) break;
                Take();
            }

            Expect(")");
            SkipNewlines();
            Command? body = null;
            if (!Peek().Is(";;") && Peek().Keyword != "esac") body = ParseList(untilNewline: false);
            items.Add(new CaseItem(patterns, body));
            SkipNewlines();
            if (Peek().Keyword == "esac") break;
            Expect(";;");
        }

        Take();
        return new CaseCommand(subject.Word!, items) { Line = startLine };
    }

    private Command ParseGroup()
    {
        Take();
        var body = ParseList(untilNewline: false, "}");
        Expect("}");
        return body;
    }

    private SubshellCommand ParseSubshell()
    {
        var startLine = Take().Line;
        var body = ParseList(untilNewline: false, ")");
        Expect(")");
        return new SubshellCommand(body) { Line = startLine };
    }
}
