using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Utilities.Sed;

/// <summary><c>sed [-i] [-nrE] [-f FILE]… [-e CMD]… [FILE]…</c></summary>
internal sealed class SedUtility : Utility
{
    public override IReadOnlyList<string> Names => ["sed"];

    public override string Usage => "[-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\nor: sed [-i[SFX]] [-nrE] CMD [FILE]...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var suffix = "";
        for (var i = 0; i < run.Arguments.Count; i++)
        {
            if (!run.Arguments[i].StartsWith("-i", StringComparison.Ordinal) || run.Arguments[i].Length == 2) continue;
            suffix = run.Arguments[i][2..];
            run.Arguments[i] = "-i";
        }

        if (await run.OptionsAsync("irEne:f:sz", new Dictionary<string, char> { ["regexp-extended"] = 'E', ["quiet"] = 'n', ["silent"] = 'n', ["expression"] = 'e', ["file"] = 'f', ["in-place"] = 'i' }) is not { } options) return 1;
        var script = string.Join('\n', options.Values('e'));
        foreach (var file in options.Values('f'))
        {
            if (await run.ReadAllAsync(file) is not { } content) return 1;
            script += (script.Length > 0 ? "\n" : "") + content;
        }

        var files = options.Operands;
        if (!options.Has('e') && !options.Has('f'))
        {
            if (files.Count == 0)
            {
                await run.UsageAsync();
                return 1;
            }

            script = files[0];
            files = files.GetRange(1, files.Count - 1);
        }

        List<SedCommand> commands;
        try
        {
            commands = SedScript.Parse(script, options.Has('r') || options.Has('E'));
        }
        catch (FormatException exception)
        {
            await run.ErrorAsync(exception.Message);
            return 1;
        }

        var status = 0;
        if (options.Has('i'))
        {
            foreach (var path in files)
            {
                if (await ReadAsync(run, path) is not { } content)
                {
                    status = 1;
                    continue;
                }

                if (suffix.Length > 0) await WriteAsync(run, path + suffix, content);
                var output = new StringBuilder();
                var editor = new Editor(run, commands, options.Has('n'), text => output.Append(text));
                await editor.RunAsync(content);
                await WriteAsync(run, path, output.ToString());
            }

            return status;
        }

        var all = new StringBuilder();
        foreach (var path in files.Count == 0 ? ["-"] : files)
        {
            if (await ReadAsync(run, path) is { } content) all.Append(content);
            else status = 1;
        }

