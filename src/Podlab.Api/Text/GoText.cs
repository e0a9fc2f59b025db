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

    /// <summary>A floating-point number as <c>%v</c> prints it.</summary>
    public static string Float(double value)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }
        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }
        var digits = value.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var exponent = int.Parse(digits.AsSpan(digits.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return value != 0 && exponent is < -4 or >= 21 ? Scientific(shortest, exponent) : Plain(shortest, value);
    }

    private static string Plain(string shortest, double value) =>
        shortest.Contains('E') ? value.ToString("0.#########################", CultureInfo.InvariantCulture) : shortest;

    private static string Scientific(string shortest, int exponent)
    {
        var mark = shortest.IndexOf('E');
        var mantissa = mark >= 0 ? shortest[..mark] : shortest;
        var negative = mantissa.StartsWith('-');
        var digits = mantissa.Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        digits = digits.Length == 0 ? "0" : digits;
        var body = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
        var size = Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
        return $"{(negative ? "-" : "")}{body}e{(exponent < 0 ? '-' : '+')}{size}";
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
