using System.Globalization;

namespace Podlab.Api.Yaml;

internal enum YamlScalarKind
{
    Text,
    Null,
    Boolean,
    Integer,
    Float,
    Timestamp,
    Merge,
}

/// <summary>What a plain scalar means: YAML 1.1 with the exceptions of the library that Kubernetes uses (no base 60, 0o17 is octal).</summary>
/// <remarks>Follows gopkg.in/yaml.v2 resolve.go, which sigs.k8s.io/yaml builds on.</remarks>
internal static class YamlScalars
{
    private static readonly string[] TimestampForms =
        ["yyyy-M-d'T'H:m:s.FFFFFFFK", "yyyy-M-d't'H:m:s.FFFFFFFK", "yyyy-M-d H:m:s.FFFFFFF", "yyyy-M-d"];

    /// <param name="json">The value as JSON text where it is a boolean or a number.</param>
    public static YamlScalarKind Resolve(string text, out string json)
    {
        json = text;
        if (text.Length == 0)
        {
            return YamlScalarKind.Null;
        }
        switch (text[0])
        {
            case '~' or 'y' or 'Y' or 'n' or 'N' or 't' or 'T' or 'f' or 'F' or 'o' or 'O':
                return Word(text, out json);
            case '<':
                return text == "<<" ? YamlScalarKind.Merge : YamlScalarKind.Text;
            case '.':
                return IsSpecialFloat(text) || (IsFloatForm(text) && TryFloat(text, out json)) ? YamlScalarKind.Float : YamlScalarKind.Text;
            case '+' or '-' or (>= '0' and <= '9'):
                return Number(text, out json);
            default:
                return YamlScalarKind.Text;
        }
    }

    /// <summary>Times of day such as 12:30:45 are base 60 numbers to older readers, so they are written in quotes.</summary>
    public static bool IsBase60(string text)
    {
        var rest = text.AsSpan();
        if (rest.IsEmpty || !(rest[0] is '+' or '-' || char.IsAsciiDigit(rest[0])) || !rest.Contains(':'))
        {
            return false;
        }
        rest = rest[0] is '+' or '-' ? rest[1..] : rest;
        var colon = rest.IndexOf(':');
        if (colon < 1 || !char.IsAsciiDigit(rest[0]) || rest[..colon].ContainsAnyExcept("0123456789_"))
        {
            return false;
        }
        var dot = rest.IndexOf('.');
        if (dot >= 0 && rest[(dot + 1)..].ContainsAnyExcept("0123456789_"))
        {
            return false;
        }
        var parts = rest[(colon + 1)..(dot < 0 ? rest.Length : Math.Max(dot, colon + 1))];
        foreach (var range in parts.Split(':'))
        {
            var part = parts[range];
            if (part.Length is not (1 or 2) || part.ContainsAnyExcept("0123456789") || (part.Length == 2 && part[0] > '5'))
            {
                return false;
            }
        }
        return true;
    }

    private static YamlScalarKind Word(string text, out string json)
    {
        json = text;
        switch (text)
        {
            case "~" or "null" or "Null" or "NULL":
                return YamlScalarKind.Null;
            case "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON":
                json = "true";
                return YamlScalarKind.Boolean;
            case "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF":
                json = "false";
                return YamlScalarKind.Boolean;
            default:
                return YamlScalarKind.Text;
        }
    }

    private static YamlScalarKind Number(string text, out string json)
    {
        json = text;
        if (IsSpecialFloat(text))
        {
            return YamlScalarKind.Float;
        }
        if (IsTimestamp(text))
        {
            return YamlScalarKind.Timestamp;
        }
        var plain = text.Contains('_') ? text.Replace("_", "", StringComparison.Ordinal) : text;
        if (TryInteger(plain, out json))
        {
            return YamlScalarKind.Integer;
        }
        if (IsFloatForm(plain) && TryFloat(plain, out json))
        {
            return YamlScalarKind.Float;
        }
        json = text;
        return YamlScalarKind.Text;
    }

    private static bool IsSpecialFloat(string text) => text is ".nan" or ".NaN" or ".NAN" or ".inf" or ".Inf" or ".INF"
        or "+.inf" or "+.Inf" or "+.INF" or "-.inf" or "-.Inf" or "-.INF";

    private static bool IsTimestamp(string text) =>
        text.Length >= 8 && text[4] == '-' && char.IsAsciiDigit(text[0])
        && DateTime.TryParseExact(text, TimestampForms, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _);

    private static bool TryInteger(string text, out string json)
    {
        json = text;
        var negative = text[0] == '-';
        var digits = text.AsSpan(text[0] is '+' or '-' ? 1 : 0);
        var radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            (radix, var skip) = digits[1] switch
            {
                'x' or 'X' => (16, 2),
                'o' or 'O' => (8, 2),
                'b' or 'B' => (2, 2),
                _ => (8, 1),
            };
            digits = digits[skip..];
        }
        if (digits.IsEmpty)
        {
            return false;
        }
        UInt128 value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            value = (value * (uint)radix) + (uint)digit;
            if (digit >= radix || value > ulong.MaxValue)
            {
                return false;
            }
        }
        var limit = negative ? (UInt128)1 << 63 : text[0] == '+' ? long.MaxValue : ulong.MaxValue;
        if (value > limit)
        {
            return false;
        }
        json = (negative && value != 0 ? "-" : "") + value.ToString(CultureInfo.InvariantCulture);
        return true;
    }

    /// <summary>Digits with an optional fraction and exponent.</summary>
    private static bool IsFloatForm(string text)
    {
        var i = text[0] is '+' or '-' ? 1 : 0;
        var start = i;
        var digits = 0;
        for (; i < text.Length && char.IsAsciiDigit(text[i]); i++)
        {
            digits++;
        }
        if (i < text.Length && text[i] == '.')
        {
            i++;
            for (; i < text.Length && char.IsAsciiDigit(text[i]); i++)
            {
                digits++;
            }
        }
        if (digits == 0 || (text[start] == '.' && i == start + 1))
        {
            return false;
        }
        if (i < text.Length && text[i] is 'e' or 'E')
        {
            i++;
            i += i < text.Length && text[i] is '+' or '-' ? 1 : 0;
            var exponent = i;
            for (; i < text.Length && char.IsAsciiDigit(text[i]); i++)
            {
            }
            return i == text.Length && i > exponent;
        }
        return i == text.Length;
    }

    private static bool TryFloat(string text, out string json)
    {
        json = text;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || double.IsInfinity(value))
        {
            return false;
        }
        json = GoText.Float(value);
        return true;
    }
}
