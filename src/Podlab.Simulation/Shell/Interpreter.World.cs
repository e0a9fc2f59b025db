using System.Globalization;
using System.Text;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Shell.Expansion;
using Podlab.Simulation.Shell.Syntax;

namespace Podlab.Simulation.Shell;

// Parameters, errors, traces, command substitution.
public sealed partial class Interpreter
{
    /// <summary>The value of a parameter by name, number or sign; null when not set.</summary>
    public string? Parameter(string name)
    {
        var first = name[0];
        if (char.IsAsciiDigit(first))
        {
            if (name == "0") return Name;
            return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= Positional.Count ? Positional[index - 1] : null;
        }

        return name switch
        {
            "?" => LastStatus.ToString(CultureInfo.InvariantCulture),
            "#" => Positional.Count.ToString(CultureInfo.InvariantCulture),
            "$" => ShellPid.ToString(CultureInfo.InvariantCulture),
            "!" => LastBackground == 0 ? "" : LastBackground.ToString(CultureInfo.InvariantCulture),
            "-" => Options.Letters,
            "LINENO" when Variables.Find("LINENO")?.Value is null => Line.ToString(CultureInfo.InvariantCulture),
            "RANDOM" when Variables.Find("RANDOM")?.Value is null or "" => (Process.Kernel.NextRandom() % 32768).ToString(CultureInfo.InvariantCulture),
            _ => Variables.Get(name),
        };
    }

    /// <summary>Sets a variable; a read-only one is an error that ends the shell.</summary>
    public bool Assign(string name, string value, bool export = false)
    {
        if (Variables.Set(name, value, export || Options.AllExport)) return true;
        Fatal($"{name}: is read only");
        return false;
    }

    internal long Arithmetic(string expression)
    {
        try
        {
            return Expansion.Arithmetic.Evaluate(expression, Parameter, (name, value) => Assign(name, value));
        }
        catch (ArithmeticFault fault)
        {
            Fatal(fault.Message);
            return 0;
        }
    }

    /// <summary>Prints an error as ash does: the shell's name, what runs, the line.</summary>
    public void Complain(string message)
    {
        var text = new StringBuilder(Name).Append(": ");
        if (CommandName is { } running)
        {
            if (running != Name) text.Append(running).Append(": ");
            if (!Options.Interactive || callDepth > 0) text.Append("line ").Append(Line.ToString(CultureInfo.InvariantCulture)).Append(": ");
        }

        WriteError(text.Append(message).Append('\n').ToString());
    }

    /// <summary>Writes to standard error at once, without waiting for room.</summary>
    public void WriteError(string text) => Process.Files[2]?.Write(Encoding.Latin1.GetBytes(text));

    /// <summary>An error that ends a shell which is not interactive, with status 2.</summary>
    public void Fatal(string message)
    {
        Complain(message);
        LastStatus = 2;
        Leave(Flow.Exit);
    }

    /// <summary>The output of a command without its last line feeds.</summary>
    internal async ValueTask<string> SubstituteAsync(Command? body)
    {
        if (body is null)
        {
            substitutionStatus = 0;
            return "";
        }

        var (reader, writer) = Pipe.Create(Process.Kernel);
        if (Process.Fork() is not { } child)
        {
            reader.Close();
            writer.Close();
            Fatal("can't fork: Resource temporarily unavailable");
            return "";
        }

        var copy = Fork(child);
        child.Files.Set(1, writer);
        child.Start(_ => copy.RunToEndAsync(shell => shell.EvaluateAsync(body, EvaluateFlags.Last)));
        var output = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var count = await Process.ReadAsync(reader, buffer);
            if (count <= 0) break;
            output.Append(Encoding.Latin1.GetString(buffer, 0, count));
            if (output.Length > 1 << 20) await Process.AllocateAsync(count);
        }

        reader.Close();
        substitutionStatus = await WaitForegroundAsync(new Job([child], ""), quiet: true);
        while (output.Length > 0 && output[^1] == '\n') output.Length--;
        output.Replace("\0", "");
        return output.ToString();
    }

    private async ValueTask TraceAsync(List<(string Name, string Value)> assignments, List<string> arguments)
    {
        var prefix = Variables.Get("PS4") is { } ps4 ? await expander.TextAsync(Parser.ParseDocument(ps4, Line)) : "+ ";
        var pieces = assignments.Select(assignment => $"{assignment.Name}={Quote(assignment.Value, always: false)}").Concat(arguments.Select(argument => Quote(argument, always: false)));
        WriteError(prefix + string.Join(' ', pieces) + "\n");
    }

    /// <summary>A form that the shell reads back as the same word.</summary>
    public static string Quote(string value, bool always)
    {
        if (!always && value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or ',' or ':' or '+' or '@' or '%' or ']')) return value;
        if (!always && value.Length > 0 && value.AsSpan().IndexOfAny(" \t\n\"'\\$`&|;()<>*?[#~!{}^=") < 0) return value;
        return Builtins.SetBuiltin.Quote(value);
    }
}
