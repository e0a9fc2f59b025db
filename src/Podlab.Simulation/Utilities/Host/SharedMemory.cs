using System.Globalization;
using System.Runtime.CompilerServices;

namespace Podlab.Simulation.Utilities.Host;

/// <summary><c>ipcmk -M BYTES</c>, <c>ipcrm -m ID</c>, <c>ipcs</c>: shared memory of System V, which the containers of a pod share.</summary>
internal sealed class SharedMemory : Utility
{
    private sealed record Segment(int Id, long Key, long Owner, string Mode, long Bytes);

    private sealed class Table
    {
        public List<Segment> Segments { get; } = [];

        public int Next { get; set; }
    }

    /// <summary>By the pod's network, which has the same members.</summary>
    private static readonly ConditionalWeakTable<object, Table> Tables = [];

    public override IReadOnlyList<string> Names => ["ipcmk", "ipcrm", "ipcs"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("M:Q:S:m:q:s:p:ai:ltcu") is not { } options) return 1;
        var table = Tables.GetValue(run.Process.Network, _ => new Table());
        switch (run.Name)
        {
            case "ipcmk":
                if (options.Value('M') is not { } size || Text.Count.Parse(size) is not { } bytes)
                {
                    await run.ErrorAsync("bad usage");
                    return 1;
                }

                table.Segments.Add(new Segment(table.Next++, (long)(run.Process.Kernel.NextRandom() & 0x7FFFFFFF), run.Process.Credentials.Uid, (options.Value('p') ?? "0644").TrimStart('0'), bytes));
                run.Output.Append(CultureInfo.InvariantCulture, $"Shared memory id: {table.Next - 1}\n");
                return 0;
            case "ipcrm":
                if (int.TryParse(options.Value('m'), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && table.Segments.RemoveAll(segment => segment.Id == id) > 0) return 0;
                await run.ErrorAsync($"invalid id ({options.Value('m')})");
                return 1;
            default:
                var accounts = Accounts(run);
                run.Output.Append("\n------ Shared Memory Segments --------\nkey        shmid      owner      perms      bytes      nattch     status      \n");
                foreach (var segment in table.Segments) run.Output.Append(CultureInfo.InvariantCulture, $"0x{segment.Key:x8} {segment.Id,-10} {accounts(segment.Owner),-10} {segment.Mode,-10} {segment.Bytes,-10} {0,-10} {"",-12}\n");
                run.Output.Append("\n------ Semaphore Arrays --------\nkey        semid      owner      perms      nsems     \n");
                run.Output.Append("\n------ Message Queues --------\nkey        msqid      owner      perms      used-bytes   messages    \n\n");
                return 0;
        }
    }

    private static Func<long, string> Accounts(Invocation run)
    {
        var accounts = Processes.Accounts.Read(run.Process);
        return accounts.UserText;
    }
}
