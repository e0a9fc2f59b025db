namespace Podlab.Simulation.Processes;

/// <summary>A built-in program: what runs when an executable file that names it is started.</summary>
public interface IProgram
{
    /// <summary>
    /// Runs in <paramref name="self"/>, whose arguments start with the program's name, until it ends; the answer is the exit code. A process that is
    /// killed never returns from the call it waits in, so nothing after an await may be needed to clean up: the kernel closes files and frees memory.
    /// </summary>
    ValueTask<int> RunAsync(Process self);
}

/// <summary>Finds programs by the name that a file gives.</summary>
public interface IProgramCatalog
{
    IProgram? Find(string name);
}

/// <summary>What exec found: the program and the arguments it gets.</summary>
public sealed record Executable(IProgram Program, IReadOnlyList<string> Arguments, string Comm)
{
    /// <summary>The command line that ps goes on showing, for a program that the shell runs itself; null: the arguments.</summary>
    public IReadOnlyList<string>? CommandLine { get; init; }

    /// <summary>The owner of a program with the set-user-id bit; null: whoever starts it.</summary>
    public long? RunsAs { get; init; }
}
