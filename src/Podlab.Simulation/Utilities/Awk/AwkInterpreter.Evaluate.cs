using System.Globalization;
using System.Text;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities.Awk;

// Statements and expressions.
internal sealed partial class AwkInterpreter
{
    private const int LongText = 1 << 14;
    private int longest;

    private async ValueTask ExecuteAsync(AwkStatement statement)
    {
        if (run.Process.Charge(1)) await run.Process.RestAsync();
        switch (statement.Kind)
        {
            case "block":
                foreach (var item in statement.Items)
                {
                    await ExecuteAsync(item);
                    if (jump != Jump.None) return;
                }

                break;
            case "expression":
                await EvaluateAsync(statement.Value!);
                break;
            case "print" or "printf":
                await PrintAsync(statement);
                break;
            case "if":
                if ((await EvaluateAsync(statement.Value!)).Truth) await ExecuteAsync(statement.First!);
                else if (statement.Second is not null) await ExecuteAsync(statement.Second);
                break;
            case "while":
                while ((await EvaluateAsync(statement.Value!)).Truth)
                {
                    await ExecuteAsync(statement.First!);
                    if (LoopEnds()) break;
                }

                break;
            case "do":
                do
                {
                    await ExecuteAsync(statement.First!);
                    if (LoopEnds()) break;
                }
                while ((await EvaluateAsync(statement.Value!)).Truth);
                break;
            case "for":
                if (statement.First is not null) await ExecuteAsync(statement.First);
                while (statement.Value is null || (await EvaluateAsync(statement.Value)).Truth)
                {
                    await ExecuteAsync(statement.Third!);
                    if (LoopEnds()) break;
                    if (statement.Second is not null) await ExecuteAsync(statement.Second);
                }

                break;
            case "forin":
                foreach (var key in Array(statement.Array).Keys.ToList())
                {
                    Put(statement.Name, AwkValue.Input(key));
                    await ExecuteAsync(statement.First!);
                    if (LoopEnds()) break;
                }

                break;
            case "delete":
                if (statement.Values.Count == 0) Array(statement.Array).Clear();
                else Array(statement.Array).Remove(await SubscriptAsync(statement.Values));
                break;
            case "exit":
                if (statement.Value is not null) ExitCode = (int)(await EvaluateAsync(statement.Value)).Number;
                jump = Jump.Exit;
                break;
            case "return":
                returned = statement.Value is null ? AwkValue.Unset : await EvaluateAsync(statement.Value);
                jump = Jump.Return;
                break;
            default:
                jump = statement.Kind switch { "break" => Jump.Break, "continue" => Jump.Continue, _ => Jump.Next };
                break;
        }
    }

    private bool LoopEnds()
    {
        if (jump == Jump.Continue) jump = Jump.None;
        if (jump != Jump.Break) return jump != Jump.None;
        jump = Jump.None;
        return true;
    }

    private async ValueTask PrintAsync(AwkStatement statement)
    {
        var values = new List<AwkValue>();
        foreach (var node in statement.Values) values.Add(await EvaluateAsync(node));
        var text = statement.Kind == "printf" ? Sprintf(values)
            : (values.Count == 0 ? Record() : string.Join(globals["OFS"].Text(), values.Select(value => value.Text(globals["OFMT"].Text())))) + globals["ORS"].Text();
        if (statement.Target is null)
        {
            await run.PrintAsync(text);
            return;
        }

        var target = (await EvaluateAsync(statement.Target)).Text();
        if (target is "/dev/stderr" or "/dev/stdout")
        {
            await run.FlushAsync();
            await run.Process.WriteAsync(target == "/dev/stderr" ? 2 : 1, text);
            return;
        }

        var key = (statement.Redirect switch { "|" => "|", ">>" => "+", _ => ">" }) + target;
        if (!outputs.TryGetValue(key, out var buffered)) outputs[key] = buffered = new StringBuilder();
        buffered.Append(text);
    }

