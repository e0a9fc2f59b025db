using System.Globalization;
using Podlab.Simulation.Shell.Syntax;

namespace Podlab.Simulation.Shell.Expansion;

// Parameters and what their operators do.
internal sealed partial class Expander
{
    private async ValueTask AppendParameterAsync(FieldBuilder builder, ParameterPart part)
    {
        if (part.Name is "@" or "*" && (part.Operator is "" or "#" or "##" or "%" or "%%" || (part.Operator is "-" or "=" or "?" && shell.Positional.Count > 0 && !(part.Colon && shell.Positional.All(text => text.Length == 0)))))
        {
            var pattern = part.Argument is null || part.Operator is "-" or "=" or "?" ? null : await PatternAsync(part.Argument);
            AppendPositional(builder, part, pattern);
            return;
        }

        var value = shell.Parameter(part.Name);
        if (part.Name is "@" or "*") value = shell.Positional.Count == 0 ? null : string.Join(Joiner(), shell.Positional);
        var missing = value is null || (part.Colon && value.Length == 0);
        switch (part.Operator)
        {
            case "":
                if (value is null && shell.Options.NoUnset && !Unbound(part.Name)) return;
                break;
            case "length":
                if (value is null && shell.Options.NoUnset && !Unbound(part.Name)) return;
                // Bytes: containers have no locale.
                value = Number(value?.Length ?? 0);
                break;
            case "-":
                if (missing)
                {
                    await AppendAsync(builder, part.Argument!, isAssignment: false, isResult: !part.Quoted);
                    if (part.Quoted) builder.Append("", true);
                    return;
                }

                break;
            case "+":
                if (!missing) await AppendAsync(builder, part.Argument!, isAssignment: false, isResult: !part.Quoted);
                if (part.Quoted) builder.Append("", true);
                return;
            case "=":
                if (missing)
                {
                    value = await TextAsync(part.Argument!);
                    if (!Parser.IsName(part.Name))
                    {
                        shell.Fatal($"{part.Name}: bad variable name");
                        return;
                    }

                    if (!shell.Assign(part.Name, value)) return;
                }

                break;
            case "?":
                if (missing)
                {
                    var message = await TextAsync(part.Argument!);
                    shell.Fatal($"{part.Name}: {(message.Length > 0 ? message : part.Colon ? "parameter not set or null" : "parameter not set")}");
                    return;
                }

                break;
            case "#" or "##" or "%" or "%%":
                if (value is null && shell.Options.NoUnset && !Unbound(part.Name)) return;
                value = Trim(value ?? "", await PatternAsync(part.Argument!), part.Operator);
                break;
            case "/" or "//":
                var search = await PatternAsync(part.Argument!);
                var replacement = part.Second is null ? "" : await TextAsync(part.Second);
                value = Replace(value ?? "", search, replacement, part.Operator == "//");
                break;
            case ":":
                var offset = shell.Arithmetic(await TextAsync(part.Argument!));
                var length = part.Second is null ? long.MaxValue : shell.Arithmetic(await TextAsync(part.Second));
                value = Slice(value ?? "", offset, length);
                break;
        }

        if (value is null)
        {
            if (part.Quoted) builder.Append("", true);
            return;
        }

        AppendResult(builder, value, part.Quoted);
    }

    private void AppendPositional(FieldBuilder builder, ParameterPart part, string? pattern)
    {
        // A pattern is taken off the whole of them.
        var values = pattern is null ? shell.Positional : Trim(string.Join(Between, shell.Positional), pattern, part.Operator).Split(Between);
        if (!builder.Splits || (part.Quoted && part.Name == "*"))
        {
            builder.Append(string.Join(Joiner(), values), true);
            return;
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0) builder.EndField();
            if (part.Quoted) builder.Append(values[i], true);
            else builder.AppendSplit(values[i]);
        }
    }

    /// <summary>Stands between the positional parameters while they are one text; no byte is this character.</summary>
    private const char Between = '\u0101';

    /// <summary>What stands between the positional parameters in "$*": the first character of IFS.</summary>
    private string Joiner() => shell.Variables.Get("IFS") is { } separators ? separators.Length > 0 ? separators[..1] : "" : " ";

    private bool Unbound(string name)
    {
        if (name is "@" or "*") return true;
        shell.Fatal($"{name}: parameter not set");
        return false;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Slice(string value, long offset, long length)
    {
        if (offset < 0) offset = Math.Max(0, value.Length + offset);
        if (offset >= value.Length) return "";
        if (length < 0) length = Math.Max(0, value.Length + length - offset);
        return value.Substring((int)offset, (int)Math.Min(length, value.Length - offset));
    }

    public static string Trim(string value, string pattern, string operation)
    {
        switch (operation)
        {
            case "#":
                for (var i = 0; i <= value.Length; i++)
                    if (Pattern.Matches(pattern, value.AsSpan(0, i))) return value[i..];
                break;
            case "##":
                for (var i = value.Length; i >= 0; i--)
                    if (Pattern.Matches(pattern, value.AsSpan(0, i))) return value[i..];
                break;
            case "%":
                for (var i = value.Length; i >= 0; i--)
                    if (Pattern.Matches(pattern, value.AsSpan(i))) return value[..i];
                break;
            default:
                for (var i = 0; i <= value.Length; i++)
                    if (Pattern.Matches(pattern, value.AsSpan(i))) return value[..i];
                break;
        }

        return value;
    }

    private static string Replace(string value, string pattern, string replacement, bool all)
    {
        if (pattern.Length == 0) return value;
        var result = new System.Text.StringBuilder();
        for (var i = 0; i <= value.Length;)
        {
            var end = -1;
            for (var j = value.Length; j > i && end < 0; j--)
                if (Pattern.Matches(pattern, value.AsSpan(i, j - i))) end = j;
            if (end > i)
            {
                result.Append(replacement);
                if (!all) return result.Append(value.AsSpan(end)).ToString();
                i = end;
                continue;
            }

            if (i < value.Length) result.Append(value[i]);
            i++;
        }

        return result.ToString();
    }
}
