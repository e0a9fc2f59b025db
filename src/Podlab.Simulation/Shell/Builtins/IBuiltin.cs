namespace Podlab.Simulation.Shell.Builtins;

/// <summary>A command that runs in the shell itself.</summary>
public interface IBuiltin
{
    string Name { get; }

    /// <summary>A special builtin (POSIX XCU 2.14): found before functions, keeps assignments, and its errors end the shell.</summary>
    bool IsSpecial => false;

    /// <summary>The arguments start with the name. What it prints goes to <see cref="Interpreter.Output"/>.</summary>
    ValueTask<int> RunAsync(Interpreter shell, List<string> arguments);
}
