namespace Podlab.Simulation.Utilities.Host;

/// <summary>Who is logged in: nobody, in a container. <c>who</c>, <c>users</c>, <c>w</c>.</summary>
internal sealed class Sessions : Utility
{
    public override IReadOnlyList<string> Names => ["who", "users", "w"];

    public override ValueTask<int> RunAsync(Invocation run)
    {
        if (run.Name == "who" && run.Arguments.Count == 0) run.Output.Append("USER\t\tTTY\t\tIDLE\tTIME\t\t HOST\n");
        if (run.Name == "w") run.Output.Append("USER\t\tTTY             IDLE    TIME             HOST\n");
        return ValueTask.FromResult(0);
    }
}