    private async ValueTask<AwkValue> EvaluateAsync(AwkNode node)
    {
        switch (node)
        {
            case AwkNumber number: return AwkValue.Of(number.Value);
            case AwkString text: return AwkValue.Of(text.Value);
            case AwkPattern pattern: return AwkValue.Of(pattern.Regex.IsMatch(Record()));
            case AwkVariable variable: return Get(variable.Name);
            case AwkField field:
                var index = (int)(await EvaluateAsync(field.Index)).Number;
                if (index < 0) throw new FormatException("Access to negative field");
                return AwkValue.Input(index == 0 ? Record() : index <= fields.Count ? fields[index - 1] : "");
            case AwkElement element:
                var (array, key) = (Array(element.Array), await SubscriptAsync(element.Subscripts));
                return array.TryGetValue(key, out var found) ? found : array[key] = AwkValue.Unset;
            case AwkGroup group: return await EvaluateAsync(group.Items[^1]);
            case AwkUnary unary:
                var operand = await EvaluateAsync(unary.Operand);
                return unary.Operator == "!" ? AwkValue.Of(!operand.Truth) : AwkValue.Of(unary.Operator == "-" ? -operand.Number : operand.Number);
            case AwkCondition condition: return await EvaluateAsync((await EvaluateAsync(condition.Test)).Truth ? condition.Yes : condition.No);
            case AwkIn membership: return AwkValue.Of(Array(membership.Array).ContainsKey(await SubscriptAsync(membership.Subscripts)));
            case AwkAssign assign:
                var value = await EvaluateAsync(assign.Value);
                if (assign.Operator.Length > 0) value = AwkValue.Of(Compute(assign.Operator, (await EvaluateAsync(assign.Target)).Number, value.Number));
                return await AssignAsync(assign.Target, value);
            case AwkStep step:
                var before = (await EvaluateAsync(step.Target)).Number;
                await AssignAsync(step.Target, AwkValue.Of(before + step.By));
                return AwkValue.Of(step.Before ? before + step.By : before);
            case AwkBinary binary: return await BinaryAsync(binary);
            case AwkGetline getline: return AwkValue.Of(await GetlineAsync(getline));
            default: return await CallAsync((AwkCall)node);
        }
    }

    private async ValueTask<AwkValue> BinaryAsync(AwkBinary binary)
    {
        var left = await EvaluateAsync(binary.Left);
        switch (binary.Operator)
        {
            case "&&": return AwkValue.Of(left.Truth && (await EvaluateAsync(binary.Right)).Truth);
            case "||": return AwkValue.Of(left.Truth || (await EvaluateAsync(binary.Right)).Truth);
            case "~" or "!~":
                var regex = binary.Right is AwkPattern pattern ? pattern.Regex : Pattern((await EvaluateAsync(binary.Right)).Text());
                return AwkValue.Of(regex.IsMatch(left.Text()) == (binary.Operator == "~"));
        }

        var right = await EvaluateAsync(binary.Right);
        if (binary.Operator == " ")
        {
            var joined = Joined(left) + Joined(right);
            if (joined.Length > LongText)
            {
                // Copying takes its time, and the longest text its room.
                if (joined.Length > longest) await run.Process.AllocateAsync(joined.Length - longest);
                longest = Math.Max(longest, joined.Length);
                if (run.Process.Charge(joined.Length / 64)) await run.Process.RestAsync();
            }

            return AwkValue.Of(joined);
        }
        if (binary.Operator is "<" or "<=" or "==" or "!=" or ">" or ">=")
        {
            var order = left.IsNumeric && right.IsNumeric ? left.Number.CompareTo(right.Number) : string.CompareOrdinal(left.Text(), right.Text());
            return AwkValue.Of(binary.Operator switch { "<" => order < 0, "<=" => order <= 0, "==" => order == 0, "!=" => order != 0, ">" => order > 0, _ => order >= 0 });
        }

        return AwkValue.Of(Compute(binary.Operator, left.Number, right.Number));
    }

    /// <summary>A value as a string: numbers that are not whole as CONVFMT says.</summary>
    private string Joined(AwkValue value) => value.IsText || !globals.TryGetValue("CONVFMT", out var format) ? value.Text() : value.Text(format.Text());

