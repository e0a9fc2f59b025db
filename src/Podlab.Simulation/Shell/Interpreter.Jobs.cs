using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Shell.Syntax;

namespace Podlab.Simulation.Shell;

// Pipelines, subshells and background jobs.
public sealed partial class Interpreter
{
    /// <summary>Background jobs that have not been waited for.</summary>
    public List<Job> Jobs { get; } = [];

    private async ValueTask<int> RunPipelineAsync(PipelineCommand pipeline) =>
        StartPipeline(pipeline, background: false, "") is { } job ? await WaitForegroundAsync(job) : LastStatus;

    private Job? StartPipeline(PipelineCommand pipeline, bool background, string text)
    {
        var processes = new List<Process>();
        OpenFile? input = null;
        for (var i = 0; i < pipeline.Commands.Count; i++)
        {
            if (Process.Fork() is not { } child)
            {
                input?.Close();
                Fatal("can't fork: Resource temporarily unavailable");
                return null;
            }

            var copy = Fork(child);
            if (input is not null) child.Files.Set(0, input);
            else if (background) copy.DetachInput();
            input = null;
            if (i < pipeline.Commands.Count - 1)
            {
                var (reader, writer) = Pipe.Create(Process.Kernel);
                child.Files.Set(1, writer);
                input = reader;
            }

            var command = pipeline.Commands[i];
            child.Start(_ => copy.RunToEndAsync(shell => shell.EvaluateAsync(command, EvaluateFlags.Last)));
            processes.Add(child);
        }

        return new Job(processes, text);
    }

    private async ValueTask<int> RunSubshellAsync(SubshellCommand command, EvaluateFlags flags)
    {
        if ((flags & EvaluateFlags.Last) != 0 && !HasTraps && IsSubshell) return await EvaluateAsync(command.Body, flags);
        if (Process.Fork() is not { } child)
        {
            Fatal("can't fork: Resource temporarily unavailable");
            return LastStatus;
        }

        var copy = Fork(child);
        var tested = flags & EvaluateFlags.Tested;
        child.Start(_ => copy.RunToEndAsync(shell => shell.EvaluateAsync(command.Body, EvaluateFlags.Last | tested)));
        return await WaitForegroundAsync(new Job([child], ""));
    }

    private ValueTask<int> RunBackgroundAsync(BackgroundCommand command)
    {
        Job? job;
        if (command.Body is PipelineCommand pipeline)
        {
            job = StartPipeline(pipeline, background: true, command.Text);
        }
        else if (Process.Fork() is { } child)
        {
            var copy = Fork(child);
            copy.DetachInput();
            var body = command.Body is SubshellCommand subshell ? subshell.Body : command.Body;
            child.Start(_ => copy.RunToEndAsync(shell => shell.EvaluateAsync(body, EvaluateFlags.Last)));
            job = new Job([child], command.Text);
        }
        else
        {
            Fatal("can't fork: Resource temporarily unavailable");
            return ValueTask.FromResult(LastStatus);
        }

        if (job is null) return ValueTask.FromResult(LastStatus);
        Jobs.RemoveAll(other => other.IsWaited);
        job.Number = Jobs.Count == 0 ? 1 : Jobs.Max(other => other.Number) + 1;
        Jobs.Add(job);
        LastBackground = job.Processes[^1].Pid;
        if (Options.Interactive) WriteError($"[{job.Number}] {LastBackground}\n");
        return ValueTask.FromResult(LastStatus = 0);
    }

    /// <summary>A background command without job control reads nothing, and is not interrupted from the keyboard.</summary>
    private void DetachInput()
    {
        if (Options.Monitor) return;
        Process.SetAction(Signal.INT, SignalAction.Ignore);
        Process.SetAction(Signal.QUIT, SignalAction.Ignore);
        if (Process.Tree.Open(Process, "/dev/null", OpenFlags.Read, 0, out var nothing) == Errno.Ok) Process.Files.Set(0, nothing);
    }

    /// <summary>Waits for a job to end; signals that have a trap wait until then.</summary>
    private async ValueTask<int> WaitForegroundAsync(Job job, bool quiet = false)
    {
        Process? last = null;
        while (!job.IsDone)
        {
            last = await Process.WaitForChildAsync();
            if (last is null) break;
            Note(last, job);
        }

        var status = job.Status;
        if (!quiet && last?.Status.Signal is { } signal and not (Signal.None or Signal.INT or Signal.PIPE)) WriteError(Signals.Describe(signal) + "\n");
        return Options.PipeFail ? job.FailedStatus.ShellCode : status.ShellCode;
    }

    /// <summary>Takes note of a child that ended.</summary>
    public void Note(Process child, Job? foreground = null)
    {
        if (foreground?.Record(child) == true) return;
        foreach (var job in Jobs)
            if (job.Record(child)) return;
    }
}
