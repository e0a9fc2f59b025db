using System.Text;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Shell.Builtins;

/// <summary>How <c>read</c> takes a line and cuts it into variables. An escaped character is kept behind a marker until the cut is done.</summary>
internal static class LineReader
{
    private const char Marker = '\u0100';

    public static async ValueTask<(string Text, int Status)> ReadAsync(Interpreter shell, int descriptor, bool raw, char delimiter, int limit, TimeSpan? timeout)
    {
        var process = shell.Process;
        if (process.Files[descriptor] is not { } file) return ("", 1);
        var text = new StringBuilder();
        var buffer = new byte[1];
        var deadline = timeout is { } span ? process.Kernel.Loop.Now + span : default(DateTimeOffset?);
        var escaped = false;
        while (text.Length < limit)
        {
            if (process.Charge(1)) await process.RestAsync();
            var count = file.Read(buffer);
            if (count == -(int)Errno.EAGAIN)
            {
                var left = deadline is { } end ? end - process.Kernel.Loop.Now : default(TimeSpan?);
                if (left <= TimeSpan.Zero) return (text.ToString(), 1);
                var reason = await process.WaitAsync(file.Readable, null, left, canInterrupt: true);
                if (reason == WakeReason.TimedOut) return (text.ToString(), 1);
                if (reason == WakeReason.Interrupted && shell.HasPendingTraps) return (text.ToString(), 128 + shell.FirstPending);
                continue;
            }

            if (count <= 0) return (text.ToString(), 1);
            var c = (char)buffer[0];
            if (c == '\0') continue;
            if (escaped)
            {
                escaped = false;
                if (c != '\n') text.Append(Marker).Append(c);
                continue;
            }

            if (!raw && c == '\\')
            {
                escaped = true;
                continue;
            }

            if (c == delimiter) return (text.ToString(), 0);
            text.Append(c);
        }

        return (text.ToString(), 0);
    }

    public static void Assign(Interpreter shell, IReadOnlyList<string> names, string text, bool raw, bool whole)
    {
        var separators = shell.Variables.Get("IFS") ?? " \t\n";
        if (whole)
        {
            shell.Assign(names[0], text.Replace(Marker.ToString(), "", StringComparison.Ordinal));
            return;
        }

        bool IsSpace(int at) => at < text.Length && text[at] is ' ' or '\t' or '\n' && separators.Contains(text[at], StringComparison.Ordinal) && (at == 0 || text[at - 1] != Marker);
        bool IsSeparator(int at) => at < text.Length && separators.Contains(text[at], StringComparison.Ordinal) && (at == 0 || text[at - 1] != Marker);
        var position = 0;
        while (IsSpace(position)) position++;
        for (var i = 0; i < names.Count; i++)
        {
            var start = position;
            string value;
            if (i == names.Count - 1)
            {
                var end = text.Length;
                while (end > start && IsSpace(end - 1)) end--;
                // One field with its separator behind it: the separator goes too.
                if (end > start && IsSeparator(end - 1) && !Enumerable.Range(start, end - 1 - start).Any(IsSeparator)) end--;
                value = text[start..end];
            }
            else
            {
                while (position < text.Length && !IsSeparator(position)) position++;
                value = text[start..position];
                while (IsSpace(position)) position++;
                if (IsSeparator(position))
                {
                    position++;
                    while (IsSpace(position)) position++;
                }
            }

            shell.Assign(names[i], value.Replace(Marker.ToString(), "", StringComparison.Ordinal));
        }
    }
}