    private static double Compute(string operation, double left, double right) => operation switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => right == 0 ? throw new FormatException("Division by zero") : left / right,
        "%" => right == 0 ? throw new FormatException("Division by zero") : Math.IEEERemainder(left, right) is var remainder && remainder != 0 && Math.Sign(remainder) != Math.Sign(left) ? remainder + Math.CopySign(right, left) : left % right,
        _ => Math.Pow(left, right),
    };

    private async ValueTask<double> GetlineAsync(AwkGetline getline)
    {
        string? line;
        if (getline.File is null)
        {
            line = await NextRecordAsync();
        }
        else
        {
            var name = (await EvaluateAsync(getline.File)).Text();
            var key = (getline.FromCommand ? "|" : "<") + name;
            if (!inputs.TryGetValue(key, out var queue))
            {
                var content = getline.FromCommand ? await OutputOfAsync(name) : run.Process.ReadText(name);
                if (content is null) return -1;
                inputs[key] = queue = new Queue<string>(SplitRecords(content));
            }

            line = queue.TryDequeue(out var next) ? next : null;
        }

        if (line is null) return 0;
        if (getline.Target is null) SetRecord(line);
        else await AssignAsync(getline.Target, AwkValue.Input(line));
        return 1;
    }

    private async ValueTask<string?> OutputOfAsync(string command)
    {
        await run.FlushAsync();
        var (reader, writer) = Pipe.Create(run.Process.Kernel);
        var path = run.Process.FindInPath("sh");
        if (path is null || run.Process.FindExecutable(path, ["sh", "-c", command], out var executable) != Errno.Ok) return null;
        var child = run.Process.Spawn(executable, process => process.Files.Set(1, writer));
        var content = await run.ReadAllAsync(reader);
        reader.Close();
        await run.Process.WaitForChildAsync(candidate => candidate == child);
        return content;
    }

    private async ValueTask<AwkValue> CallAsync(AwkCall call)
    {
        if (program.Functions.TryGetValue(call.Name, out var function)) return await CallFunctionAsync(function, call.Arguments);
        switch (call.Name)
        {
            case "split":
                var target = Array(((AwkVariable)call.Arguments[1]).Name);
                var source = (await EvaluateAsync(call.Arguments[0])).Text();
                var pieces = call.Arguments.Count > 2 ? call.Arguments[2] is AwkPattern given ? source.Length == 0 ? [] : [.. given.Regex.Split(source)] : Split(source, (await EvaluateAsync(call.Arguments[2])).Text()) : Split(source, globals["FS"].Text());
                target.Clear();
                for (var i = 0; i < pieces.Count; i++) target[(i + 1).ToString(CultureInfo.InvariantCulture)] = AwkValue.Input(pieces[i]);
                return AwkValue.Of((double)pieces.Count);
            case "sub" or "gsub":
                var regex = call.Arguments[0] is AwkPattern pattern ? pattern.Regex : Pattern((await EvaluateAsync(call.Arguments[0])).Text());
                var replacement = (await EvaluateAsync(call.Arguments[1])).Text();
                var place = call.Arguments.Count > 2 ? call.Arguments[2] : new AwkField(new AwkNumber(0));
                var count = 0;
                var changed = regex.Replace((await EvaluateAsync(place)).Text(), match =>
                {
                    count++;
                    return Replacement(replacement, match.Value);
                }, call.Name == "sub" ? 1 : -1);
                if (count > 0) await AssignAsync(place, AwkValue.Of(changed));
                return AwkValue.Of((double)count);
            case "gensub":
                var sought = call.Arguments[0] is AwkPattern given2 ? given2.Regex : Pattern((await EvaluateAsync(call.Arguments[0])).Text());
                var (template, which) = ((await EvaluateAsync(call.Arguments[1])).Text(), (await EvaluateAsync(call.Arguments[2])).Text());
                var subject = call.Arguments.Count > 3 ? (await EvaluateAsync(call.Arguments[3])).Text() : Record();
                var nth = which.Length > 0 && which[0] is 'g' or 'G' ? 0 : Math.Max(1, (int)AwkValue.Input(which).Number);
                var seen = 0;
                return AwkValue.Of(sought.Replace(subject, match => nth == 0 || ++seen == nth ? Groups(template, match) : match.Value));
            case "match":
                var matcher = call.Arguments[1] is AwkPattern wanted ? wanted.Regex : Pattern((await EvaluateAsync(call.Arguments[1])).Text());
                var result = matcher.Match((await EvaluateAsync(call.Arguments[0])).Text());
                globals["RSTART"] = AwkValue.Of(result.Success ? result.Index + 1.0 : 0);
                globals["RLENGTH"] = AwkValue.Of(result.Success ? result.Length : -1.0);
                return globals["RSTART"];
            case "length" when call.Arguments is [AwkVariable name] && arrays.TryGetValue(name.Name, out var counted):
                return AwkValue.Of((double)counted.Count);
        }

        var values = new List<AwkValue>();
        foreach (var argument in call.Arguments) values.Add(await EvaluateAsync(argument));
        AwkValue First() => values.Count > 0 ? values[0] : AwkValue.Input(Record());
        double N(int i) => i < values.Count ? values[i].Number : 0;
        switch (call.Name)
        {
            case "length": return AwkValue.Of((double)First().Text().Length);
            case "substr":
                var text = values[0].Text();
                // Places before the first count as the first.
                var from = Math.Max(1, Math.Round(N(1)));
                var to = values.Count > 2 ? from + Math.Round(N(2)) : double.MaxValue;
                var (start, stop) = ((int)Math.Clamp(from - 1, 0, text.Length), (int)Math.Clamp(to - 1, 0, text.Length));
                return AwkValue.Of(stop > start ? text[start..stop] : "");
            case "index": return AwkValue.Of(values[1].Text() is { Length: > 0 } sought ? values[0].Text().IndexOf(sought, StringComparison.Ordinal) + 1.0 : 0);
            case "sprintf": return AwkValue.Of(Sprintf(values));
            case "tolower": return AwkValue.Of(values[0].Text().ToLowerInvariant());
            case "toupper": return AwkValue.Of(values[0].Text().ToUpperInvariant());
            case "int": return AwkValue.Of(Math.Truncate(N(0)));
            case "sqrt": return AwkValue.Of(Math.Sqrt(N(0)));
            case "exp": return AwkValue.Of(Math.Exp(N(0)));
            case "log": return AwkValue.Of(Math.Log(N(0)));
            case "sin": return AwkValue.Of(Math.Sin(N(0)));
            case "cos": return AwkValue.Of(Math.Cos(N(0)));
            case "atan2": return AwkValue.Of(Math.Atan2(N(0), N(1)));
            case "and": return AwkValue.Of((double)((long)N(0) & (long)N(1)));
            case "or": return AwkValue.Of((double)((long)N(0) | (long)N(1)));
            case "xor": return AwkValue.Of((double)((long)N(0) ^ (long)N(1)));
            case "compl": return AwkValue.Of((double)~(long)N(0));
            case "lshift": return AwkValue.Of((double)((long)N(0) << (int)N(1)));
            case "rshift": return AwkValue.Of((double)((long)N(0) >> (int)N(1)));
            case "rand":
                chance = chance * 6364136223846793005 + 1442695040888963407;
                return AwkValue.Of((chance >> 11) / (double)(1UL << 53));
            case "srand":
                chance = values.Count > 0 ? (ulong)N(0) : (ulong)run.Process.Kernel.Now.ToUnixTimeSeconds();
                return AwkValue.Of(0.0);
            case "systime": return AwkValue.Of((double)run.Process.Kernel.Now.ToUnixTimeSeconds());
            case "strftime": return AwkValue.Of(Host.DateText.Format(values.Count > 0 ? values[0].Text() : "%c", values.Count > 1 ? DateTimeOffset.FromUnixTimeSeconds((long)N(1)) : run.Process.Kernel.Now));
            case "close":
                foreach (var mark in "|>+") await CloseAsync(mark + values[0].Text());
                foreach (var mark in "|<") inputs.Remove(mark + values[0].Text());
                return AwkValue.Of(0.0);
            case "system":
                await run.FlushAsync();
                return AwkValue.Of((double)(await run.Process.RunCommandAsync(["sh", "-c", values[0].Text()])).Code);
            default: throw new FormatException("Call to undefined function");
        }
    }

    /// <summary>The replacement of gensub: <c>\\1</c> is what a group matched, <c>&amp;</c> and <c>\\0</c> the whole.</summary>
    private static string Groups(string template, System.Text.RegularExpressions.Match match)
    {
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] == '\\' && i + 1 < template.Length) text.Append(char.IsAsciiDigit(template[++i]) ? match.Groups[template[i] - '0'].Value : template[i].ToString());
            else if (template[i] == '&') text.Append(match.Value);
            else text.Append(template[i]);
        }

        return text.ToString();
    }

    private static string Replacement(string template, string match)
    {
        if (template.IndexOfAny(['&', '\\']) < 0) return template;
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] == '\\' && i + 1 < template.Length && template[i + 1] is '&' or '\\') text.Append(template[++i]);
            else if (template[i] == '&') text.Append(match);
            else text.Append(template[i]);
        }

        return text.ToString();
    }

    private async ValueTask<AwkValue> CallFunctionAsync(AwkFunction function, IReadOnlyList<AwkNode> arguments)
    {
        var (values, locals) = (new Dictionary<string, AwkValue>(StringComparer.Ordinal), new Dictionary<string, SortedDictionary<string, AwkValue>>(StringComparer.Ordinal));
        for (var i = 0; i < function.Parameters.Count && i < arguments.Count; i++)
        {
            if (arguments[i] is AwkVariable { Name: var name } && (arrays.ContainsKey(name) || frames.TryPeek(out var outer) && outer.Arrays.ContainsKey(name))) locals[function.Parameters[i]] = Array(name);
            else
            {
                values[function.Parameters[i]] = await EvaluateAsync(arguments[i]);

                // A variable that nothing has been said about may become an array in the function.
                if (arguments[i] is AwkVariable { Name: var untold } && !globals.ContainsKey(untold) && !frames.TryPeek(out _)) locals[function.Parameters[i]] = Array(untold);
            }
        }

        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack()) await run.Process.HopAsync();
        frames.Push((values, locals, [.. function.Parameters]));
        returned = AwkValue.Unset;
        await ExecuteAsync(function.Body);
        frames.Pop();
        if (jump == Jump.Return) jump = Jump.None;
        return returned;
    }
}

