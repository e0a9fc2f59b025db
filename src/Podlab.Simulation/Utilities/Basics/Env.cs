using Podlab.Simulation.Files;

namespace Podlab.Simulation.Utilities.Basics;

/// <summary><c>env [-i0] [-u NAME] [NAME=VALUE]… [PROG ARGS]</c> and <c>printenv [NAME]…</c></summary>
internal sealed class Env : Utility
{
    public override IReadOnlyList<string> Names => ["env", "printenv"];

    public override string Usage => "[-i0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var process = run.Process;
        if (run.Name == "printenv" && run.Arguments.Count > 0)
        {
            var status = 0;
            foreach (var name in run.Arguments)
            {
                if (process.GetEnvironment(name) is { } value) run.Output.Append(value).Append('\n');
                else status = 1;
            }

            return status;
        }

        if (await run.OptionsAsync("+iu:0", new Dictionary<string, char> { ["ignore-environment"] = 'i', ["unset"] = 'u' }) is not { } options) return 1;
        var environment = new List<KeyValuePair<string, string>>(process.Environment);
        var index = 0;
        if (options.Has('i') || (options.Operands.Count > 0 && options.Operands[0] == "-")) environment.Clear();
        if (options.Operands.Count > 0 && options.Operands[0] == "-") index++;
        foreach (var name in options.Values('u')) environment.RemoveAll(pair => pair.Key == name);
        for (; index < options.Operands.Count && options.Operands[index].IndexOf('=', StringComparison.Ordinal) is var equals and > 0; index++)
        {
            var name = options.Operands[index][..equals];
            environment.RemoveAll(pair => pair.Key == name);
            environment.Add(new(name, options.Operands[index][(equals + 1)..]));
        }

        if (index >= options.Operands.Count)
        {
            foreach (var (name, value) in environment) run.Output.Append(name).Append('=').Append(value).Append(options.Has('0') ? '\0' : '\n');
            return 0;
        }

        process.Environment = environment;
        var command = options.Operands.GetRange(index, options.Operands.Count - index);
        var path = process.FindInPath(command[0]);
        var error = path is null ? Errno.ENOENT : await process.ExecAsync(path, command);
        await run.ErrorAsync($"can't execute '{command[0]}': {error.Text()}");
        return error == Errno.ENOENT ? 127 : 126;
    }
}
