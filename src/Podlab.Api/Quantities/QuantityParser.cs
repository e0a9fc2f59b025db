using System.Globalization;
using System.Numerics;

namespace Podlab.Api;

/// <summary>Reads a quantity's text: sign, digits, fraction, suffix or exponent.</summary>
internal static class QuantityParser
{
    private const int Nano = -9;

    public static QuantityError Parse(ReadOnlySpan<char> text, out BigInteger mantissa, out int scale, out QuantityFormat format, out bool keepsText)
    {
        (mantissa, scale, format, keepsText) = (default, 0, QuantityFormat.DecimalSI, false);
        if (text.IsEmpty)
        {
            return QuantityError.Format;
        }
        var position = text[0] is '+' or '-' ? 1 : 0;
        var negative = text[0] == '-';
        var start = position;
        while (position < text.Length && text[position] == '0')
        {
            position++;
        }
        var number = Digits(text, ref position);
        var fraction = ReadOnlySpan<char>.Empty;
        var seen = position > start;
        if (position < text.Length && text[position] == '.')
        {
            position++;
            fraction = Digits(text, ref position);
            seen |= fraction.Length > 0;
        }
        if (!TrySuffix(text[position..], out var suffix))
        {
            return QuantityError.Format;
        }
        if (!TryInterpret(suffix, out var exponent, out format))
        {
            return QuantityError.Suffix;
        }
        if (!seen && format != QuantityFormat.BinarySI && exponent < Nano)
        {
            // Without any digit the amount reads as 0, except where Kubernetes takes its slow path.
            return QuantityError.Numeric;
        }
        keepsText = KeepsText(number, fraction, exponent, format);
        return Amount(number, fraction, exponent, negative, ref format, out mantissa, out scale);
    }

    /// <summary>Kubernetes takes some texts for canonical without working it out, and writes them back as they came: 5., +1, 1E3, 1.500.</summary>
    private static bool KeepsText(ReadOnlySpan<char> number, ReadOnlySpan<char> fraction, int exponent, QuantityFormat format)
    {
        var digits = Math.Max(number.Length, 1);
        if (format == QuantityFormat.BinarySI)
        {
            return fraction.IsEmpty && digits <= 14 - (exponent * 3 / 10) && exponent % 10 == 0 && (Number(number, fraction) & 7) != 0;
        }
        var scale = (long)exponent - fraction.Length;
        return digits + fraction.Length <= 18 && scale >= Nano && scale % 3 == 0 && !number.IsEmpty && number[0] != '0' && !EndsWithThousand(number, fraction);
    }

    private static bool EndsWithThousand(ReadOnlySpan<char> number, ReadOnlySpan<char> fraction)
    {
        Span<char> last = stackalloc char[3];
        for (var i = 0; i < 3; i++)
        {
            var index = number.Length + fraction.Length - 1 - i;
            if (index < 0)
            {
                return false;
            }
            last[i] = index < number.Length ? number[index] : fraction[index - number.Length];
        }
        return last is "000";
    }

    private static QuantityError Amount(
        ReadOnlySpan<char> number, ReadOnlySpan<char> fraction, int exponent, bool negative, ref QuantityFormat format, out BigInteger mantissa, out int scale)
    {
        mantissa = Number(number, fraction);
        scale = -fraction.Length;
        if (format == QuantityFormat.BinarySI)
        {
            mantissa <<= exponent;
            exponent = 0;
        }
        scale = (int)Math.Clamp((long)scale + exponent, int.MinValue + 64, int.MaxValue - 64);
        if (scale < Nano)
        {
            mantissa = QuantityArithmetic.Rescale(mantissa, scale, Nano);
            scale = Nano;
        }
        if (format == QuantityFormat.BinarySI)
        {
            if (QuantityArithmetic.Compare(mantissa, scale, long.MaxValue, 0) > 0)
            {
                (mantissa, scale) = (long.MaxValue, 0);
            }
            else if (!mantissa.IsZero && QuantityArithmetic.Compare(mantissa, scale, 1, 0) < 0)
            {
                format = QuantityFormat.DecimalSI;
            }
        }
        mantissa = negative ? -mantissa : mantissa;
        return QuantityError.None;
    }

    private static BigInteger Number(ReadOnlySpan<char> number, ReadOnlySpan<char> fraction)
    {
        if (number.Length + fraction.Length <= 18)
        {
            long small = 0;
            foreach (var digit in number)
            {
                small = (small * 10) + (digit - '0');
            }
            foreach (var digit in fraction)
            {
                small = (small * 10) + (digit - '0');
            }
            return small;
        }
        return BigInteger.Parse(string.Concat(number, fraction), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static ReadOnlySpan<char> Digits(ReadOnlySpan<char> text, scoped ref int position)
    {
        var start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
        {
            position++;
        }
        return text[start..position];
    }

    /// <summary>Letters of any suffix, an optional sign, digits, and nothing after them.</summary>
    private static bool TrySuffix(ReadOnlySpan<char> text, out ReadOnlySpan<char> suffix)
    {
        suffix = text;
        var position = 0;
        while (position < text.Length && "eEinumkKMGTP".Contains(text[position]))
        {
            position++;
        }
        if (position < text.Length && text[position] is '-' or '+')
        {
            position++;
        }
        Digits(text, ref position);
        return position == text.Length;
    }

    private static bool TryInterpret(ReadOnlySpan<char> suffix, out int exponent, out QuantityFormat format)
    {
        format = QuantityFormat.DecimalSI;
        exponent = 0;
        if (suffix.IsEmpty)
        {
            return true;
        }
        if (suffix.Length == 1 && "numkMGTPE".IndexOf(suffix[0]) is >= 0 and var index)
        {
            exponent = index < 3 ? -9 + (3 * index) : 3 * (index - 2);
            return true;
        }
        if (suffix.Length == 2 && suffix[1] == 'i' && "KMGTPE".IndexOf(suffix[0]) is >= 0 and var power)
        {
            (exponent, format) = (10 * (power + 1), QuantityFormat.BinarySI);
            return true;
        }
        if (suffix.Length > 1 && suffix[0] is 'e' or 'E'
            && long.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed))
        {
            (exponent, format) = (unchecked((int)parsed), QuantityFormat.DecimalExponent);
            return true;
        }
        return false;
    }
}
