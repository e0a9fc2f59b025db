using System.Globalization;

namespace Podlab.Simulation.Shell.Builtins;

/// <summary><c>getopts OPTSTRING NAME [ARGS]</c></summary>
internal sealed class GetoptsBuiltin : IBuiltin
{
    public string Name => "getopts";

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        if (arguments.Count < 3)
        {
            shell.Fatal("usage: getopts optstring var [arg]");
            return ValueTask.FromResult(2);
        }

        var (options, name) = (arguments[1], arguments[2]);
        var values = arguments.Count > 3 ? arguments.GetRange(3, arguments.Count - 3) : shell.Positional;
        var silent = options.StartsWith(':');
        var index = int.TryParse(shell.Variables.Get("OPTIND"), out var parsed) && parsed > 0 ? parsed : 1;
        var offset = index == shell.OptionIndex ? shell.OptionOffset : 1;
        if (index > values.Count || values[index - 1].Length < 2 || values[index - 1][0] != '-' || values[index - 1] == "--")
        {
            if (index <= values.Count && values[index - 1] == "--") index++;
            Finish(shell, index, 1);
            shell.Assign(name, "?");
            shell.Variables.Unset("OPTARG");
            return ValueTask.FromResult(1);
        }

        var word = values[index - 1];
        var letter = word[offset++];
        var at = options.IndexOf(letter, silent ? 1 : 0);
        if (offset >= word.Length)
        {
            index++;
            offset = 1;
        }

        var result = letter.ToString();
        string? value = null;
        if (at < 0 || letter == ':')
        {
            if (silent) value = result;
            else shell.WriteError($"Illegal option -{letter}\n");
            result = "?";
        }
        else if (at + 1 < options.Length && options[at + 1] == ':')
        {
            if (offset > 1)
            {
                value = word[offset..];
                index++;
            }
            else if (index <= values.Count)
            {
                value = values[index - 1];
                index++;
            }
            else
            {
                if (silent) value = result;
                else shell.WriteError($"No arg for -{letter} option\n");
                result = silent ? ":" : "?";
            }

            offset = 1;
        }

        Finish(shell, index, offset);
        if (value is null) shell.Variables.Unset("OPTARG");
        else shell.Assign("OPTARG", value);
        shell.Assign(name, result);
        return ValueTask.FromResult(0);
    }

    private static void Finish(Interpreter shell, int index, int offset)
    {
        shell.Assign("OPTIND", index.ToString(CultureInfo.InvariantCulture));
        (shell.OptionIndex, shell.OptionOffset) = (index, offset);
    }
}
