using System.Globalization;
using System.Text;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities.Host;

/// <summary><c>kill [-l] [-SIG] PID…</c>, for the shell's builtin and the program.</summary>
public static class KillCommand
{
    public static int Run(Process sender, IReadOnlyList<string> arguments, StringBuilder output, Action<string> error)
    {
        var index = 1;
        var signal = Signal.TERM;
        if (index < arguments.Count && arguments[index] == "-l")
        {
            if (arguments.Count == 2)
            {
                for (var number = 1; number < 32; number++) output.Append(CultureInfo.InvariantCulture, $"{number,2}) {(Signal)number}\n");
                return 0;
            }

            foreach (var name in arguments.Skip(2))
            {
                if (int.TryParse(name, out var number)) output.Append((Signal)(number & 0x7F)).Append('\n');
                else output.Append((int)(Signals.Parse(name) ?? 0)).Append('\n');
            }

            return 0;
        }

        if (index < arguments.Count && arguments[index].Length > 1 && arguments[index][0] == '-' && arguments[index] != "--")
        {
            var name = arguments[index] is "-s" && index + 1 < arguments.Count ? arguments[++index] : arguments[index][1..];
            if (Signals.Parse(name) is not { } parsed)
            {
                error($"bad signal name '{name}'");
                return 1;
            }

            signal = parsed;
            index++;
        }

        if (index < arguments.Count && arguments[index] == "--") index++;
        if (index >= arguments.Count)
        {
            error("you need to specify whom to kill");
            return 1;
        }

        var status = 0;
        for (; index < arguments.Count; index++)
        {
            if (!int.TryParse(arguments[index].Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var pid))
            {
                error($"invalid number '{arguments[index]}'");
                status = 1;
                continue;
            }

            var result = Send(sender, pid, signal);
            if (result == Errno.Ok) continue;
            error($"can't kill pid {pid}: {result.Text()}");
            status = 1;
        }

        return status;
    }

    /// <summary>kill(2): one process, 0 for its own group, -1 for all but process 1 and itself, -N for group N.</summary>
    public static Errno Send(Process sender, int pid, Signal signal)
    {
        Process[] targets = pid switch
        {
            > 0 => sender.Namespace.Find(pid) is { } one ? [one] : [],
            -1 => [.. sender.Namespace.Processes.Where(process => process.Pid != 1 && process != sender)],
            _ => [.. sender.Namespace.Processes.Where(process => process.ProcessGroup == (pid == 0 ? sender.ProcessGroup : -pid))],
        };
        if (targets.Length == 0) return Errno.ESRCH;
        var allowed = Array.FindAll(targets, target => sender.Credentials.Can("KILL") || sender.Credentials.Uid == target.Credentials.Uid);
        foreach (var target in allowed.Where(target => target != sender)) sender.Kernel.Send(target, signal);
        if (allowed.Contains(sender)) sender.Kernel.Send(sender, signal);
        return allowed.Length == 0 ? Errno.EPERM : Errno.Ok;
    }
}

internal sealed class Kill : Utility
{
    public override IReadOnlyList<string> Names => ["kill"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var errors = new List<string>();
        var status = KillCommand.Run(run.Process, run.Process.Arguments, run.Output, errors.Add);
        foreach (var error in errors) await run.ErrorAsync(error);
        return status;
    }
}
