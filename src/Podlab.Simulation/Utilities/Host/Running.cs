using System.Globalization;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities.Host;

/// <summary><c>timeout [-s SIG] [-k KILL_SECS] SECS PROG ARGS</c></summary>
internal sealed class TimeoutUtility : Utility
{
    public override IReadOnlyList<string> Names => ["timeout"];

    public override string Usage => "[-s SIG] [-k KILL_SECS] SECS PROG ARGS";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("+s:k:t:", new Dictionary<string, char> { ["signal"] = 's', ["kill-after"] = 'k' }) is not { } options) return 1;
        if (options.Operands.Count < 2)
        {
            await run.UsageAsync();
            return 1;
        }

        if (Basics.Sleep.Seconds(options.Operands[0]) is not { } seconds)
        {
            await run.ErrorAsync($"invalid number '{options.Operands[0]}'");
            return 1;
        }

        var signal = Signals.Parse(options.Value('s') ?? "TERM") ?? Signal.TERM;
        var process = run.Process;
        var command = options.Operands.GetRange(1, options.Operands.Count - 1);
        var path = process.FindInPath(command[0]);
        var error = path is null ? Errno.ENOENT : Errno.Ok;
        Executable? executable = null;
        if (path is not null) error = process.FindExecutable(path, command, out executable);
        if (error != Errno.Ok || executable is null)
        {
            await run.ErrorAsync($"can't execute '{command[0]}': {error.Text()}");
            return error == Errno.ENOENT ? 127 : 126;
        }

        if (process.Spawn(executable) is not { } child) return 126;
        var fired = false;
        using var timer = process.Kernel.Loop.Schedule(TimeSpan.FromSeconds(seconds), () =>
        {
            if (child.HasEnded || process.HasEnded) return;
            fired = true;
            process.Kernel.Send(child, signal);
            if (Basics.Sleep.Seconds(options.Value('k') ?? "") is { } more) process.Kernel.Loop.Schedule(TimeSpan.FromSeconds(more), () => process.Kernel.Send(child, Signal.KILL));
        });
        await process.WaitForChildAsync(candidate => candidate == child);
        // busybox' timeout becomes the program, so that the signal ends it too.
        if (fired && child.Status.Signal is var ended and not Signal.None) process.Kernel.Exit(process, new ExitStatus(0, ended));
        return child.Status.ShellCode;
    }
}

/// <summary><c>xargs [-0rtpn N] [-I STR] [-s N] [-d CHAR] [PROG ARGS]</c></summary>
internal sealed class Xargs : Utility
{
    public override IReadOnlyList<string> Names => ["xargs"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("+0rtxpn:I:is:L:P:d:E:") is not { } options) return 1;
        var replaced = options.Value('I') ?? (options.Has('i') ? "{}" : null);
        var input = await run.ReadAllAsync("-") ?? "";
        if (!options.Has('0') && !options.Has('d') && replaced is null && Unmatched(input) is { } open)
        {
            await run.ErrorAsync($"unmatched {(open == '"' ? "double" : "single")} quote");
            return 1;
        }

        var items = options.Has('0') ? input.TrimEnd('\0').Split('\0').ToList() : options.Value('d') is { } delimiter ? input.TrimEnd('\n').Split(Shell.Syntax.Escapes.Expand(delimiter)[0]).ToList()
            : replaced is not null ? input.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()).ToList() : Words(input);
        if (input.Length == 0) items.Clear();
        var command = options.Operands.Count > 0 ? options.Operands : ["echo"];
        var status = 0;
        var batches = new List<List<string>>();
        if (replaced is not null)
        {
            batches.AddRange(items.Select(item => command.Select(word => word.Replace(replaced, item, StringComparison.Ordinal)).ToList()));
        }
        else
        {
            var size = int.TryParse(options.Value('n') ?? options.Value('L'), out var most) ? most : 5000;
            for (var i = 0; i < items.Count; i += size) batches.Add([.. command, .. items.Skip(i).Take(size)]);
            if (items.Count == 0 && !options.Has('r')) batches.Add(command);
        }

        foreach (var batch in batches)
        {
            if (options.Has('t')) await run.Process.WriteAsync(2, string.Join(' ', batch) + "\n");
            await run.FlushAsync();
            var (code, error) = await run.Process.RunCommandAsync(batch, child =>
            {
                if (child.Tree.Open(child, "/dev/null", OpenFlags.Read, 0, out var nothing) == Errno.Ok) child.Files.Set(0, nothing);
            });
            if (error != Errno.Ok)
            {
                await run.ErrorAsync($"{batch[0]}: {error.Text()}");
                return code;
            }

            if (code == 255)
            {
                await run.ErrorAsync($"{batch[0]}: exited with status 255; aborting");
                return 124;
            }

            if (code != 0) status = 123;
        }

        return status;
    }

    /// <summary>The quote that nothing closes.</summary>
    private static char? Unmatched(string text)
    {
        char? open = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (open is null && text[i] == '\\') i++;
            else if (text[i] == open) open = null;
            else if (open is null && text[i] is '\'' or '"') open = text[i];
        }

        return open;
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new System.Text.StringBuilder();
        var (open, quote) = (false, '\0');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
                else word.Append(c);
            }
            else if (c is '\'' or '"')
            {
                quote = c;
                open = true;
            }
            else if (c == '\\' && i + 1 < text.Length)
            {
                word.Append(text[++i]);
                open = true;
            }
            else if (char.IsWhiteSpace(c))
            {
                if (open || word.Length > 0) words.Add(word.ToString());
                word.Clear();
                open = false;
            }
            else
            {
                word.Append(c);
            }
        }

        if (open || word.Length > 0) words.Add(word.ToString());
        return words;
    }
}

