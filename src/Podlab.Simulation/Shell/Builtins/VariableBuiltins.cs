using System.Globalization;
using Podlab.Simulation.Shell.Syntax;

namespace Podlab.Simulation.Shell.Builtins;

/// <summary><c>export</c> and <c>readonly</c>, with <c>NAME</c>, <c>NAME=VALUE</c>, <c>-p</c>, <c>-n</c>.</summary>
internal sealed class ExportBuiltin(string name) : IBuiltin
{
    public string Name => name;

    public bool IsSpecial => true;

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        var remove = arguments.Count > 1 && arguments[1] == "-n";
        var names = arguments.Skip(arguments.Count > 1 && arguments[1] is "-p" or "-n" or "--" ? 2 : 1).ToList();
        if (names.Count == 0)
        {
            foreach (var known in shell.Variables.Names.Order(StringComparer.Ordinal))
            {
                var variable = shell.Variables.Find(known)!;
                if (!Parser.IsName(known) || (name == "export" ? !variable.Exported : !variable.ReadOnly)) continue;
                shell.Output.Append(name).Append(' ').Append(known);
                if (variable.Value is { } value) shell.Output.Append('=').Append(SetBuiltin.Quote(value));
                shell.Output.Append('\n');
            }

            return ValueTask.FromResult(0);
        }

        foreach (var text in names)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var variableName = equals < 0 ? text : text[..equals];
            if (!Parser.IsName(variableName))
            {
                shell.Fatal($"{variableName}: bad variable name");
                return ValueTask.FromResult(2);
            }

            if (equals >= 0 && !shell.Assign(variableName, text[(equals + 1)..])) return ValueTask.FromResult(2);
            var variable = shell.Variables.Find(variableName) ?? new Variable(null);
            shell.Variables.Put(variableName, name == "export" ? variable with { Exported = !remove } : variable with { ReadOnly = true });
        }

        return ValueTask.FromResult(0);
    }
}

internal sealed class UnsetBuiltin : IBuiltin
{
    public string Name => "unset";

    public bool IsSpecial => true;

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        var functions = false;
        foreach (var argument in arguments.Skip(1))
        {
            if (argument is "-f" or "-v")
            {
                functions = argument == "-f";
                continue;
            }

            if (argument.StartsWith('-') && argument.Length > 1)
            {
                shell.Fatal($"illegal option {argument[..2]}");
                return ValueTask.FromResult(2);
            }

            if (functions)
            {
                shell.RemoveFunction(argument);
            }
            else if (!shell.Variables.Unset(argument))
            {
                shell.Fatal($"{argument}: is read only");
                return ValueTask.FromResult(2);
            }
        }

        return ValueTask.FromResult(0);
    }
}

internal sealed class LocalBuiltin : IBuiltin
{
    public string Name => "local";

    public bool IsSpecial => true;

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        if (!shell.InFunction)
        {
            shell.Fatal("not in a function");
            return ValueTask.FromResult(2);
        }

        foreach (var argument in arguments.Skip(1))
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument : argument[..equals];
            if (name == "-") continue;
            if (!Parser.IsName(name))
            {
                shell.Fatal($"{name}: bad variable name");
                return ValueTask.FromResult(2);
            }

            shell.Variables.Remember(name);
            if (equals >= 0)
            {
                if (!shell.Assign(name, argument[(equals + 1)..])) return ValueTask.FromResult(2);
            }
            else if (shell.Variables.Find(name) is { } old)
            {
                shell.Variables.Put(name, old with { Value = null });
            }
        }

        return ValueTask.FromResult(0);
    }
}

internal sealed class SetBuiltin : IBuiltin
{
    public string Name => "set";

    public bool IsSpecial => true;

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        if (arguments.Count == 1)
        {
            foreach (var name in shell.Variables.Names.Order(StringComparer.Ordinal))
                if (Parser.IsName(name) && shell.Variables.Get(name) is { } value) shell.Output.Append(name).Append('=').Append(Quote(value)).Append('\n');
            return ValueTask.FromResult(0);
        }

        var index = 1;
        for (; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            if (argument.Length < 2 || argument[0] is not ('-' or '+'))
            {
                if (argument == "-") index++;
                break;
            }

            if (argument == "--")
            {
                shell.Positional = arguments.GetRange(index + 1, arguments.Count - index - 1);
                return ValueTask.FromResult(0);
            }

            var on = argument[0] == '-';
            foreach (var letter in argument.AsSpan(1))
            {
                if (letter == 'o')
                {
                    if (++index >= arguments.Count)
                    {
                        List(shell, on);
                        return ValueTask.FromResult(0);
                    }

                    if (shell.Options.Set(arguments[index], on)) continue;
                    shell.Complain($"illegal option {(on ? '-' : '+')}o {arguments[index]}");
                    return ValueTask.FromResult(1);
                }

                var (name, _) = ShellOptions.Known.FirstOrDefault(option => option.Letter == letter);
                if (name is not null && letter != ' ')
                {
                    shell.Options.Set(name, on);
                }
                else
                {
                    shell.Fatal($"illegal option {(on ? '-' : '+')}{letter}");
                    return ValueTask.FromResult(2);
                }
            }
        }

        if (index < arguments.Count) shell.Positional = arguments.GetRange(index, arguments.Count - index);
        return ValueTask.FromResult(0);
    }

    /// <summary>In single quotes, as listings of values show it.</summary>
    public static string Quote(string value)
    {
        var text = new System.Text.StringBuilder();
        for (var at = 0; ;)
        {
            var end = value.IndexOf('\'', at);
            text.Append('\'').Append(value.AsSpan(at, (end < 0 ? value.Length : end) - at)).Append('\'');
            if (end < 0) return text.ToString();

            // Single quotes in a row stand in double ones together, and nothing empty follows the last.
            at = end;
            while (at < value.Length && value[at] == '\'') at++;
            text.Append('"').Append('\'', at - end).Append('"');
            if (at == value.Length) return text.ToString();
        }
    }

    private static void List(Interpreter shell, bool readable)
    {
        foreach (var (name, _) in ShellOptions.Known)
        {
            if (name is "interactive" or "stdin") continue;
            var on = shell.Options.Get(name);
            shell.Output.Append(readable ? $"{name,-16}{(on ? "on" : "off")}\n" : $"set {(on ? '-' : '+')}o {name}\n");
        }
    }
}

internal sealed class ShiftBuiltin : IBuiltin
{
    public string Name => "shift";

    public bool IsSpecial => true;

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        var count = 1;
        if (arguments.Count > 1 && !int.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out count))
        {
            shell.Fatal($"Illegal number: {arguments[1]}");
            return ValueTask.FromResult(2);
        }

        if (count > shell.Positional.Count) return ValueTask.FromResult(1);
        shell.Positional = [.. shell.Positional.Skip(count)];
        return ValueTask.FromResult(0);
    }
}

internal sealed class LetBuiltin : IBuiltin
{
    public string Name => "let";

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        if (arguments.Count == 1) shell.Fatal("expression expected");
        long value = 0;
        foreach (var expression in arguments.Skip(1)) value = shell.Arithmetic(expression);
        return ValueTask.FromResult(value == 0 ? 1 : 0);
    }
}