/// <summary><c>awk [-F SEP] [-v VAR=VAL]… [-f FILE | PROGRAM] [FILE]…</c></summary>
internal sealed class AwkUtility : Utility
{
    public override IReadOnlyList<string> Names => ["awk"];

    public override string Usage => "[OPTIONS] [AWK_PROGRAM] [FILE]...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("+F:v:f:e:") is not { } options) return 1;
        var operands = options.Operands;
        var text = string.Join('\n', options.Values('e'));
        foreach (var file in options.Values('f'))
        {
            if (await run.ReadAllAsync(file) is not { } content) return 1;
            text += content;
        }

        if (!options.Has('f') && !options.Has('e'))
        {
            if (operands.Count == 0)
            {
                await run.UsageAsync();
                return 1;
            }

            text = operands[0];
            operands = operands.GetRange(1, operands.Count - 1);
        }

        try
        {
            var interpreter = new AwkInterpreter(run, AwkParser.Parse(text));
            if (options.Value('F') is { } separator) interpreter.Set("FS", separator == "t" ? "\t" : Shell.Syntax.Escapes.Expand(separator));
            foreach (var assignment in options.Values('v'))
                if (assignment.IndexOf('=', StringComparison.Ordinal) is var at and > 0) interpreter.Set(assignment[..at], Shell.Syntax.Escapes.Expand(assignment[(at + 1)..]));
            await interpreter.RunAsync(operands);
            return interpreter.ExitCode;
        }
        catch (FormatException exception)
        {
            await run.ErrorAsync($"cmd. line:1: {exception.Message}");
            return 1;
        }
    }
}
