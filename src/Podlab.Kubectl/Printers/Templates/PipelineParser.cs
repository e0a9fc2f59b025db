using System.Globalization;
using System.Text;

namespace Podlab.Kubectl.Printers.Templates;

/// <summary>Reads the inside of an action: commands with bars between them.</summary>
internal sealed class PipelineParser(string text)
{
    private int at;

    /// <exception cref="TemplateError">The text is no pipeline.</exception>
    public Pipeline Parse()
    {
        var pipeline = Pipe();
        Blanks();
        return at >= text.Length ? pipeline : throw new TemplateError($"template: output:1: unexpected \"{text[at]}\" in operand");
    }

    private Pipeline Pipe()
    {
        var variables = Declared();
        var commands = new List<IReadOnlyList<Operand>>();
        do
        {
            commands.Add(Command());
            Blanks();
        }
        while (at < text.Length && text[at] == '|' && ++at > 0);
        return new Pipeline(variables, commands);
    }

    private List<string> Declared()
    {
        var match = System.Text.RegularExpressions.Regex.Match(text[at..], @"^\s*(\$\w+)(\s*,\s*(\$\w+))?\s*:?=\s*");
        if (!match.Success) return [];
        at += match.Length;
        return match.Groups[3].Success ? [match.Groups[1].Value, match.Groups[3].Value] : [match.Groups[1].Value];
    }

    private List<Operand> Command()
    {
        var operands = new List<Operand>();
        while (true)
        {
            Blanks();
            if (at >= text.Length || text[at] is '|' or ')') return operands.Count > 0 ? operands : throw new TemplateError("template: output:1: missing value for command");
            operands.Add(One());
        }
    }

    private Operand One()
    {
        var c = text[at];
        switch (c)
        {
            case '(':
                at++;
                var inner = Pipe();
                Blanks();
                if (at >= text.Length || text[at] != ')') throw new TemplateError("template: output:1: unclosed left paren");
                at++;
                return new NestedOperand(inner, Names());
            case '.':
                if (at + 1 < text.Length && (char.IsLetter(text[at + 1]) || text[at + 1] == '_')) return new FieldOperand(Names());
                at++;
                return new FieldOperand([]);
            case '$':
                var start = at++;
                while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_')) at++;
                return new VariableOperand(text[start..at], Names());
            case '"' or '`':
                return new LiteralOperand(Quoted(c));
        }

        var from = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('|' or ')' or '(')) at++;
        var word = text[from..at];
        return word switch
        {
            "true" => new LiteralOperand(true),
            "false" => new LiteralOperand(false),
            "nil" => new LiteralOperand(null),
            _ when long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => new LiteralOperand(whole),
            _ when double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) => new LiteralOperand(real),
            _ when TemplateFunctions.Known(word) => new FunctionOperand(word),
            _ => throw new TemplateError($"template: output:1: function {Api.GoText.Quote(word)} not defined"),
        };
    }

    /// <summary>A chain of fields: <c>.a.b</c>.</summary>
    private List<string> Names()
    {
        var names = new List<string>();
        while (at + 1 < text.Length && text[at] == '.' && (char.IsLetter(text[at + 1]) || text[at + 1] == '_'))
        {
            var start = ++at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_')) at++;
            names.Add(text[start..at]);
        }

        return names;
    }

    private string Quoted(char quote)
    {
        var value = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == quote)
            {
                at++;
                return value.ToString();
            }

            if (quote == '"' && text[at] == '\\' && at + 1 < text.Length) value.Append(text[++at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
            else value.Append(text[at]);
        }

        throw new TemplateError("template: output:1: unterminated quoted string");
    }

    private void Blanks()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
    }
}
