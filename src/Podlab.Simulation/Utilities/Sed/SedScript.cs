using System.Text.RegularExpressions;
using Podlab.Simulation.Utilities.Text;

namespace Podlab.Simulation.Utilities.Sed;

/// <summary>An address: a line, the last line, or a pattern (null: the last one used).</summary>
internal sealed record SedAddress(long Line, bool IsLast, Regex? Pattern, long Step = 0, bool IsOffset = false);

internal sealed class SedCommand
{
    public SedAddress? First { get; set; }
    public SedAddress? Second { get; set; }
    public bool Negated { get; set; }
    public char Name { get; set; }

    /// <summary>Text of a i c, label of b t T :, file of r w, the map of y.</summary>
    public string Text { get; set; } = "";
    public string Replacement { get; set; } = "";
    public Regex? Pattern { get; set; }
    public int Occurrence { get; set; } = 1;
    public bool Global { get; set; }
    public bool Print { get; set; }
    public string? WriteTo { get; set; }

    /// <summary>Where a block ends, or a branch goes.</summary>
    public int Target { get; set; } = -1;

    /// <summary>Whether the range is open, and the line at which it closes.</summary>
    public bool InRange { get; set; }
    public long RangeEnd { get; set; }
}

/// <summary>Parses a sed script (POSIX XCU sed, with GNU's one-line a i c, I flag and addr,+N).</summary>
internal sealed class SedScript(string text, bool extended)
{
    private readonly List<SedCommand> commands = [];
    private readonly Stack<int> blocks = new();
    private int position;

    public static List<SedCommand> Parse(string text, bool extended) => new SedScript(text, extended).Run();

    private List<SedCommand> Run()
    {
        while (true)
        {
            while (position < text.Length && (char.IsWhiteSpace(text[position]) || text[position] == ';')) position++;
            if (position >= text.Length) break;
            if (text[position] == '#')
            {
                SkipLine();
                continue;
            }

            var command = new SedCommand { First = Address() };
            if (command.First is not null && At(','))
            {
                position++;
                Space();
                command.Second = Address() ?? throw new FormatException("no address after comma");
            }

            Space();
            while (At('!'))
            {
                command.Negated = true;
                position++;
                Space();
            }

            if (position >= text.Length) throw new FormatException("missing command");
            command.Name = text[position++];
            Arguments(command);
            commands.Add(command);
        }

        while (blocks.TryPop(out var open)) commands[open].Target = commands.Count;
        foreach (var command in commands.Where(command => command.Name is 'b' or 't' or 'T'))
        {
            if (command.Text.Length == 0)
            {
                command.Target = commands.Count;
                continue;
            }

            command.Target = commands.FindIndex(other => other.Name == ':' && other.Text == command.Text);
            if (command.Target < 0) throw new FormatException($"can't find label for jump to '{command.Text}'");
        }

        return commands;
    }

    private void Arguments(SedCommand command)
    {
        switch (command.Name)
        {
            case '{':
                blocks.Push(commands.Count);
                break;
            case '}':
                if (blocks.TryPop(out var open)) commands[open].Target = commands.Count;
                break;
            case 's':
                Substitute(command);
                break;
            case 'y':
                var mark = text[position++];
                command.Text = Delimited(mark).Replace("\\n", "\n", StringComparison.Ordinal);
                command.Replacement = Delimited(mark).Replace("\\n", "\n", StringComparison.Ordinal);
                var both = Math.Min(command.Text.Length, command.Replacement.Length);
                (command.Text, command.Replacement) = (command.Text[..both], command.Replacement[..both]);
                break;
            case 'a' or 'i' or 'c':
                AppendText(command);
                break;
            case ':' or 'b' or 't' or 'T' or 'r' or 'w':
                Space();
                var start = position;
                while (position < text.Length && text[position] != '\n' && (text[position] is not (';' or '}') || command.Name is 'r' or 'w')) position++;
                command.Text = text[start..position].Trim();
                break;
            case 'q' or 'Q' or 'l':
                Space();
                var from = position;
                while (position < text.Length && char.IsAsciiDigit(text[position])) position++;
                command.Text = text[from..position];
                break;
            case '=' or 'd' or 'D' or 'g' or 'G' or 'h' or 'H' or 'n' or 'N' or 'p' or 'P' or 'x':
                break;
            default:
                throw new FormatException($"unsupported command {command.Name}");
        }
    }

