using System.Globalization;
using System.Text;

namespace Podlab.Api;

/// <summary>Text the way Go's strconv and fmt print it, since Kubernetes' messages are printed with them.</summary>
public static class GoText
{
    /// <summary>In double quotes with Go's escapes (<c>%q</c>).</summary>
    public static string Quote(string value)
    {
        if (IsPlain(value))
        {
            return string.Concat("\"", value, "\"");
        }
        var text = new StringBuilder(value.Length + 8).Append('"');
        foreach (var rune in value.EnumerateRunes())
        {
            AppendEscaped(text, rune);
        }
        return text.Append('"').ToString();
    }

    /// <summary>JSON with the characters escaped that encoding/json escapes for the sake of web pages.</summary>
    public static string EscapeHtml(string json) => json.AsSpan().ContainsAny('<', '>', '&')
        ? json.Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal).Replace("&", "\\u0026", StringComparison.Ordinal)
        : json;

    /// <summary>A floating-point number as <c>%v</c> prints it: an exponent only for very large and small ones.</summary>
    public static string Float(double value) => Shortest(value, 21);

    /// <summary>A floating-point number as <c>%g</c> prints it: an exponent from a million on.</summary>
    public static string General(double value) => Shortest(value, 6);

    private static string Shortest(double value, int limit)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }
        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }
        var sign = value < 0 || (value == 0 && double.IsNegative(value)) ? "-" : "";
        var (digits, exponent) = Digits(Math.Abs(value));
        if (value != 0 && (exponent < -4 || exponent >= limit))
        {
            var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
            return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)}";
        }
        if (exponent < 0)
        {
            return sign + "0." + new string('0', -exponent - 1) + digits;
        }
        return digits.Length <= exponent + 1 ? sign + digits.PadRight(exponent + 1, '0') : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>The shortest digits that read back as the number, and the exponent of the first of them.</summary>
    private static (string Digits, int Exponent) Digits(double value)
    {
        if (value == 0)
        {
            return ("0", 0);
        }
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E');
        var exponent = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? text : text[..mark];
        var dot = mantissa.IndexOf('.');
        var whole = dot < 0 ? mantissa.Length : dot;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0') is { Length: > 0 } trimmed ? trimmed : "0", whole - 1 - leading + exponent);
    }

    private static bool IsPlain(string value)
    {
        foreach (var c in value)
        {
            if (c is < ' ' or > '~' or '"' or '\\')
            {
                return false;
            }
        }
        return true;
    }

    private static void AppendEscaped(StringBuilder text, Rune rune)
    {
        _ = rune.Value switch
        {
            '"' => text.Append("\\\""),
            '\\' => text.Append("\\\\"),
            '\a' => text.Append("\\a"),
            '\b' => text.Append("\\b"),
            '\f' => text.Append("\\f"),
            '\n' => text.Append("\\n"),
            '\r' => text.Append("\\r"),
            '\t' => text.Append("\\t"),
            '\v' => text.Append("\\v"),
            < ' ' or 0x7f => text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
            _ when IsPrintable(rune) => text.Append(rune.ToString()),
            < 0x10000 => text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
            _ => text.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
        };
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