        var main = new Editor(run, commands, options.Has('n'), text => run.Output.Append(text));
        var code = await main.RunAsync(all.ToString());
        return status != 0 ? status : code;
    }

    private static async ValueTask<string?> ReadAsync(Invocation run, string path)
    {
        if (await run.OpenAsync(path, quoteName: false) is not { } file) return null;
        var content = await run.ReadAllAsync(file);
        file.Close();
        if (content is null) await run.ErrorAsync($"read error: Is a directory");
        return content;
    }

    private static async ValueTask WriteAsync(Invocation run, string path, string content)
    {
        var error = run.Process.Open(path, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, out var number);
        if (error == Errno.Ok)
        {
            if (content.Length > 0) await run.Process.WriteAsync(number, content);
            run.Process.Files.Close(number);
        }
        else
        {
            await run.ErrorAsync(path, error);
        }
    }

    private sealed class Editor(Invocation run, List<SedCommand> commands, bool quiet, Action<string> write)
    {
        private readonly StringBuilder pending = new();
        private string[] lines = [];
        private bool endsWithNewline;
        private int next;
        private string pattern = "";
        private string hold = "";
        private bool substituted;
        private Regex? lastRegex;

        private long Number => next;

        private bool IsLast => next >= lines.Length;

        public async ValueTask<int> RunAsync(string content)
        {
            lines = content.Split('\n');
            endsWithNewline = lines[^1].Length == 0;
            if (endsWithNewline) lines = lines[..^1];
            while (next < lines.Length)
            {
                pattern = lines[next++];
                if (run.Process.Charge(1 + commands.Count)) await run.Process.RestAsync();
                var code = await CycleAsync();
                if (code >= 0) return code;
                await run.PrintAsync("");
            }

            return 0;
        }

        private void Print(string text) => write(IsLast && !endsWithNewline ? text : text + "\n");

        private void Flush()
        {
            if (pending.Length > 0) write(pending.ToString());
            pending.Clear();
        }

        /// <summary>One line through all commands; the exit code when the script quits, else -1.</summary>
        private async ValueTask<int> CycleAsync()
        {
            substituted = false;
            for (var i = 0; i < commands.Count; i++)
            {
                var command = commands[i];
                if (command.Name is '}' or ':') continue;
                if (Selected(command) == command.Negated)
                {
                    if (command.Name == '{') i = command.Target;
                    continue;
                }

                switch (command.Name)
                {
                    case '{': break;
                    case 's':
                        await SubstituteAsync(command);
                        break;
                    case 'y':
                        pattern = string.Concat(pattern.Select(c => command.Text.IndexOf(c, StringComparison.Ordinal) is var at and >= 0 ? command.Replacement[at] : c));
                        break;
                    case 'd':
                        Flush();
                        return -1;
                    case 'D':
                        if (pattern.IndexOf('\n', StringComparison.Ordinal) is var cut and >= 0)
                        {
                            pattern = pattern[(cut + 1)..];
                            Flush();
                            i = -1;
                            continue;
                        }

                        Flush();
                        return -1;
                    case 'p':
                        write(pattern + "\n");
                        break;
                    case 'P':
                        write(pattern.Split('\n')[0] + "\n");
                        break;
                    case '=':
                        write(Number.ToString(CultureInfo.InvariantCulture) + "\n");
                        break;
                    case 'a':
                        pending.Append(command.Text);
                        break;
                    case 'i':
                        write(command.Text);
                        break;
                    case 'c':
                        if (command.Second is null || !command.InRange || command.Negated) write(command.Text);
                        Flush();
                        return -1;
                    case 'n':
                        if (IsLast)
                        {
                            if (!quiet) Print(pattern);
                            Flush();
                            return 0;
                        }

                        if (!quiet) Print(pattern);
                        Flush();
                        pattern = lines[next++];
                        break;
                    case 'N':
                        if (IsLast)
                        {
                            if (!quiet) Print(pattern);
                            Flush();
                            return 0;
                        }

                        Flush();
                        pattern += "\n" + lines[next++];
                        break;
                    case 'g': pattern = hold; break;
                    case 'G': pattern += "\n" + hold; break;
                    case 'h': hold = pattern; break;
                    case 'H': hold += "\n" + pattern; break;
                    case 'x': (pattern, hold) = (hold, pattern); break;
                    case 'b':
                        i = command.Target - 1;
                        break;
                    case 't' or 'T':
                        if (substituted == (command.Name == 't')) i = command.Target - 1;
                        substituted = false;
                        break;
                    case 'r':
                        pending.Append(run.Process.ReadText(command.Text) ?? "");
                        break;
                    case 'w':
                        await AppendAsync(command.Text, pattern + "\n");
                        break;
                    case 'q' or 'Q':
                        if (command.Name == 'q' && !quiet) write(pattern + "\n");
                        Flush();
                        return int.TryParse(command.Text, out var code) ? code : 0;
                    case 'l':
                        write(pattern.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "$\n");
                        break;
                }
            }

            if (!quiet) Print(pattern);
            Flush();
            return -1;
        }

        private bool Selected(SedCommand command)
        {
            if (command.First is null) return true;
            if (command.Second is null) return Matches(command.First);
            if (command.InRange)
            {
                if (command.Second.Pattern is not null || command.Second.Line < 0 || command.Second.IsLast)
                {
                    if (Matches(command.Second)) command.InRange = false;
                    return true;
                }

                if (Number >= command.RangeEnd) command.InRange = false;
                return Number <= command.RangeEnd;
            }

            if (!Matches(command.First)) return false;
            command.RangeEnd = command.Second.IsOffset ? Number + command.Second.Line : command.Second.Line;
            command.InRange = command.Second.Pattern is not null || (command.Second.IsLast ? !IsLast : command.Second.Line < 0 || command.RangeEnd > Number);
            return true;
        }

        private bool Matches(SedAddress address)
        {
            if (address.IsLast) return IsLast;
            if (address.Step > 0) return Number >= address.Line && (Number - address.Line) % address.Step == 0;
            if (address.Line >= 0) return Number == address.Line;
            lastRegex = address.Pattern ?? lastRegex;
            return lastRegex?.IsMatch(pattern) == true;
        }

        private async ValueTask SubstituteAsync(SedCommand command)
        {
            var regex = command.Pattern ?? lastRegex;
            if (regex is null) return;
            lastRegex = regex;
            var (count, changed) = (0, false);
            var result = regex.Replace(pattern, match =>
            {
                count++;
                if (count < command.Occurrence || (count > command.Occurrence && !command.Global)) return match.Value;
                changed = true;
                return Expand(command.Replacement, match);
            });
            if (!changed) return;
            pattern = result;
            substituted = true;
            if (command.Print) write(pattern + "\n");
            if (command.WriteTo is { } path) await AppendAsync(path, pattern + "\n");
        }

        private static string Expand(string replacement, Match match)
        {
            var text = new StringBuilder();
            var mode = ' ';
            void Add(string piece) => text.Append(mode switch { 'U' => piece.ToUpperInvariant(), 'L' => piece.ToLowerInvariant(), _ => piece });
            for (var i = 0; i < replacement.Length; i++)
            {
                var c = replacement[i];
                if (c == '&') Add(match.Value);
                else if (c == '\\' && i + 1 < replacement.Length)
                {
                    c = replacement[++i];
                    if (char.IsAsciiDigit(c)) Add(match.Groups[c - '0'].Value);
                    else if (c is 'U' or 'L') mode = c;
                    else if (c == 'E') mode = ' ';
                    else Add(c switch { 'n' => "\n", 't' => "\t", _ => c.ToString() });
                }
                else Add(c.ToString());
            }

            return text.ToString();
        }

        private async ValueTask AppendAsync(string path, string content)
        {
            if (path == "/dev/stdout")
            {
                write(content);
                return;
            }

            if (run.Process.Open(path, OpenFlags.Write | OpenFlags.Create | OpenFlags.Append, out var number) != Errno.Ok) return;
            await run.Process.WriteAsync(number, content);
            run.Process.Files.Close(number);
        }
    }
}
