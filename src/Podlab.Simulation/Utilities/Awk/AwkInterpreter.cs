using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Utilities.Basics;
using Podlab.Simulation.Utilities.Text;

namespace Podlab.Simulation.Utilities.Awk;

/// <summary>Runs a parsed awk program over its input.</summary>
internal sealed partial class AwkInterpreter(Invocation run, AwkProgram program)
{
    private enum Jump
    {
        None,
        Break,
        Continue,
        Next,
        Exit,
        Return,
    }

    private readonly Dictionary<string, AwkValue> globals = new(StringComparer.Ordinal)
    {
        ["FS"] = AwkValue.Of(" "),
        ["OFS"] = AwkValue.Of(" "),
        ["ORS"] = AwkValue.Of("\n"),
        ["RS"] = AwkValue.Of("\n"),
        ["NR"] = AwkValue.Of(0.0),
        ["FNR"] = AwkValue.Of(0.0),
        ["SUBSEP"] = AwkValue.Of("\u001c"),
        ["CONVFMT"] = AwkValue.Of("%.6g"),
        ["OFMT"] = AwkValue.Of("%.6g"),
        ["RSTART"] = AwkValue.Of(0.0),
        ["RLENGTH"] = AwkValue.Of(-1.0),
    };

    private readonly Dictionary<string, SortedDictionary<string, AwkValue>> arrays = new(StringComparer.Ordinal);
    private readonly Stack<(Dictionary<string, AwkValue> Values, Dictionary<string, SortedDictionary<string, AwkValue>> Arrays, HashSet<string> Names)> frames = new();
    private readonly Dictionary<string, StringBuilder> outputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<string>> inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Regex> regexes = new(StringComparer.Ordinal);
    private readonly Queue<string> pendingFiles = new();
    private readonly Queue<string> records = new();
    private List<string> fields = [];
    private string record = "";
    private bool recordStale;
    private Jump jump;
    private AwkValue returned;
    private ulong chance = 1;

    public int ExitCode { get; private set; }

    public void Set(string name, string value) => globals[name] = AwkValue.Input(value);

    public async ValueTask RunAsync(IReadOnlyList<string> files)
    {
        var argv = Array("ARGV");
        argv["0"] = AwkValue.Of("awk");
        for (var i = 0; i < files.Count; i++) argv[(i + 1).ToString(CultureInfo.InvariantCulture)] = AwkValue.Input(files[i]);
        globals["ARGC"] = AwkValue.Of(files.Count + 1.0);
        foreach (var (name, value) in run.Process.Environment) Array("ENVIRON")[name] = AwkValue.Input(value);
        foreach (var file in files) pendingFiles.Enqueue(file);
        if (files.Count == 0) pendingFiles.Enqueue("-");
        foreach (var block in program.Begin)
        {
            await ExecuteAsync(block);
            if (jump == Jump.Exit) break;
        }

        if (jump != Jump.Exit && (program.Rules.Count > 0 || program.End.Count > 0))
        {
            while (jump != Jump.Exit && await NextRecordAsync() is { } line)
            {
                SetRecord(line);
                foreach (var rule in program.Rules)
                {
                    if (!await SelectedAsync(rule)) continue;
                    if (rule.Action is null) await run.PrintAsync(Record() + globals["ORS"].Text());
                    else await ExecuteAsync(rule.Action);
                    if (jump is Jump.Next or Jump.Exit) break;
                }

                if (jump == Jump.Next) jump = Jump.None;
                await run.PrintAsync("");
            }
        }

        var exits = jump == Jump.Exit;
        jump = Jump.None;
        foreach (var block in program.End)
        {
            if (exits && program.Rules.Count == 0 && program.End.Count > 0 && ExitCode != 0) break;
            await ExecuteAsync(block);
            if (jump == Jump.Exit) break;
        }

        foreach (var target in outputs.Keys.ToList()) await CloseAsync(target);
    }

    private async ValueTask<bool> SelectedAsync(AwkRule rule)
    {
        if (rule.Pattern is null) return true;
        if (rule.End is null) return (await EvaluateAsync(rule.Pattern)).Truth;
        if (!rule.InRange && !(await EvaluateAsync(rule.Pattern)).Truth) return false;
        rule.InRange = !(await EvaluateAsync(rule.End)).Truth;
        return true;
    }

    private async ValueTask<string?> NextRecordAsync()
    {
        while (records.Count == 0)
        {
            if (!pendingFiles.TryDequeue(out var file)) return null;
            if (file.IndexOf('=', StringComparison.Ordinal) is var at and > 0 && Shell.Syntax.Parser.IsName(file.AsSpan(0, at)))
            {
                Set(file[..at], file[(at + 1)..]);
                if (pendingFiles.Count == 0 && globals["NR"].Number == 0) pendingFiles.Enqueue("-");
                continue;
            }

            globals["FILENAME"] = AwkValue.Of(file == "-" ? "" : file);
            globals["FNR"] = AwkValue.Of(0.0);
            if (await run.OpenAsync(file, quoteName: false) is not { } open)
            {
                ExitCode = 1;
                continue;
            }

            foreach (var line in SplitRecords(await run.ReadAllAsync(open) ?? "")) records.Enqueue(line);
            open.Close();
        }

        globals["NR"] = AwkValue.Of(globals["NR"].Number + 1);
        globals["FNR"] = AwkValue.Of(globals["FNR"].Number + 1);
        if (run.Process.Charge(4)) await run.Process.RestAsync();
        return records.Dequeue();
    }

    private IEnumerable<string> SplitRecords(string content)
    {
        var separator = globals["RS"].Text();
        if (separator.Length == 0) return Regex.Split(content.Trim('\n'), "\n\n+").Where(part => part.Length > 0);
        var parts = separator.Length == 1 ? content.Split(separator[0]) : Pattern(separator).Split(content);
        return parts.Length > 0 && parts[^1].Length == 0 ? parts[..^1] : parts;
    }

