using System.Globalization;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities.Host;

/// <summary><c>uname [-amnrspvio]</c>, <c>arch</c>, <c>nproc</c>, <c>tty</c>, <c>hostid</c></summary>
internal sealed class Uname : Utility
{
    public override IReadOnlyList<string> Names => ["uname", "arch", "nproc", "tty", "hostid"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("amnrspvio") is not { } options) return 1;
        var kernel = run.Process.Kernel;
        switch (run.Name)
        {
            case "arch":
                run.Output.Append("x86_64\n");
                return 0;
            case "nproc":
                run.Output.Append(kernel.Cpus.ToString(CultureInfo.InvariantCulture)).Append('\n');
                return 0;
            case "hostid":
                run.Output.Append("007f0101\n");
                return 0;
            case "tty":
                var isTerminal = run.Process.Files[0]?.IsTerminal == true;
                run.Output.Append(isTerminal ? "/dev/pts/0\n" : "not a tty\n");
                return isTerminal ? 0 : 1;
        }

        var all = options.Has('a');
        var parts = new List<string>();
        void Add(char letter, string value, bool inAll = true)
        {
            if (options.Has(letter) || (all && inAll)) parts.Add(value);
        }

        Add('s', "Linux");
        Add('n', run.Process.Hostname);
        Add('r', kernel.Release);
        Add('v', "#1 SMP");
        Add('m', "x86_64");
        Add('p', "unknown", inAll: false);
        Add('i', "unknown", inAll: false);
        Add('o', "GNU/Linux");
        run.Output.Append(parts.Count == 0 ? "Linux" : string.Join(' ', parts)).Append('\n');
        return 0;
    }
}

/// <summary><c>uptime</c>, <c>free [-bkmgh]</c></summary>
internal sealed class Free : Utility
{
    public override IReadOnlyList<string> Names => ["free", "uptime"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("bkmghs") is not { } options) return 1;
        var kernel = run.Process.Kernel;
        if (run.Name == "uptime")
        {
            var up = kernel.Now - kernel.Booted;
            var span = up.Days > 0 ? FormattableString.Invariant($"{up.Days} day{(up.Days == 1 ? "" : "s")}, {up.Hours,2}:{up.Minutes:D2}") : up.Hours > 0 ? FormattableString.Invariant($"{up.Hours,2}:{up.Minutes:D2}") : $"{up.Minutes} min";
            run.Output.Append(DateText.Format(" %H:%M:%S", kernel.Now)).Append($" up {span},  load average: 0.00, 0.00, 0.00\n");
            return 0;
        }

        var unit = options.Has('b') ? 1L : options.Has('m') ? 1 << 20 : options.Has('g') ? 1 << 30 : 1024;
        string Text(long bytes) => options.Has('h') ? FileSystem.Sizes.Human(bytes) : (bytes / unit).ToString(CultureInfo.InvariantCulture);
        var used = kernel.Groups.Sum(group => group.MemoryBytes);
        var free = kernel.MemoryBytes - used;
        run.Output.Append("              total        used        free      shared  buff/cache   available\n");
        run.Output.Append(CultureInfo.InvariantCulture, $"Mem:    {Text(kernel.MemoryBytes),11} {Text(used),11} {Text(free),11} {Text(0),11} {Text(0),11} {Text(free),11}\n");
        run.Output.Append(CultureInfo.InvariantCulture, $"Swap:   {Text(0),11} {Text(0),11} {Text(0),11}\n");
        return 0;
    }
}

/// <summary><c>top [-b] [-n COUNT] [-d SECONDS]</c></summary>
internal sealed class Top : Utility
{
    public override IReadOnlyList<string> Names => ["top"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("bn:d:mHHp:") is not { } options) return 1;
        var kernel = run.Process.Kernel;
        var accounts = Accounts.Read(run.Process);
        var rounds = int.TryParse(options.Value('n'), out var count) ? count : int.MaxValue;
        var delay = Basics.Sleep.Seconds(options.Value('d') ?? "5") ?? 5;
        for (var round = 0; round < rounds; round++)
        {
            if (round > 0) await run.Process.SleepAsync(TimeSpan.FromSeconds(delay));
            var total = kernel.MemoryBytes / 1024;
            var used = kernel.Groups.Sum(group => group.MemoryBytes) / 1024;
            var processes = run.Process.Namespace.Processes;
            run.Output.Append(CultureInfo.InvariantCulture, $"Mem: {used}K used, {total - used}K free, 0K shrd, 0K buff, 0K cached\nCPU:   0% usr   0% sys   0% nic 100% idle   0% io   0% irq   0% sirq\nLoad average: 0.00 0.00 0.00 1/{processes.Count} {processes.Max(process => process.Pid)}\n  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND\n");
            foreach (var process in processes)
            {
                var size = process.MemoryBytes / 1024 + 1200;
                run.Output.Append(CultureInfo.InvariantCulture, $"{process.Pid,5} {process.Parent?.Pid ?? 0,5} {accounts.UserText(process.Credentials.Uid),-8} {process.StateLetter}   {size,6} {size * 100 / total,3}%   0   0% {string.Join(' ', process.Arguments)}\n");
            }

            if (!await run.FlushAsync()) return 1;
        }

        return 0;
    }
}

/// <summary><c>killall [-l] [-q] [-SIG] NAME…</c>, <c>pidof NAME…</c>, <c>pgrep</c>, <c>pkill</c></summary>
internal sealed class Killall : Utility
{
    public override IReadOnlyList<string> Names => ["killall", "pidof", "pgrep", "pkill"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var signal = Signal.TERM;
        var (quiet, full, exact, single) = (false, false, false, false);
        var names = new List<string>();
        foreach (var argument in run.Arguments)
        {
            if (argument == "-q") quiet = true;
            else if (argument == "-f") full = true;
            else if (argument == "-x") exact = true;
            else if (argument == "-s") single = true;
            else if (argument.StartsWith('-') && argument.Length > 1 && Signals.Parse(argument[1..]) is { } given) signal = given;
            else if (!argument.StartsWith('-')) names.Add(argument);
        }

        var status = 0;
        var found = new List<int>();
        foreach (var name in names)
        {
            var byPattern = run.Name is "pgrep" or "pkill";
            var regex = byPattern && !exact ? Text.PosixRegex.Create(name, true, false) : null;
            var matches = run.Process.Namespace.Processes.Where(process => process != run.Process && !process.HasEnded && (regex is not null
                ? regex.IsMatch(full ? string.Join(' ', process.Arguments) : process.Comm)
                : process.Comm == name || (process.Arguments.Count > 0 && Process.BaseName(process.Arguments[0]) == name))).ToList();
            if (matches.Count == 0)
            {
                if (run.Name == "killall" && !quiet) await run.ErrorAsync($"{name}: no process killed");
                status = 1;
            }

            found.AddRange(matches.Select(process => process.Pid));
            if (run.Name is "killall" or "pkill") foreach (var process in matches) KillCommand.Send(run.Process, process.Pid, signal);
        }

        if (run.Name == "pidof")
        {
            found.Sort((a, b) => b.CompareTo(a));
            if (single && found.Count > 1) found.RemoveRange(1, found.Count - 1);
            if (found.Count > 0) run.Output.AppendJoin(' ', found).Append('\n');
            return found.Count > 0 ? 0 : 1;
        }

        if (run.Name == "pgrep") foreach (var pid in found) run.Output.Append(pid).Append('\n');
        return run.Name is "pgrep" or "pkill" ? found.Count > 0 ? 0 : 1 : status;
    }
}
