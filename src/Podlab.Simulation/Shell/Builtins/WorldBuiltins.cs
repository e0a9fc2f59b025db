using System.Globalization;
using Podlab.Simulation.Files;
using Podlab.Simulation.Utilities.Basics;

namespace Podlab.Simulation.Shell.Builtins;

internal sealed class CdBuiltin(string name) : IBuiltin
{
    public string Name => name;

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        var index = 1;
        var physical = false;
        for (; index < arguments.Count && arguments[index] is "-L" or "-P" or "--"; index++) physical = arguments[index] == "-P";
        var target = index < arguments.Count ? arguments[index] : shell.Variables.Get("HOME") ?? "";
        if (target.Length == 0) return ValueTask.FromResult(0);
        var print = target == "-";
        if (!print && target[0] != '/' && target.Split('/')[0] is not ("." or "..") && shell.Variables.Get("CDPATH") is { Length: > 0 } searched)
        {
            var found = searched.Split(':').FirstOrDefault(place => shell.Process.Tree.Find(shell.Process, place.TrimEnd('/') + "/" + target, true, out var node) == Errno.Ok && node is DirectoryNode);
            if (found is { Length: > 0 }) (target, print) = (found.TrimEnd('/') + "/" + target, true);
        }

        if (target == "-") target = shell.Variables.Get("OLDPWD") ?? shell.Process.WorkingDirectory;
        var logical = target.StartsWith('/') ? target : (shell.Variables.Get("PWD") ?? shell.Process.WorkingDirectory).TrimEnd('/') + "/" + target;
        var error = shell.Process.Tree.Walk(shell.Process, target, true, out var place);
        if (error == Errno.Ok && place.Node is null) error = Errno.ENOENT;
        if (error == Errno.Ok && place.Node is not DirectoryNode) error = Errno.ENOTDIR;
        if (error == Errno.Ok && !shell.Process.Credentials.May(place.Node!, 1)) error = Errno.EACCES;
        if (error != Errno.Ok)
        {
            shell.Fatal($"can't cd to {target}: {error.Text()}");
            shell.Arrive();
            return ValueTask.FromResult(2);
        }

        var old = shell.Variables.Get("PWD") ?? shell.Process.WorkingDirectory;
        shell.Process.WorkingDirectory = place.Path;
        var shown = physical ? place.Path : Normalize(logical);
        shell.Variables.Set("OLDPWD", old, export: true);
        shell.Variables.Set("PWD", shown, export: true);
        if (print) shell.Output.Append(shown).Append('\n');
        return ValueTask.FromResult(0);
    }

    private static string Normalize(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count > 0) parts.RemoveAt(parts.Count - 1);
        }

        return "/" + string.Join('/', parts);
    }
}

internal sealed class PwdBuiltin : IBuiltin
{
    public string Name => "pwd";

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        var physical = arguments.Count > 1 && arguments[1] == "-P";
        shell.Output.Append(physical ? shell.Process.WorkingDirectory : shell.Variables.Get("PWD") ?? shell.Process.WorkingDirectory).Append('\n');
        return ValueTask.FromResult(0);
    }
}

internal sealed class UmaskBuiltin : IBuiltin
{
    public string Name => "umask";

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        if (arguments.Count == 1)
        {
            shell.Output.Append(Convert.ToString(shell.Process.Umask, 8).PadLeft(4, '0')).Append('\n');
            return ValueTask.FromResult(0);
        }

        if (arguments[1] == "-S")
        {
            var mode = ~shell.Process.Umask;
            static string Bits(int bits) => ((bits & 4) != 0 ? "r" : "") + ((bits & 2) != 0 ? "w" : "") + ((bits & 1) != 0 ? "x" : "");
            shell.Output.Append($"u={Bits(mode >> 6)},g={Bits(mode >> 3)},o={Bits(mode)}\n");
            return ValueTask.FromResult(0);
        }

        var text = arguments[1];
        var octal = text.All(c => c is >= '0' and <= '7') && text.Length is > 0 and <= 4;
        var parsed = octal ? Convert.ToInt32(text, 8) : char.IsAsciiDigit(text[0]) ? null : ModeText.Parse(text, ~shell.Process.Umask & 0x1FF, false, 0);
        if (parsed is not { } value)
        {
            shell.Fatal($"illegal mode: {text}");
            shell.Arrive();
            return ValueTask.FromResult(2);
        }

        shell.Process.Umask = (octal ? value : ~value) & 0x1FF;
        return ValueTask.FromResult(0);
    }
}

internal sealed class UlimitBuiltin : IBuiltin
{
    private static readonly (char Letter, string Name, string Value)[] Limits =
    [
        ('c', "core file size (blocks)", "unlimited"), ('d', "data seg size (kb)", "unlimited"), ('e', "scheduling priority", "0"), ('f', "file size (blocks)", "unlimited"),
        ('i', "pending signals", "31694"), ('l', "max locked memory (kb)", "8192"), ('m', "max memory size (kb)", "unlimited"), ('n', "open files", "1048576"),
        ('q', "POSIX message queues (bytes)", "819200"), ('r', "real-time priority", "0"), ('s', "stack size (kb)", "8192"), ('t', "cpu time (seconds)", "unlimited"),
        ('u', "max user processes", "unlimited"), ('v', "virtual memory (kb)", "unlimited"), ('x', "file locks", "unlimited"),
    ];