    private void Substitute(SedCommand command)
    {
        if (position >= text.Length) throw new FormatException("bad format in substitution expression");
        var mark = text[position++];
        var pattern = Delimited(mark, isPattern: true);
        command.Replacement = Delimited(mark);
        var ignoreCase = false;
        for (; position < text.Length && text[position] is not (';' or '\n' or '}' or '#') && !char.IsWhiteSpace(text[position]); position++)
        {
            var flag = text[position];
            if (flag == 'g') command.Global = true;
            else if (flag == 'p') command.Print = true;
            else if (flag is 'I' or 'i') ignoreCase = true;
            else if (flag is 'e' or 'm' or 'M') continue;
            else if (flag == 'w')
            {
                position++;
                var end = text.IndexOf('\n', position);
                command.WriteTo = text[position..(end < 0 ? text.Length : end)].Trim();
                position = end < 0 ? text.Length : end;
                break;
            }
            else if (char.IsAsciiDigit(flag))
            {
                var start = position;
                while (position + 1 < text.Length && char.IsAsciiDigit(text[position + 1])) position++;
                command.Occurrence = int.Parse(text.AsSpan(start, position + 1 - start), System.Globalization.CultureInfo.InvariantCulture);
            }
            else throw new FormatException("bad option in substitution expression");
        }

        if (command.Global) command.Occurrence = 1;
        command.Pattern = pattern.Length == 0 ? null : Compile(pattern, ignoreCase);
    }

    private Regex Compile(string pattern, bool ignoreCase)
    {
        try
        {
            return PosixRegex.Create(pattern, extended, ignoreCase);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"bad regex '{pattern}': {exception.Message}");
        }
    }

    private void AppendText(SedCommand command)
    {
        Space();
        if (At('\\'))
        {
            position++;
            while (position < text.Length && text[position] is ' ' or '\t') position++;
            if (At('\n')) position++;
        }

        var result = new System.Text.StringBuilder();
        for (; position < text.Length && text[position] != '\n'; position++)
        {
            if (text[position] != '\\' || position + 1 >= text.Length)
            {
                result.Append(text[position]);
                continue;
            }

            position++;
            result.Append(text[position] switch { 'n' => '\n', 't' => '\t', var other => other });
        }

        command.Text = result.Append('\n').ToString();
    }

    private SedAddress? Address()
    {
        if (position >= text.Length) return null;
        var c = text[position];
        if (c == '$')
        {
            position++;
            return new SedAddress(0, true, null);
        }

        if (char.IsAsciiDigit(c) || c == '+')
        {
            if (c == '+') position++;
            var number = Number();
            if (!At('~')) return new SedAddress(number, false, null, IsOffset: c == '+');
            position++;
            return new SedAddress(number, false, null, Number());
        }

        if (c is not ('/' or '\\')) return null;
        if (c == '\\') position++;
        var mark = text[position++];
        var pattern = Delimited(mark, isPattern: true);
        var ignoreCase = At('I');
        if (ignoreCase) position++;
        return new SedAddress(-1, false, pattern.Length == 0 ? null : Compile(pattern, ignoreCase));
    }

    private long Number()
    {
        var start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position])) position++;
        return long.Parse(text.AsSpan(start, position - start), System.Globalization.CultureInfo.InvariantCulture);
    }

    private string Delimited(char mark, bool isPattern = false)
    {
        var result = new System.Text.StringBuilder();
        var inClass = false;
        for (; position < text.Length; position++)
        {
            var c = text[position];
            if (c == mark && !inClass)
            {
                position++;
                return result.ToString();
            }

            if (isPattern && c == '[') inClass = true;
            else if (c == ']') inClass = false;
            if (c == '\\' && position + 1 < text.Length && !inClass)
            {
                c = text[++position];
                if (c != mark) result.Append('\\');
            }

            result.Append(c);
        }

        throw new FormatException($"unmatched '{mark}'");
    }

    private bool At(char c) => position < text.Length && text[position] == c;

    private void Space()
    {
        while (position < text.Length && text[position] is ' ' or '\t') position++;
    }

    private void SkipLine()
    {
        while (position < text.Length && text[position] != '\n') position++;
    }
}
