namespace Podlab.Simulation.Utilities.Host;

/// <summary>Who is logged in: nobody, in a container. <c>who</c>, <c>users</c>, <c>w</c>; and the tables of System V's communication, which are empty: <c>ipcs</c>.</summary>
internal sealed class Sessions : Utility
{
    public override IReadOnlyList<string> Names => ["who", "users", "w", "ipcs"];

    public override ValueTask<int> RunAsync(Invocation run)
    {
        if (run.Name == "who" && run.Arguments.Count == 0) run.Output.Append("USER\t\tTTY\t\tIDLE\tTIME\t\t HOST\n");
        if (run.Name == "w") run.Output.Append("USER\t\tTTY             IDLE    TIME             HOST\n");
        if (run.Name == "ipcs")
        {
            run.Output.Append("\n------ Shared Memory Segments --------\nkey        shmid      owner      perms      bytes      nattch     status      \n");
            run.Output.Append("\n------ Semaphore Arrays --------\nkey        semid      owner      perms      nsems     \n");
            run.Output.Append("\n------ Message Queues --------\nkey        msqid      owner      perms      used-bytes   messages    \n\n");
        }

        return ValueTask.FromResult(0);
    }
}
