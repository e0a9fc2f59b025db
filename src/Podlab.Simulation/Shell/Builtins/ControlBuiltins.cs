using System.Globalization;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Shell.Builtins;

internal sealed class ColonBuiltin(string name) : IBuiltin
{
    public string Name => name;

    public bool IsSpecial => name == ":";

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments) => ValueTask.FromResult(0);
}

internal sealed class FalseBuiltin : IBuiltin
{
    public string Name => "false";

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments) => ValueTask.FromResult(1);
}

/// <summary><c>break [N]</c>, <c>continue [N]</c>.</summary>
internal sealed class JumpBuiltin(string name, Flow flow) : IBuiltin
{
    public string Name => name;

    public bool IsSpecial => true;

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        var levels = 1;
        if (arguments.Count > 1 && (!int.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out levels) || levels < 1))
        {
            shell.Fatal($"Illegal number: {arguments[1]}");
            return ValueTask.FromResult(2);
        }

        if (shell.LoopDepth > 0) shell.Leave(flow, Math.Min(levels, shell.LoopDepth));
        return ValueTask.FromResult(0);
    }
}

/// <summary><c>return [N]</c>, <c>exit [N]</c>.</summary>
internal sealed class LeaveBuiltin(string name, Flow flow) : IBuiltin
{
    public string Name => name;

    public bool IsSpecial => true;

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        var status = shell.LastStatus;
        if (arguments.Count > 1 && (!int.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out status)))
        {
            shell.Fatal($"Illegal number: {arguments[1]}");
            return ValueTask.FromResult(2);
        }

        shell.LastStatus = status & 0xFF;
        if (flow == Flow.Exit) shell.ExitAsked = true;
        shell.Leave(flow == Flow.Return && !shell.CanReturn ? Flow.Exit : flow);
        return ValueTask.FromResult(shell.LastStatus);
    }
}

internal sealed class EvalBuiltin : IBuiltin
{
    public string Name => "eval";

    public bool IsSpecial => true;

    public async ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        shell.CommandName = shell.OuterCommandName;
        if (arguments.Count == 1) return 0;
        shell.LastStatus = 0;
        return await shell.RunTextAsync(string.Join(' ', arguments.Skip(1)), firstLine: shell.Line, syntaxName: Name);
    }
}

/// <summary><c>. FILE [ARGS]</c></summary>
internal sealed class SourceBuiltin(string name) : IBuiltin
{
    public string Name => name;

    public bool IsSpecial => true;

    public async ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        if (arguments.Count < 2)
        {
            shell.Fatal("filename argument required");
            return 2;
        }

        if (shell.Process.FindInPath(arguments[1], shell.Variables.Get("PATH")) is not { } path)
        {
            shell.Fatal($"{arguments[1]}: not found");
            return 2;
        }

        var error = shell.Process.Tree.Open(shell.Process, path, OpenFlags.Read, 0, out var file);
        if (error != Errno.Ok)
        {
            shell.Fatal($"can't open '{arguments[1]}': {error.Text()}");
            return 2;
        }

        var node = file.Node as FileNode;
        file.Close();
        var (positional, line) = (shell.Positional, shell.Line);
        if (arguments.Count > 2) shell.Positional = arguments.GetRange(2, arguments.Count - 2);
        shell.CommandName = arguments[1];
        shell.SourceDepth++;
        shell.LastStatus = 0;
        var status = await shell.RunTextAsync(System.Text.Encoding.Latin1.GetString(node?.ReadAll() ?? []));
        shell.SourceDepth--;
        if (shell.Flow == Flow.Return)
        {
            shell.Arrive();
            status = shell.LastStatus;
        }

        shell.Line = line;
        if (arguments.Count > 2) shell.Positional = positional;
        return status;
    }
}

/// <summary><c>exec [COMMAND]</c>; without one its redirections stay.</summary>
internal sealed class ExecBuiltin : IBuiltin
{
    public string Name => "exec";

    public bool IsSpecial => true;