/// <summary>Programs that run another one: <c>nohup nice setsid ionice chroot time</c>.</summary>
internal sealed class Wrapper : Utility
{
    public override IReadOnlyList<string> Names => ["nohup", "nice", "setsid", "ionice", "time", "chrt", "taskset", "unshare"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var arguments = run.Arguments;
        while (arguments.Count > 0 && arguments[0].StartsWith('-'))
        {
            var takes = (run.Name, arguments[0]) is ("nice", "-n") or ("ionice", "-c" or "-n");
            arguments.RemoveRange(0, Math.Min(arguments.Count, takes ? 2 : 1));
        }

        if (run.Name == "taskset" && arguments.Count > 0) arguments.RemoveAt(0);
        if (arguments.Count == 0)
        {
            if (run.Name == "nice") run.Output.Append("0\n");
            else await run.UsageAsync();
            return run.Name == "nice" ? 0 : 1;
        }

        if (run.Name == "unshare")
        {
            await run.ErrorAsync("unshare(0x0): Operation not permitted");
            return 1;
        }

        var process = run.Process;
        if (run.Name == "nohup") process.SetAction(Signal.HUP, SignalAction.Ignore);
        if (run.Name == "setsid") process.ProcessGroup = process.Pid;
        if (run.Name == "time")
        {
            var started = process.Kernel.Now;
            var (code, failed) = await process.RunCommandAsync(arguments);
            if (failed != Errno.Ok) await run.ErrorAsync($"can't execute '{arguments[0]}': {failed.Text()}");
            var real = process.Kernel.Now - started;
            await process.WriteAsync(2, FormattableString.Invariant($"real\t{(int)real.TotalMinutes}m {real.Seconds}.{real.Milliseconds / 10:D2}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n"));
            return code;
        }

        var path = process.FindInPath(arguments[0]);
        var error = path is null ? Errno.ENOENT : await process.ExecAsync(path, arguments);
        await run.ErrorAsync($"can't execute '{arguments[0]}': {error.Text()}");
        return error == Errno.ENOENT ? 127 : 126;
    }
}

/// <summary><c>watch [-n SECONDS] [-t] PROG ARGS</c></summary>
internal sealed class Watch : Utility
{
    public override IReadOnlyList<string> Names => ["watch"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("+n:t") is not { } options) return 1;
        if (options.Operands.Count == 0)
        {
            await run.UsageAsync();
            return 1;
        }

        var seconds = Basics.Sleep.Seconds(options.Value('n') ?? "2") ?? 2;
        var command = string.Join(' ', options.Operands);
        while (true)
        {
            if (!options.Has('t')) await run.PrintAsync(string.Create(CultureInfo.InvariantCulture, $"\u001b[H\u001b[JEvery {seconds}s: {command}\n\n"));
            await run.FlushAsync();
            await run.Process.RunCommandAsync(["sh", "-c", command]);
            await run.Process.SleepAsync(TimeSpan.FromSeconds(seconds));
        }
    }
}

/// <summary>Programs that need a terminal or rights a container lacks: they say so.</summary>
internal sealed class Refusing : Utility
{
    public override IReadOnlyList<string> Names => ["vi", "chroot", "dmesg", "reboot", "poweroff", "halt", "modprobe", "insmod", "swapon", "swapoff", "hwclock", "nsenter"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (run.Name == "vi" && run.Process.Files[0]?.IsTerminal != true)
        {
            await run.Process.WriteAsync(2, "vi: can't edit: standard input is not a terminal\n");
            return 1;
        }

        var text = run.Name switch
        {
            "vi" => "can't edit here; write the file with a here-document",
            "dmesg" => "klogctl: Operation not permitted",
            "chroot" => $"can't change root directory to '{run.Arguments.FirstOrDefault() ?? "/"}': Operation not permitted",
            _ => "Operation not permitted",
        };
        await run.ErrorAsync(text);
        return 1;
    }
}

/// <summary>Programs whose effect is not visible here: <c>sync clear reset stty logger ...</c></summary>
internal sealed class Silent : Utility
{
    public override IReadOnlyList<string> Names => ["sync", "clear", "reset", "stty", "logger", "renice", "mesg", "fsync"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (run.Name is "clear" or "reset") run.Output.Append("\u001b[H\u001b[J");
        if (run.Name != "stty" || run.Process.Files[0]?.IsTerminal == true) return 0;
        await run.ErrorAsync("standard input: Inappropriate ioctl for device");
        return 1;
    }
}

/// <summary><c>sysctl [-n] KEY…</c></summary>
internal sealed class Sysctl : Utility
{
    public override IReadOnlyList<string> Names => ["sysctl"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("neaw") is not { } options) return 1;
        var status = 0;
        foreach (var key in options.Operands)
        {
            // Names go with dots or with slashes, and are shown with dots.
            var name = key.Split('=')[0].Replace('/', '.');
            var path = "/proc/sys/" + name.Replace('.', '/');
            if (key.Contains('=', StringComparison.Ordinal))
            {
                await run.ErrorAsync($"error setting key '{key.Split('=')[0]}': Read-only file system");
                status = 1;
            }
            else if (run.Process.ReadText(path) is { } value)
            {
                run.Output.Append(options.Has('n') ? value : $"{name} = {value}");
            }
            else
            {
                await run.ErrorAsync($"error: '{key}' is an unknown key");
                status = 1;
            }
        }

        return status;
    }
}
