using System.Numerics;

namespace Podlab.Api;

/// <summary>Decimal arithmetic on mantissa × 10^scale, bounded for scales no real amount has.</summary>
internal static class QuantityArithmetic
{
    /// <summary>Beyond so many digits an amount counts as endless: texts such as 1e999999999 must not cost memory.</summary>
    private const int MaxShift = 4096;

    private static readonly BigInteger[] Powers = [.. Enumerable.Range(0, 64).Select(i => BigInteger.Pow(10, i))];

    /// <summary>The mantissa at another scale, rounded away from zero.</summary>
    public static BigInteger Rescale(BigInteger mantissa, int from, int to)
    {
        if (from == to || mantissa.IsZero)
        {
            return mantissa;
        }
        var shift = (long)from - to;
        if (shift > 0)
        {
            return mantissa * Power((int)Math.Min(shift, MaxShift));
        }
        if (-shift > MaxShift)
        {
            return mantissa.Sign;
        }
        var quotient = BigInteger.DivRem(mantissa, Power((int)-shift), out var rest);
        return rest.IsZero ? quotient : quotient + mantissa.Sign;
    }

    public static int Compare(BigInteger a, int scaleA, BigInteger b, int scaleB)
    {
        if (scaleA == scaleB || a.Sign != b.Sign || a.IsZero)
        {
            return a.Sign != b.Sign ? a.Sign.CompareTo(b.Sign) : a.CompareTo(b);
        }
        var digitsA = Digits(a) + scaleA;
        var digitsB = Digits(b) + scaleB;
        if (Math.Abs(digitsA - digitsB) > 2)
        {
            return digitsA.CompareTo(digitsB) * a.Sign;
        }
        var scale = Math.Min(scaleA, scaleB);
        return (a * Power(scaleA - scale)).CompareTo(b * Power(scaleB - scale));
    }

    public static BigInteger Power(int exponent) => exponent < Powers.Length ? Powers[exponent] : BigInteger.Pow(10, exponent);

    /// <summary>The number of decimal digits, give or take one.</summary>
    private static long Digits(BigInteger value) => (long)(value.GetBitLength() * 0.30103) + 1;
}