    public string Name => "ulimit";

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        var letters = string.Concat(arguments.Skip(1).Where(argument => argument.StartsWith('-')).Select(argument => argument[1..])).Replace("H", "").Replace("S", "");
        if (letters.Length == 0) letters = "f";
        foreach (var letter in letters)
        {
            if (letter == 'a')
            {
                foreach (var limit in Limits) shell.Output.Append($"{limit.Name,-31} (-{limit.Letter}) {limit.Value}\n");
                continue;
            }

            var found = Array.Find(Limits, limit => limit.Letter == letter);
            if (found.Name is null)
            {
                shell.WriteError($"ulimit: invalid option -- '{letter}'\n");
                return ValueTask.FromResult(1);
            }

            if (arguments.Count == 1 || arguments[^1].StartsWith('-'))
            {
                shell.Output.Append(found.Value).Append('\n');
            }
            else if (arguments[^1] != "unlimited" && !arguments[^1].All(char.IsAsciiDigit))
            {
                shell.WriteError($"sh: invalid number '{arguments[^1]}'\n");
                return ValueTask.FromResult(1);
            }
        }

        return ValueTask.FromResult(0);
    }
}

internal sealed class HashBuiltin : IBuiltin
{
    public string Name => "hash";

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        var status = 0;
        foreach (var name in arguments.Skip(1).Where(argument => argument != "-r"))
        {
            if (shell.Describe(name) is not null) continue;
            shell.Complain($"{name}: not found");
            status = 1;
        }

        return ValueTask.FromResult(status);
    }
}

internal sealed class HelpBuiltin : IBuiltin
{
    public string Name => "help";

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        shell.Output.Append("Built-in commands:\n------------------\n");
        var line = "";
        foreach (var name in BuiltinTable.Names)
        {
            if (line.Length + name.Length + 1 > 70)
            {
                shell.Output.Append('\t').Append(line.TrimEnd()).Append('\n');
                line = "";
            }

            line += name + " ";
        }

        shell.Output.Append('\t').Append(line.TrimEnd()).Append("\n\n");
        return ValueTask.FromResult(0);
    }
}

internal sealed class EchoBuiltin : IBuiltin
{
    public string Name => "echo";

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        EchoText.Append(shell.Output, arguments);
        return ValueTask.FromResult(0);
    }
}

internal sealed class PrintfBuiltin : IBuiltin
{
    public string Name => "printf";

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments) =>
        ValueTask.FromResult(PrintfText.Append(shell.Output, arguments, message => shell.WriteError($"sh: {message}\n")));
}

internal sealed class TestBuiltin(string name) : IBuiltin
{
    public string Name => name;

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments) =>
        ValueTask.FromResult(TestExpression.Evaluate(shell.Process, arguments, message => shell.WriteError($"sh: {message}\n")));
}

/// <summary><c>read [-r] [-s] [-p PROMPT] [-t SECONDS] [-n COUNT] [-d DELIMITER] [-u FD] NAMES</c></summary>
internal sealed class ReadBuiltin : IBuiltin
{
    public string Name => "read";

    public async ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        var (raw, delimiter, limit, descriptor) = (false, '\n', int.MaxValue, 0);
        TimeSpan? timeout = null;
        var index = 1;
        for (; index < arguments.Count && arguments[index].Length > 1 && arguments[index][0] == '-'; index++)
        {
            if (arguments[index] == "--")
            {
                index++;
                break;
            }

            for (var i = 1; i < arguments[index].Length; i++)
            {
                var letter = arguments[index][i];
                if (letter == 'r') raw = true;
                else if (letter == 's') continue;
                else if (letter is 'p' or 't' or 'n' or 'd' or 'u')
                {
                    var value = i + 1 < arguments[index].Length ? arguments[index][(i + 1)..] : index + 1 < arguments.Count ? arguments[++index] : "";
                    i = int.MaxValue - 1;
                    switch (letter)
                    {
                        case 'p':
                            shell.WriteError(shell.Process.Files[descriptor]?.IsTerminal == true ? value : "");
                            break;
                        case 't':
                            timeout = TimeSpan.FromSeconds(double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0);
                            break;
                        case 'n':
                            limit = int.TryParse(value, out var count) ? count : int.MaxValue;
                            break;
                        case 'd':
                            delimiter = value.Length > 0 ? value[0] : '\0';
                            break;
                        case 'u':
                            descriptor = int.TryParse(value, out var number) ? number : 0;
                            break;
                    }
                }
                else
                {
                    shell.Fatal($"illegal option -{letter}");
                    return 2;
                }
            }
        }

        var names = index < arguments.Count ? arguments.GetRange(index, arguments.Count - index) : ["REPLY"];
        foreach (var variable in names)
        {
            if (Syntax.Parser.IsName(variable)) continue;
            shell.WriteError($"sh: read: '{variable}': bad variable name\n");
            return 1;
        }

        var (text, status) = await LineReader.ReadAsync(shell, descriptor, raw, delimiter, limit, timeout);
        LineReader.Assign(shell, names, text, raw || index >= arguments.Count, whole: index >= arguments.Count);
        return status;
    }
}
