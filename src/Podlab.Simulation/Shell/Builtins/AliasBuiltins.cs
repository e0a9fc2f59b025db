namespace Podlab.Simulation.Shell.Builtins;

internal sealed class AliasBuiltin : IBuiltin
{
    public string Name => "alias";

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        if (arguments.Count == 1)
        {
            foreach (var (name, value) in shell.Aliases.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                shell.Output.Append(name).Append('=').Append(SetBuiltin.Quote(value)).Append('\n');
            return ValueTask.FromResult(0);
        }

        var status = 0;
        foreach (var argument in arguments.Skip(1))
        {
            var equals = argument.IndexOf('=', 1);
            if (equals > 0)
            {
                shell.Aliases[argument[..equals]] = argument[(equals + 1)..];
            }
            else if (shell.Aliases.TryGetValue(argument, out var value))
            {
                shell.Output.Append(argument).Append('=').Append(SetBuiltin.Quote(value)).Append('\n');
            }
            else
            {
                shell.WriteError($"alias: {argument} not found\n");
                status = 1;
            }
        }

        return ValueTask.FromResult(status);
    }
}

internal sealed class UnaliasBuiltin : IBuiltin
{
    public string Name => "unalias";

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        var status = 0;
        foreach (var argument in arguments.Skip(1))
        {
            if (argument == "-a")
            {
                shell.Aliases.Clear();
            }
            else if (!shell.Aliases.Remove(argument))
            {
                shell.WriteError($"unalias: {argument} not found\n");
                status = 1;
            }
        }

        return ValueTask.FromResult(status);
    }
}
