using System.Globalization;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities.Host;

/// <summary><c>ps [-o COL1,COL2=HEADER] [-T]</c>; other programs' options (<c>aux</c>, <c>-ef</c>) are taken and ignored, as busybox does.</summary>
internal sealed class Ps : Utility
{
    private static readonly (string Name, string Header, int Width, bool Right)[] Columns =
    [
        ("user", "USER", 8, false), ("group", "GROUP", 8, false), ("comm", "COMMAND", 16, false), ("args", "COMMAND", 256, false), ("pid", "PID", 5, true), ("ppid", "PPID", 5, true),
        ("pgid", "PGID", 5, true), ("etime", "ELAPSED", 7, true), ("nice", "NI", 5, true), ("rgroup", "RGROUP", 8, false), ("ruser", "RUSER", 8, false), ("time", "TIME", 5, true),
        ("tty", "TT", 6, false), ("vsz", "VSZ", 4, true), ("sid", "SID", 5, true), ("stat", "STAT", 4, false), ("rss", "RSS", 4, true),
    ];

    public override IReadOnlyList<string> Names => ["ps"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var chosen = new List<(string Name, string Header, int Width, bool Right)>();
        for (var i = 0; i < run.Arguments.Count; i++)
        {
            if (!run.Arguments[i].StartsWith("-o", StringComparison.Ordinal)) continue;
            var list = run.Arguments[i].Length > 2 ? run.Arguments[i][2..] : i + 1 < run.Arguments.Count ? run.Arguments[++i] : "";
            foreach (var part in list.Split(',', ' '))
            {
                var name = part.Split('=')[0] is "cmd" ? "args" : part.Split('=')[0];
                var column = Array.Find(Columns, candidate => candidate.Name == name);
                if (column.Name is null)
                {
                    await run.ErrorAsync($"bad -o argument '{name}', supported arguments: {string.Join(',', Columns.Select(known => known.Name))}");
                    return 1;
                }

                if (part.Contains('=', StringComparison.Ordinal))
                {
                    var header = part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..];
                    column = column with { Header = header, Width = Math.Max(column.Width, header.Length) };
                }

                chosen.Add(column);
            }
        }

        if (chosen.Count == 0) chosen.AddRange(new[] { "pid", "user", "time", "args" }.Select(name => Columns.First(column => column.Name == name)));
        var accounts = Accounts.Read(run.Process);
        if (chosen.Exists(column => column.Header.Length > 0)) await run.PrintAsync(Line(chosen.Select(column => (column.Header, column.Width, false)).ToList()));
        foreach (var process in run.Process.Namespace.Processes)
            await run.PrintAsync(Line(chosen.Select(column => (Value(process, column.Name, accounts), column.Width, column.Right)).ToList()));
        return 0;
    }

    private static string Line(List<(string Text, int Width, bool Right)> cells)
    {
        var texts = cells.Select((cell, index) => index == cells.Count - 1 && !cell.Right ? cell.Text : cell.Right ? cell.Text.PadLeft(cell.Width) : Cut(cell.Text, cell.Width).PadRight(cell.Width));
        return string.Join(' ', texts) + "\n";
    }

    private static string Cut(string text, int width) => text.Length > width ? text[..width] : text;

    private static string Value(Process process, string column, Accounts accounts) => column switch
    {
        "pid" => Number(process.Pid),
        "ppid" => Number(process.Parent?.Pid ?? 0),
        "pgid" or "sid" => Number(process.ProcessGroup),
        "user" or "ruser" => accounts.UserText(process.Credentials.Uid),
        "group" or "rgroup" => accounts.GroupText(process.Credentials.Gid),
        "comm" => process.Comm,
        "args" => Arguments(process),
        "vsz" => Number((process.MemoryBytes / 1024) + 1200),
        "rss" => Number(process.MemoryBytes / 1024),
        "stat" => process.StateLetter.ToString(),
        "time" => "0:00",
        "etime" => Elapsed(process.Kernel.Now - process.StartedAt),
        "tty" => "?",
        _ => "0",
    };

    /// <summary>A process that was renamed, as those that the shell runs itself are, has its name in braces in front.</summary>
    private static string Arguments(Process process)
    {
        if (process.HasEnded) return $"[{process.Comm}]";
        var line = string.Join(' ', process.CommandLine);
        var name = process.CommandLine.Count > 0 ? Process.BaseName(process.CommandLine[0]).TrimStart('-') : "";
        return name == process.Comm || name.StartsWith(process.Comm, StringComparison.Ordinal) ? line : $"{{{process.Comm}}} {line}";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Elapsed(TimeSpan span) => span.TotalHours >= 1 ? FormattableString.Invariant($"{(int)span.TotalHours}h{span.Minutes:D2}") : FormattableString.Invariant($"{span.Minutes}:{span.Seconds:D2}");
}
