using System.Globalization;
using System.Text;
using Podlab.Simulation.Shell.Syntax;

namespace Podlab.Simulation.Utilities.Basics;

/// <summary><c>printf FORMAT [ARG]…</c>, as busybox' printf: the format repeats while arguments are left.</summary>
public static class PrintfText
{
    /// <summary>Appends what is printed; the answer is the exit code.</summary>
    public static int Append(StringBuilder output, IReadOnlyList<string> arguments, Action<string> error)
    {
        if (arguments.Count < 2)
        {
            error("usage: printf FORMAT [ARGUMENT...]");
            return 2;
        }

        var format = arguments[1] == "--" && arguments.Count > 2 ? arguments[2] : arguments[1];
        var next = arguments[1] == "--" && arguments.Count > 2 ? 3 : 2;
        var status = 0;
        while (true)
        {
            var before = next;
            if (!Once(output, format, arguments, ref next, error, ref status)) return status;
            if (next >= arguments.Count || next == before) return status;
        }
    }

    /// <summary>Wider fields are cut to this many characters: they would only fill the disk.</summary>
    private const int MaxWidth = 1 << 20;

    private static bool Once(StringBuilder output, string format, IReadOnlyList<string> arguments, ref int next, Action<string> error, ref int status)
    {
        var literal = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            var c = format[i];
            if (c == '\\')
            {
                var end = EscapeEnd(format, i);
                var text = format[i..end];
                if (text == "\\c") return false;
                output.Append(Escapes.Expand(text));
                i = end - 1;
                continue;
            }

            if (c != '%')
            {
                output.Append(c);
                continue;
            }

            if (i + 1 < format.Length && format[i + 1] == '%')
            {
                output.Append('%');
                i++;
                continue;
            }

            var start = i++;
            var (left, plus, space, alternate, zero) = (false, false, false, false, false);
            for (; i < format.Length; i++)
            {
                if (format[i] == '-') left = true;
                else if (format[i] == '+') plus = true;
                else if (format[i] == ' ') space = true;
                else if (format[i] == '#') alternate = true;
                else if (format[i] == '0') zero = true;
                else break;
            }

            var width = Count(format, ref i, arguments, ref next, error) ?? 0;
            if (width < 0) (left, width) = (true, -width);
            width = Math.Min(width, MaxWidth);
            int? precision = null;
            if (i < format.Length && format[i] == '.')
            {
                i++;
                precision = Count(format, ref i, arguments, ref next, error) ?? 0;
                if (precision < 0) precision = null;
                precision = precision is { } asked ? Math.Min(asked, MaxWidth) : null;
            }

            var modifiers = i;
            while (i < format.Length && format[i] is 'l' or 'h' or 'z') i++;
            var shown = string.Concat(format.AsSpan(start, modifiers - start), format.AsSpan(i));
            if (i >= format.Length)
            {
                error($"{shown}: invalid format");
                status = 1;
                return false;
            }

            var argument = next < arguments.Count ? arguments[next++] : null;
            var conversion = format[i];
            string value;
            switch (conversion)
            {
                case 's':
                    value = argument ?? "";
                    if (precision is { } most && most < value.Length) value = value[..most];
                    break;
                case 'b':
                    var stopped = false;
                    value = Escapes.Expand(argument ?? "", zeroOctal: true, stop: () => stopped = true);
                    if (stopped)
                    {
                        output.Append(value);
                        return false;
                    }

                    break;
                case 'c':
                    value = argument is { Length: > 0 } ? argument[..1] : "\0";
                    break;
                case 'd' or 'i':
                    var number = Integer(argument, error, ref status);
                    value = Sign(number < 0 ? number.ToString(CultureInfo.InvariantCulture)[1..] : number.ToString(CultureInfo.InvariantCulture), number < 0, plus, space, precision);
                    break;
                case 'u':
                    value = Sign(((ulong)Integer(argument, error, ref status)).ToString(CultureInfo.InvariantCulture), false, false, false, precision);
                    break;
                case 'o':
                    var octal = Sign(Convert.ToString(Integer(argument, error, ref status), 8), false, false, false, precision);
                    value = alternate && octal[0] != '0' ? "0" + octal : octal;
                    break;
                case 'x' or 'X':
                    var hex = Integer(argument, error, ref status);
                    value = (alternate && hex != 0 ? "0" + conversion : "") + Sign(hex.ToString(conversion.ToString(), CultureInfo.InvariantCulture), false, false, false, precision);
                    break;
                case 'f' or 'F' or 'e' or 'E' or 'g' or 'G':
                    value = Floating(argument, conversion, precision ?? 6, plus, space, error, ref status);
                    break;
                default:
                    error($"{shown}: invalid format");
                    status = 1;
                    return false;
            }

            if (zero && !left && conversion is not ('s' or 'b' or 'c') && !(precision is not null && conversion is 'd' or 'i' or 'u' or 'x' or 'X' or 'o' && precision is not null) && value.Length < width)
            {
                var signLength = value.Length > 0 && value[0] is '-' or '+' or ' ' ? 1 : value.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? 2 : 0;
                value = value[..signLength] + new string('0', width - value.Length) + value[signLength..];
            }

            output.Append(left ? value.PadRight(width) : value.PadLeft(width));
        }

