using System.Text;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Shell.Syntax;

namespace Podlab.Simulation.Shell;

/// <summary><c>sh [OPTIONS] [-c SCRIPT [NAME ARGS] | FILE ARGS | -s ARGS]</c></summary>
public sealed class ShellProgram(bool keepsAllNames = false) : IProgram
{
    public async ValueTask<int> RunAsync(Process self)
    {
        var shell = new Interpreter(self, self.Arguments[0], []);
        shell.Options.IsBash = Process.BaseName(self.Arguments[0]).TrimStart('-') == "bash";
        ImportEnvironment(shell, keepsAllNames);
        var arguments = self.Arguments;
        var index = 1;
        var fromString = false;
        for (; index < arguments.Count && arguments[index].Length > 1 && arguments[index][0] is '-' or '+'; index++)
        {
            var argument = arguments[index];
            if (argument is "--" or "-")
            {
                index++;
                break;
            }

            if (argument is "--login") continue;
            if (argument.StartsWith("--", StringComparison.Ordinal)) return Usage(shell, argument[1..]);
            foreach (var letter in argument.AsSpan(1))
            {
                if (letter == 'c')
                {
                    fromString = true;
                }
                else if (letter == 'o' && index + 1 < arguments.Count)
                {
                    shell.Options.Set(arguments[++index], argument[0] == '-');
                }
                else if (letter != 'l' && !SetOption(shell.Options, letter, argument[0] == '-'))
                {
                    return Usage(shell, letter.ToString());
                }
            }
        }

        if (fromString)
        {
            if (index >= arguments.Count)
            {
                shell.Complain("-c requires an argument");
                return 2;
            }

            var script = arguments[index++];
            shell.Options.FromString = true;
            if (index < arguments.Count) shell.Name = arguments[index++];
            shell.Positional = [.. arguments.Skip(index)];
            // Lines of a -c text count from 0.
            await shell.RunTextAsync(script, EvaluateFlags.Last, firstLine: 0);
            return await shell.FinishAsync();
        }

        if (index < arguments.Count && !shell.Options.FromStdin) return await RunFileAsync(shell, arguments[index], [.. arguments.Skip(index + 1)]);
        shell.Positional = [.. arguments.Skip(index)];
        return await new InputReader(shell).RunAsync();
    }

    private static async ValueTask<int> RunFileAsync(Interpreter shell, string path, List<string> arguments)
    {
        var error = shell.Process.Tree.Open(shell.Process, path, OpenFlags.Read, 0, out var file);
        if (error != Errno.Ok)
        {
            shell.Complain($"can't open '{path}': {error.Text()}");
            return 2;
        }

        if (file.Node is not FileNode node)
        {
            shell.Complain($"read error: {Errno.EISDIR.Text()}");
            return 2;
        }

        file.Close();
        shell.Name = path;
        shell.CommandName = path;
        shell.Positional = arguments;
        await shell.RunTextAsync(Encoding.Latin1.GetString(node.ReadAll()));
        return await shell.FinishAsync();
    }

    private static int Usage(Interpreter shell, string option)
    {
        shell.WriteError($"{shell.Name}: illegal option -{option}\n");
        return 2;
    }

    private static bool SetOption(ShellOptions options, char letter, bool on)
    {
        var (name, _) = ShellOptions.Known.FirstOrDefault(option => option.Letter == letter);
        return name is not null && options.Set(name, on);
    }

    /// <summary>Names that are no shell names do not become variables in Debian's busybox, and so are lost to its children; busybox's own build hands them on.</summary>
    private static void ImportEnvironment(Interpreter shell, bool keepsAllNames)
    {
        var variables = shell.Variables;
        variables.Put("IFS", new Variable(" \t\n"));
        variables.Put("OPTIND", new Variable("1"));
        foreach (var (name, value) in shell.Process.Environment)
            if (keepsAllNames || Parser.IsName(name)) variables.Put(name, new Variable(value, Exported: true));
        if (variables.Find("PATH") is null) variables.Put("PATH", new Variable(Process.DefaultPath));
        variables.Put("PS4", new Variable(variables.Get("PS4") ?? "+ ", variables.Find("PS4")?.Exported ?? false));
        variables.Put("PPID", new Variable((shell.Process.Parent?.Pid ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var level = int.TryParse(variables.Get("SHLVL"), out var depth) ? depth + 1 : 1;
        variables.Put("SHLVL", new Variable(level.ToString(System.Globalization.CultureInfo.InvariantCulture), Exported: true));
        variables.Put("PWD", new Variable(shell.Process.WorkingDirectory, Exported: true));
    }
}