    public async ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        if (arguments.Count == 1) return 0;
        var command = arguments.GetRange(1, arguments.Count - 1);
        if (command[0] == "-a" && command.Count > 2) command = command.GetRange(2, command.Count - 2);
        var path = shell.Process.FindInPath(command[0], shell.Variables.Get("PATH"));
        shell.Process.Environment = shell.Variables.Exported();
        var status = 127;
        if (path is null) shell.Complain($"{command[0]}: not found");
        else status = await shell.BecomeAsync(path, command);
        shell.LastStatus = status;
        shell.Leave(Flow.Exit);
        return status;
    }
}

/// <summary><c>command [-v|-V] NAME [ARGS]</c>: without functions.</summary>
internal sealed class CommandBuiltin : IBuiltin
{
    public string Name => "command";

    public async ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        var index = 1;
        var mode = ' ';
        for (; index < arguments.Count && arguments[index].StartsWith('-') && arguments[index].Length > 1; index++)
        {
            if (arguments[index] == "--")
            {
                index++;
                break;
            }

            mode = arguments[index][^1];
        }

        if (index >= arguments.Count) return 0;
        if (mode is not ('v' or 'V')) return await shell.RunWithoutFunctionsAsync(arguments.GetRange(index, arguments.Count - index));
        var status = 0;
        if (shell.Describe(arguments[index]) is { } kind)
        {
            shell.Output.Append(mode == 'V' ? $"{arguments[index]} is {kind.Long}" : kind.Short).Append('\n');
        }
        else
        {
            if (mode == 'V') shell.Output.Append(arguments[index]).Append(": not found\n");
            status = 127;
        }

        return status;
    }
}

internal sealed class TypeBuiltin : IBuiltin
{
    public string Name => "type";

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        var status = 0;
        foreach (var name in arguments.Skip(1))
        {
            if (shell.Describe(name) is { } kind)
            {
                shell.Output.Append(name).Append(" is ").Append(kind.Long).Append('\n');
                continue;
            }

            shell.Output.Append(name).Append(": not found\n");
            status = 127;
        }

        return ValueTask.FromResult(status);
    }
}

internal sealed class TimesBuiltin : IBuiltin
{
    public string Name => "times";

    public bool IsSpecial => true;

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        shell.Output.Append("0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n");
        return ValueTask.FromResult(0);
    }
}

/// <summary><c>trap [ACTION SIGNAL…]</c></summary>
internal sealed class TrapBuiltin : IBuiltin
{
    public string Name => "trap";

    public bool IsSpecial => true;

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        var names = arguments.Skip(arguments.Count > 1 && arguments[1] == "--" ? 2 : 1).ToList();
        if (names.Count == 0)
        {
            foreach (var (signal, text) in shell.Traps)
                shell.Output.Append("trap -- ").Append(SetBuiltin.Quote(text)).Append(' ').Append(signal switch { 0 => "EXIT", Interpreter.ErrorTrap => "ERR", _ => ((Signal)signal).ToString() }).Append('\n');
            return ValueTask.FromResult(0);
        }

        if (names[0] == "-l") return ValueTask.FromResult(KillBuiltin.List(shell.Output));
        if (names[0].Length > 1 && names[0][0] == '-' && arguments[1] == names[0])
        {
            shell.Fatal($"illegal option {names[0][..2]}");
            return ValueTask.FromResult(2);
        }

        string? action = null;
        if (names.Count > 1 || names[0] == "-")
        {
            action = names[0] == "-" ? null : names[0];
            names.RemoveAt(0);
        }

        var status = 0;
        foreach (var name in names)
        {
            if (name == "ERR")
            {
                shell.SetTrap(Interpreter.ErrorTrap, action);
            }
            else if (Signals.Parse(name) is { } signal)
            {
                shell.SetTrap((int)signal, action);
            }
            else
            {
                shell.Complain($"{name}: invalid signal specification");
                status = 1;
            }
        }

        return ValueTask.FromResult(status);
    }
}