        return true;
    }

    private static int EscapeEnd(string format, int start)
    {
        if (start + 1 >= format.Length) return start + 1;
        var c = format[start + 1];
        var end = start + 2;
        if (c is >= '0' and <= '7')
        {
            while (end < format.Length && end < start + 4 && format[end] is >= '0' and <= '7') end++;
        }
        else if (c == 'x')
        {
            while (end < format.Length && end < start + 4 && char.IsAsciiHexDigit(format[end])) end++;
        }

        return end;
    }

    private static int? Count(string format, ref int i, IReadOnlyList<string> arguments, ref int next, Action<string> error)
    {
        if (i < format.Length && format[i] == '*')
        {
            i++;
            if (next >= arguments.Count) return 0;
            if (int.TryParse(arguments[next++], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var given)) return given;
            error($"invalid number '{arguments[next - 1]}'");
            return 0;
        }

        var start = i;
        while (i < format.Length && char.IsAsciiDigit(format[i])) i++;
        return start == i ? null : int.TryParse(format.AsSpan(start, i - start), NumberStyles.None, CultureInfo.InvariantCulture, out var written) ? written : MaxWidth;
    }

    private static string Sign(string digits, bool negative, bool plus, bool space, int? precision)
    {
        if (precision is { } least) digits = digits.PadLeft(least, '0');
        return (negative ? "-" : plus ? "+" : space ? " " : "") + digits;
    }

    private static long Integer(string? text, Action<string> error, ref int status)
    {
        if (string.IsNullOrEmpty(text))
        {
            error("invalid number ''");
            status = 1;
            return 0;
        }

        if (text[0] is '\'' or '"') return text.Length > 1 ? text[1] : 0;
        var trimmed = text.TrimStart();
        var negative = trimmed.StartsWith('-');
        var digits = trimmed.TrimStart('+', '-');
        long value = 0;
        var valid = digits.Length > 0;
        try
        {
            if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) valid = long.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
            else if (digits.Length > 1 && digits[0] == '0') value = Convert.ToInt64(digits, 8);
            else valid = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        }
        catch (FormatException)
        {
            valid = false;
        }

        if (valid) return negative ? -value : value;
        error($"invalid number '{text}'");
        status = 1;
        return 0;
    }

    private static string Floating(string? text, char conversion, int precision, bool plus, bool space, Action<string> error, ref int status)
    {
        double value = 0;
        if (text is { Length: > 1 } && text[0] is '\'' or '"') value = text[1];
        else if (text is not null && text.TrimStart('+', '-').StartsWith("0x", StringComparison.OrdinalIgnoreCase)) value = Integer(text, error, ref status);
        else if (!string.IsNullOrEmpty(text) && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            error($"invalid number '{text}'");
            status = 1;
        }

        var digits = FloatText.Format(Math.Abs(value), conversion, precision);
        return (value < 0 ? "-" : plus ? "+" : space ? " " : "") + digits;
    }
}

internal sealed class Printf : Utility
{
    public override IReadOnlyList<string> Names => ["printf"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var errors = new List<string>();
        var status = PrintfText.Append(run.Output, run.Process.Arguments, errors.Add);
        foreach (var error in errors) await run.ErrorAsync(error);
        return status;
    }
}
