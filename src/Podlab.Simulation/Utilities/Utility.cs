using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities;

/// <summary>A command-line program: parses its arguments, does its work, answers an exit code. One instance serves all processes.</summary>
public abstract class Utility : IProgram
{
    /// <summary>The names under which it is found.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>What follows <c>Usage: NAME</c> in the complaint about wrong options.</summary>
    public virtual string Usage => "";

    public async ValueTask<int> RunAsync(Process self)
    {
        var invocation = new Invocation(self, this);
        if (self.Arguments is [_, "--help"] && invocation.Name is not ("echo" or "test" or "[" or "[[" or "true" or "false"))
        {
            await invocation.UsageAsync();
            return 0;
        }

        var code = await RunAsync(invocation);
        return await invocation.FlushAsync() || code != 0 ? code : 1;
    }

    public abstract ValueTask<int> RunAsync(Invocation run);
}
