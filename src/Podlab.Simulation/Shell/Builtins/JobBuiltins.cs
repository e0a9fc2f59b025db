using System.Globalization;
using System.Text;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Shell.Builtins;

/// <summary><c>wait [-n] [PID|%JOB…]</c>; a signal with a trap ends it early.</summary>
internal sealed class WaitBuiltin : IBuiltin
{
    public string Name => "wait";

    public async ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        if (arguments.Count > 1 && arguments[1] == "-n") return await WaitForAsync(shell, () => shell.Jobs.Count == 0 || shell.Jobs.Exists(job => job.IsDone), () => 0);
        if (arguments.Count == 1)
        {
            return await WaitForAsync(shell, () => shell.Jobs.TrueForAll(job => job.IsDone), () =>
            {
                shell.Jobs.Clear();
                return 0;
            });
        }

        var status = 0;
        foreach (var argument in arguments.Skip(1))
        {
            var job = Find(shell, argument);
            if (job is null && (argument.StartsWith('%') || !argument.All(char.IsAsciiDigit)))
            {
                shell.Fatal(argument.StartsWith('%') ? $"{argument}: no such job" : $"Illegal number: {argument}");
                return 2;
            }

            if (job is null)
            {
                status = 127;
                continue;
            }

            status = await WaitForAsync(shell, () => job.IsDone, () => job.Status.ShellCode);
            if (job.IsDone && !job.IsWaited && (job.IsWaited = true) && job.Status.Signal is not (Signal.None or Signal.INT or Signal.PIPE)) shell.WriteError(Signals.Describe(job.Status.Signal) + "\n");
            if (shell.HasPendingTraps) return status;
        }

        return status;
    }

    internal static Job? Find(Interpreter shell, string name)
    {
        if (name.StartsWith('%'))
        {
            if (name is "%" or "%%" or "%+") return shell.Jobs.FindLast(job => !job.IsWaited);
            return shell.Jobs.Find(job => !job.IsWaited && job.Number.ToString(CultureInfo.InvariantCulture) == name[1..]);
        }

        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? shell.Jobs.FindLast(job => job.Processes[^1].Pid == pid) : null;
    }

    private static async ValueTask<int> WaitForAsync(Interpreter shell, Func<bool> done, Func<int> status)
    {
        while (!done())
        {
            if (shell.HasPendingTraps) return 128 + shell.FirstPending;
            var child = await shell.Process.WaitForChildAsync(canInterrupt: true);
            if (child is not null) shell.Note(child);
            else if (shell.HasPendingTraps) return 128 + shell.FirstPending;
            else if (shell.Process.Children.Count == 0) break;
        }

        return status();
    }
}

internal sealed class JobsBuiltin : IBuiltin
{
    public string Name => "jobs";

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        if (arguments.Find(argument => argument.StartsWith('%') && WaitBuiltin.Find(shell, argument) is null) is { } unknown)
        {
            shell.Fatal($"{unknown}: no such job");
            return ValueTask.FromResult(2);
        }

        while (shell.Process.ReapEnded() is { } child) shell.Note(child);
        var ids = arguments.Contains("-p");
        var last = shell.Jobs.LastOrDefault();
        foreach (var job in shell.Jobs.Where(job => !job.IsWaited))
        {
            if (ids)
            {
                shell.Output.Append(job.Processes[0].Pid).Append('\n');
                continue;
            }

            var state = !job.IsDone ? "Running" : job.Status.Signal != Signal.None ? Signals.Describe(job.Status.Signal) : job.Status.Code == 0 ? "Done" : $"Done({job.Status.Code})";
            var mark = job == last ? '+' : job == shell.Jobs.ElementAtOrDefault(shell.Jobs.Count - 2) ? '-' : ' ';
            var id = arguments.Contains("-l") ? job.Processes[0].Pid + " " : "";

            // The text of a command is kept only where jobs are controlled.
            shell.Output.Append($"[{job.Number}]{mark}  {id}{state}".PadRight(33)).Append(shell.Options.Interactive || shell.Options.Monitor ? job.Text : "").Append('\n');
        }

        shell.Jobs.RemoveAll(job => job.IsDone && !ids);
        return ValueTask.FromResult(0);
    }
}

/// <summary><c>fg</c> and <c>bg</c>: without job control only their errors.</summary>
internal sealed class ForegroundBuiltin(string name) : IBuiltin
{
    public string Name => name;

    public async ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        var job = arguments.Count > 1 ? WaitBuiltin.Find(shell, arguments[1]) : shell.Jobs.LastOrDefault();
        if (job is null)
        {
            shell.Fatal(arguments.Count > 1 ? $"{arguments[1]}: no such job" : "No current job");
            return 2;
        }

        foreach (var process in job.Processes) shell.Process.Kernel.Send(process, Signal.CONT);
        if (name == "bg") return 0;
        shell.Output.Append(job.Text).Append('\n');
        await shell.FlushAsync(0);
        while (!job.IsDone && await shell.Process.WaitForChildAsync() is { } child) shell.Note(child);
        shell.Jobs.Remove(job);
        return job.Status.ShellCode;
    }
}

/// <summary><c>kill [-SIGNAL|-s SIGNAL] PID|%JOB…</c>, <c>kill -l</c></summary>
internal sealed class KillBuiltin : IBuiltin
{
    public string Name => "kill";

    public ValueTask<int> RunAsync(Interpreter shell, List<string> arguments)
    {
        var resolved = new List<string>(arguments.Count);
        foreach (var argument in arguments)
        {
            if (!argument.StartsWith('%'))
            {
                resolved.Add(argument);
                continue;
            }

            if (WaitBuiltin.Find(shell, argument) is not { } job)
            {
                shell.Fatal($"{argument}: no such job");
                return ValueTask.FromResult(2);
            }

            resolved.AddRange(job.Processes.Select(process => process.Pid.ToString(CultureInfo.InvariantCulture)));
        }

        return ValueTask.FromResult(Utilities.Host.KillCommand.Run(shell.Process, resolved, shell.Output, message => shell.WriteError($"sh: {message}\n")));
    }

    internal static int List(StringBuilder output)
    {
        for (var number = 1; number < 32; number++) output.Append(CultureInfo.InvariantCulture, $"{number,2}) {(Signal)number}\n");
        return 0;
    }
}
