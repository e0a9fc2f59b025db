using System.Globalization;
using Podlab.Simulation.Utilities.Basics;

namespace Podlab.Simulation.Utilities.Awk;

/// <summary>A number, a string, or (from input) a string that may look like a number.</summary>
internal readonly struct AwkValue
{
    private readonly string? text;
    private readonly double number;
    private readonly bool isInput;

    private AwkValue(string? text, double number, bool isInput)
    {
        this.text = text;
        this.number = number;
        this.isInput = isInput;
    }

    public static AwkValue Of(double number) => new(null, number, false);

    public static AwkValue Of(string text) => new(text, 0, false);

    public static AwkValue Of(bool value) => Of(value ? 1.0 : 0.0);

    public static AwkValue Input(string text) => new(text, 0, true);

    /// <summary>A variable that was never set: both empty and zero.</summary>
    public static AwkValue Unset { get; } = new("", 0, true);

    public bool IsText => text is not null;

    public bool IsNumeric => text is null || (isInput && (text.Length == 0 || LooksNumeric(text)));

    public bool Truth => text is null ? number != 0 : isInput && LooksNumeric(text) ? Number != 0 : text.Length > 0;

    public double Number => text is null ? number : Parse(text);

    public string Text(string format = "%.6g") => text ?? Format(number, format);

    public static string Format(double number, string format = "%.6g")
    {
        if (number == Math.Truncate(number) && Math.Abs(number) < 1e16) return ((long)number).ToString(CultureInfo.InvariantCulture);
        var precision = 6;
        if (format.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0) _ = int.TryParse(format.AsSpan(dot + 1, format.Length - dot - 2), out precision);
        return (number < 0 ? "-" : "") + FloatText.Format(Math.Abs(number), format[^1], precision);
    }

    private static bool LooksNumeric(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static double Parse(string text)
    {
        var span = text.AsSpan().TrimStart();
        var end = 0;
        if (end < span.Length && span[end] is '+' or '-') end++;
        var digits = end;
        if (span[end..].StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            for (end += 2; end < span.Length && char.IsAsciiHexDigit(span[end]); end++)
            {
            }

            _ = long.TryParse(span[(digits + 2)..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex);
            return digits > 0 && span[0] == '-' ? -hex : hex;
        }

        while (end < span.Length && (char.IsAsciiDigit(span[end]) || span[end] == '.')) end++;
        if (end == digits) return 0;
        if (end < span.Length && span[end] is 'e' or 'E')
        {
            var exponent = end + 1;
            if (exponent < span.Length && span[exponent] is '+' or '-') exponent++;
            if (exponent < span.Length && char.IsAsciiDigit(span[exponent]))
            {
                end = exponent;
                while (end < span.Length && char.IsAsciiDigit(span[end])) end++;
            }
        }

        return double.TryParse(span[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 0;
    }
}
