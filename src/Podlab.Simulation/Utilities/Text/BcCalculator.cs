using System.Text;

namespace Podlab.Simulation.Utilities.Text;

/// <summary>Reads statements and computes while it reads; what does not run is read past.</summary>
internal sealed partial class BcCalculator(Invocation run, int firstScale)
{
    /// <summary>A power longer than this is refused.</summary>
    private const long MostBits = 4_000_000;

    private const string Breaks = ";\n}";
    private readonly Dictionary<string, BcNumber> variables = new(StringComparer.Ordinal);
    private string text = "";
    private int position;
    private int scale = firstScale;
    private int inputBase = 10;
    private int outputBase = 10;

    /// <summary>The last error is told; the lines behind it go on.</summary>
    public int Status { get; private set; }

    /// <summary>False: the program said quit.</summary>
    public async ValueTask<bool> RunAsync(string content)
    {
        text = content;
        position = 0;
        while (true)
        {
            while (position < text.Length && (char.IsWhiteSpace(text[position]) || text[position] == ';')) position++;
            if (position >= text.Length) return true;
            var start = position;
            try
            {
                if (!await StatementAsync(live: true)) return false;
            }
            catch (DivideByZeroException)
            {
                await FailAsync("divide by zero", start);
            }
            catch (FormatException exception)
            {
                await FailAsync(exception.Message, start);
            }
        }
    }

    private async ValueTask FailAsync(string message, int start)
    {
        await run.ErrorAsync(message);
        Status = 1;
        position = text.IndexOf('\n', Math.Max(position, start)) is var end and >= 0 ? end + 1 : text.Length;
    }

    private async ValueTask<bool> StatementAsync(bool live)
    {
        if (run.Process.Charge(1)) await run.Process.RestAsync();
        Space();
        if (Take("{"))
        {
            while (!Take("}"))
            {
                if (position >= text.Length) throw new FormatException("bad expression");
                if (Breaks.Contains(text[position], StringComparison.Ordinal) && text[position] != '}') position++;
                else if (!await StatementAsync(live)) return false;
                Space();
            }

            return true;
        }

        if (At('"'))
        {
            var end = text.IndexOf('"', position + 1);
            if (end < 0) throw new FormatException("string end could not be found");
            if (live) await run.PrintAsync(text[(position + 1)..end]);
            position = end + 1;
            return true;
        }

        switch (Word())
        {
            case "quit" or "halt":
                return false;
            case "print":
                await PrintAsync(live);
                return true;
            case "if":
                return await IfAsync(live);
            case "while":
                return await LoopAsync(live, null, Parenthesised);
            case "for":
                Expect("(");
                Value(live, out _);
                Expect(";");
                return await LoopAsync(live, ")", () =>
                {
                    var condition = Value(live, out _);
                    Expect(";");
                    return condition;
                });
            case { Length: > 0 } word:
                position -= word.Length;
                break;
        }

        var number = Value(live, out var shows);
        if (live && shows) await run.PrintAsync(number.Text(outputBase) + "\n");
        Space();
        if (position < text.Length && !Breaks.Contains(text[position], StringComparison.Ordinal)) throw new FormatException("bad token");
        return true;
    }

    private BcNumber Parenthesised()
    {
        Expect("(");
        var condition = Value(true, out _);
        Expect(")");
        return condition;
    }

    private async ValueTask<bool> IfAsync(bool live)
    {
        var holds = !Parenthesised().IsZero;
        SkipLines();
        if (!await StatementAsync(live && holds)) return false;
        var back = position;
        SkipLines();
        if (Word() == "else")
        {
            SkipLines();
            return await StatementAsync(live && !holds);
        }

        position = back;
        return true;
    }

    /// <summary>while and for: the text is read again for each turn.</summary>
    private async ValueTask<bool> LoopAsync(bool live, string? close, Func<BcNumber> condition)
    {
        var start = position;
        while (true)
        {
            position = start;
            var holds = live && !condition().IsZero;
            var step = position;
            if (close is not null)
            {
                Value(false, out _);
                Expect(close);
            }

            SkipLines();
            if (!await StatementAsync(holds)) return false;
            var end = position;
            if (!holds) return true;
            if (close is null) continue;
            position = step;
            Value(true, out _);
            position = end;
        }
    }

    private async ValueTask PrintAsync(bool live)
    {
        do
        {
            Space();
            if (!At('"'))
            {
                var number = Value(live, out _);
                if (live) await run.PrintAsync(number.Text(outputBase));
                continue;
            }

            var end = text.IndexOf('"', position + 1);
            if (end < 0) throw new FormatException("string end could not be found");
            if (live) await run.PrintAsync(Shell.Syntax.Escapes.Expand(text[(position + 1)..end]));
            position = end + 1;
        }
        while (Take(","));
    }

    private string Word()
    {
        Space();
        var word = new StringBuilder();
        if (position < text.Length && char.IsAsciiLetterLower(text[position]))
            for (; position < text.Length && (char.IsAsciiLetterLower(text[position]) || char.IsAsciiDigit(text[position]) || text[position] == '_'); position++) word.Append(text[position]);
        return word.ToString();
    }

    private bool Starts(string what) => string.CompareOrdinal(text, position, what, 0, what.Length) == 0;

    private bool At(char c) => position < text.Length && text[position] == c;

    private bool Take(string what)
    {
        Space();
        if (!Starts(what)) return false;
        position += what.Length;
        return true;
    }

    private void Expect(string what)
    {
        if (!Take(what)) throw new FormatException("bad expression");
    }

    private void Space()
    {
        while (position < text.Length && (text[position] is ' ' or '\t' or '\r' || Starts("\\\n") || At('#') || Starts("/*")))
        {
            if (At('#')) position = text.IndexOf('\n', position) is var end and >= 0 ? end : text.Length;
            else if (Starts("/*")) position = text.IndexOf("*/", position, StringComparison.Ordinal) is var close and >= 0 ? close + 2 : text.Length;
            else position += At('\\') ? 2 : 1;
        }
    }

    private void SkipLines()
    {
        do Space();
        while (Take("\n") || Take(";"));
    }
}
