using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Shell;

/// <summary>The processes of one pipeline.</summary>
public sealed class Job(IReadOnlyList<Process> processes, string text)
{
    private readonly ExitStatus?[] statuses = new ExitStatus?[processes.Count];

    public IReadOnlyList<Process> Processes { get; } = processes;

    public string Text { get; } = text;

    /// <summary>1 for the first; 0 for a job in the foreground.</summary>
    public int Number { get; set; }

    /// <summary>Somebody has waited for it: its status is told once more, until another job takes its place.</summary>
    public bool IsWaited { get; set; }

    public bool IsDone => Array.TrueForAll(statuses, status => status is not null);

    /// <summary>The status of the last command.</summary>
    public ExitStatus Status => statuses[^1] ?? default;

    /// <summary>The last status that was not zero (set -o pipefail).</summary>
    public ExitStatus FailedStatus => statuses.LastOrDefault(status => status is { ShellCode: not 0 }) ?? default;

    public bool Record(Process process)
    {
        for (var i = 0; i < Processes.Count; i++)
        {
            if (Processes[i] != process) continue;
            statuses[i] = process.Status;
            return true;
        }

        return false;
    }
}
