using System.Globalization;
using System.Numerics;

namespace Podlab.Api;

/// <summary>The canonical text: no fraction, the largest suffix that keeps the number whole.</summary>
internal static class QuantityFormatter
{
    private static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    public static string Canonical(BigInteger mantissa, int scale, QuantityFormat format)
    {
        if (mantissa.IsZero)
        {
            return "0";
        }
        if (format == QuantityFormat.BinarySI && Whole(mantissa, scale) is { } whole && BigInteger.Abs(whole) >= 1024)
        {
            return Binary(whole);
        }
        return Decimal(mantissa, scale, format == QuantityFormat.DecimalExponent);
    }

    private static BigInteger? Whole(BigInteger mantissa, int scale)
    {
        var whole = QuantityArithmetic.Rescale(mantissa, scale, 0);
        return scale >= 0 || QuantityArithmetic.Rescale(whole, 0, scale) == mantissa ? whole : null;
    }

    private static string Binary(BigInteger whole)
    {
        var times = 0;
        while (times < BinarySuffixes.Length - 1 && (whole & 1023).IsZero)
        {
            whole >>= 10;
            times++;
        }
        return whole.ToString(CultureInfo.InvariantCulture) + BinarySuffixes[times];
    }

    private static string Decimal(BigInteger mantissa, int scale, bool exponent)
    {
        while (true)
        {
            var quotient = BigInteger.DivRem(mantissa, 10, out var rest);
            if (!rest.IsZero)
            {
                break;
            }
            mantissa = quotient;
            scale++;
        }
        var over = ((scale % 3) + 3) % 3;
        mantissa *= QuantityArithmetic.Power(over);
        scale -= over;
        var number = mantissa.ToString(CultureInfo.InvariantCulture);
        if (exponent)
        {
            return scale == 0 ? number : number + "e" + scale.ToString(CultureInfo.InvariantCulture);
        }
        // Past E (and below n) Kubernetes has no suffix and drops the exponent: 1e21 written as 1000E reads back as 1.
        var index = (scale / 3) + 3;
        return index >= 0 && index < DecimalSuffixes.Length ? number + DecimalSuffixes[index] : number;
    }
}
