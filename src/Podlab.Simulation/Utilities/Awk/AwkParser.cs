namespace Podlab.Simulation.Utilities.Awk;

/// <summary>Parses an awk program (POSIX XCU awk, without the obsolete forms): here its rules, functions and statements.</summary>
internal sealed partial class AwkParser
{
    private readonly IReadOnlyList<AwkToken> tokens;
    private readonly AwkProgram program = new();
    private int position;
    private bool noIn;
    private bool noGreater;

    private AwkParser(IReadOnlyList<AwkToken> tokens) => this.tokens = tokens;

    public static AwkProgram Parse(string text)
    {
        var parser = new AwkParser(AwkScanner.Scan(text));
        parser.Program();
        return parser.program;
    }

    private AwkToken Peek => tokens[position];

    private bool Is(string text) => Peek.Kind is AwkTokenKind.Operator or AwkTokenKind.Name && Peek.Text == text;

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

    private FormatException Wrong() => new(Peek.Kind is AwkTokenKind.End or AwkTokenKind.Newline ? "Unexpected end of string" : "Unexpected token");

    private void Newlines()
    {
        while (Peek.Kind == AwkTokenKind.Newline || Is(";")) position++;
    }

    private void Program()
    {
        for (Newlines(); Peek.Kind != AwkTokenKind.End; Newlines())
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
        while (Peek.Kind == AwkTokenKind.Newline) position++;
    }

    private AwkStatement Block()
    {
        Expect("{");
        var items = new List<AwkStatement>();
        for (Newlines(); !Take("}"); Newlines())
        {
            if (Peek.Kind == AwkTokenKind.End) throw Wrong();
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
        if (Peek.Kind == AwkTokenKind.Name && tokens[position + 1] is { Kind: AwkTokenKind.Name, Text: "in" } && tokens[position + 3] is { Kind: AwkTokenKind.Operator, Text: ")" })
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

    private bool EndsStatement() => Peek.Kind is AwkTokenKind.Newline or AwkTokenKind.End || Is(";") || Is("}");

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
}