    private void SetRecord(string text)
    {
        record = text;
        recordStale = false;
        fields = Split(text, globals["FS"].Text());
    }

    private string Record()
    {
        if (recordStale) record = string.Join(globals["OFS"].Text(), fields);
        recordStale = false;
        return record;
    }

    private List<string> Split(string text, string separator)
    {
        if (separator == " ") return [.. text.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries)];
        if (text.Length == 0) return [];
        if (separator.Length == 0) return [.. text.Select(c => c.ToString())];
        return separator.Length == 1 && separator != "|" && separator != "." || separator is "|" or "." ? [.. text.Split(separator[0])] : [.. Pattern(separator).Split(text)];
    }

    private Regex Pattern(string text) => regexes.TryGetValue(text, out var regex) ? regex : regexes[text] = PosixRegex.Create(text, true, false);

    private SortedDictionary<string, AwkValue> Array(string name)
    {
        if (frames.TryPeek(out var frame) && frame.Names.Contains(name))
        {
            if (!frame.Arrays.TryGetValue(name, out var local)) frame.Arrays[name] = local = new(StringComparer.Ordinal);
            return local;
        }

        if (!arrays.TryGetValue(name, out var array)) arrays[name] = array = new(StringComparer.Ordinal);
        return array;
    }

    private AwkValue Get(string name)
    {
        if (name == "NF") return AwkValue.Of((double)fields.Count);
        if (frames.TryPeek(out var frame) && frame.Names.Contains(name)) return frame.Values.TryGetValue(name, out var local) ? local : AwkValue.Unset;
        return globals.TryGetValue(name, out var value) ? value : AwkValue.Unset;
    }

    private void Put(string name, AwkValue value)
    {
        if (name == "NF")
        {
            var count = (int)value.Number;
            while (fields.Count < count) fields.Add("");
            if (fields.Count > count) fields.RemoveRange(count, fields.Count - count);
            recordStale = true;
        }
        else if (frames.TryPeek(out var frame) && frame.Names.Contains(name)) frame.Values[name] = value;
        else globals[name] = value;
    }

    private async ValueTask<string> SubscriptAsync(IReadOnlyList<AwkNode> nodes)
    {
        var parts = new List<string>();
        foreach (var node in nodes) parts.Add((await EvaluateAsync(node)).Text());
        return string.Join("\u001c", parts);
    }

    private async ValueTask<AwkValue> AssignAsync(AwkNode target, AwkValue value)
    {
        switch (target)
        {
            case AwkVariable variable:
                Put(variable.Name, value);
                break;
            case AwkElement element:
                Array(element.Array)[await SubscriptAsync(element.Subscripts)] = value;
                break;
            case AwkField field:
                var index = (int)(await EvaluateAsync(field.Index)).Number;
                if (index == 0)
                {
                    SetRecord(value.Text());
                    break;
                }

                while (fields.Count < index) fields.Add("");
                fields[index - 1] = value.Text();
                recordStale = true;
                break;
        }

        return value;
    }

    private async ValueTask CloseAsync(string target)
    {
        if (!outputs.Remove(target, out var buffered)) return;
        await run.FlushAsync();
        if (target[0] == '|')
        {
            var (reader, writer) = Pipe.Create(run.Process.Kernel);
            var path = run.Process.FindInPath("sh");
            if (path is null || run.Process.FindExecutable(path, ["sh", "-c", target[1..]], out var executable) != Errno.Ok) return;
            var child = run.Process.Spawn(executable, process => process.Files.Set(0, reader));
            await run.Process.WriteAsync(writer, Encoding.Latin1.GetBytes(buffered.ToString()));
            writer.Close();
            await run.Process.WaitForChildAsync(candidate => candidate == child);
            return;
        }

        var flags = OpenFlags.Write | OpenFlags.Create | (target[0] == '+' ? OpenFlags.Append : OpenFlags.Truncate);
        if (run.Process.Open(target[1..], flags, out var number) != Errno.Ok) return;
        await run.Process.WriteAsync(number, buffered.ToString());
        run.Process.Files.Close(number);
    }

    private static string Sprintf(IReadOnlyList<AwkValue> values)
    {
        if (values.Count == 0) return "";
        var output = new StringBuilder();
        // Escapes were read by the parser: only the conversions are left, and the format is used once.
        var format = values[0].Text().Replace("\\", "\\\\", StringComparison.Ordinal);
        var conversions = Conversion().Matches(format).Where(match => match.Value[^1] != '%').ToList();
        var arguments = new List<string> { "printf", format };
        var next = 1;
        foreach (var conversion in conversions)
        {
            foreach (var _ in conversion.Value.Where(c => c == '*')) arguments.Add(next < values.Count ? ((long)values[next++].Number).ToString(CultureInfo.InvariantCulture) : "0");
            var value = next < values.Count ? values[next++] : AwkValue.Unset;
            arguments.Add(conversion.Value[^1] switch
            {
                's' => value.Text(),
                'c' => value.IsNumeric ? ((char)value.Number).ToString() : value.Text(),
                'd' or 'i' or 'u' or 'x' or 'X' or 'o' => ((long)value.Number).ToString(CultureInfo.InvariantCulture),
                _ => value.Number.ToString("R", CultureInfo.InvariantCulture),
            });
        }

        PrintfText.Append(output, arguments, _ => { });
        return output.ToString();
    }

    [GeneratedRegex(@"%[-+ #0]*(\*|\d+)?(\.(\*|\d+))?[a-zA-Z%]")]
    private static partial Regex Conversion();
}
