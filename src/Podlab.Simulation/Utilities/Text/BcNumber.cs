using System.Globalization;
using System.Numerics;
using System.Text;

namespace Podlab.Simulation.Utilities.Text;

/// <summary>A decimal number of any length with a count of digits behind the point, as bc computes (POSIX XCU bc).</summary>
internal readonly record struct BcNumber(BigInteger Digits, int Scale)
{
    public static BcNumber Of(long number) => new(number, 0);

    public static BcNumber Of(bool value) => Of(value ? 1 : 0);

    public bool IsZero => Digits.IsZero;

    public int Integer => (int)BigInteger.Min(int.MaxValue, BigInteger.Max(int.MinValue, Digits / BigInteger.Pow(10, Scale)));

    /// <summary>In a base of 2 to 16; capitals are digits.</summary>
    public static BcNumber Parse(string text, int numberBase)
    {
        var (whole, fraction) = text.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? (text[..dot], text[(dot + 1)..]) : (text, "");
        static int Digit(char c) => char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;
        BigInteger digits = 0;
        foreach (var c in whole) digits = digits * numberBase + (whole.Length == 1 ? Digit(c) : Math.Min(Digit(c), numberBase - 1));
        if (fraction.Length == 0) return new BcNumber(digits, 0);
        if (numberBase == 10) return new BcNumber(digits * BigInteger.Pow(10, fraction.Length) + BigInteger.Parse(fraction, CultureInfo.InvariantCulture), fraction.Length);
        BigInteger part = 0;
        foreach (var c in fraction) part = part * numberBase + Math.Min(Digit(c), numberBase - 1);
        return new BcNumber(digits * BigInteger.Pow(10, fraction.Length) + part * BigInteger.Pow(10, fraction.Length) / BigInteger.Pow(numberBase, fraction.Length), fraction.Length);
    }

    public BcNumber WithScale(int scale) => scale >= Scale ? new BcNumber(Digits * BigInteger.Pow(10, scale - Scale), scale) : new BcNumber(Digits / BigInteger.Pow(10, Scale - scale), scale);

    public static BcNumber operator -(BcNumber a) => a with { Digits = -a.Digits };

    public static BcNumber operator +(BcNumber a, BcNumber b) => Math.Max(a.Scale, b.Scale) is var scale ? new BcNumber(a.WithScale(scale).Digits + b.WithScale(scale).Digits, scale) : a;

    public static BcNumber operator -(BcNumber a, BcNumber b) => a + -b;

    public BcNumber Times(BcNumber other, int scale) => new BcNumber(Digits * other.Digits, Scale + other.Scale).WithScale(Math.Min(Scale + other.Scale, Math.Max(scale, Math.Max(Scale, other.Scale))));

    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public BcNumber Over(BcNumber other, int scale) => new(Digits * BigInteger.Pow(10, other.Scale + Math.Max(0, scale - Scale)) / other.Digits / BigInteger.Pow(10, Math.Max(0, Scale - scale)), scale);

    public BcNumber Rest(BcNumber other, int scale) => this - Over(other, scale).Times(other, scale + other.Scale) is var rest ? rest.WithScale(Math.Max(scale + other.Scale, Scale)) : this;

    public BcNumber Power(int exponent, int scale)
    {
        if (exponent < 0) return Of(1).Over(Power(-exponent, scale), scale);
        var full = new BcNumber(BigInteger.Pow(Digits, exponent), Scale * exponent);
        return full.WithScale(Math.Min(full.Scale, Math.Max(scale, Scale)));
    }

    /// <summary>Newton's method on the digits.</summary>
    public BcNumber Root(int scale)
    {
        var to = Math.Max(scale, Scale);
        var square = WithScale(2 * to).Digits;
        if (square.IsZero) return new BcNumber(0, to);
        var root = BigInteger.One << (int)(square.GetBitLength() / 2 + 1);
        for (var next = (root + square / root) / 2; next < root; next = (root + square / root) / 2) root = next;
        return new BcNumber(root, to);
    }

    public static int Compare(BcNumber a, BcNumber b) => (a - b).Digits.Sign;

    public string Text(int outputBase)
    {
        var absolute = BigInteger.Abs(Digits);
        var unit = BigInteger.Pow(10, Scale);
        var (whole, fraction) = (absolute / unit, absolute % unit);
        var text = new StringBuilder(Digits.Sign < 0 ? "-" : "");
        if (outputBase == 10)
        {
            if (!whole.IsZero || Scale == 0 || fraction.IsZero) text.Append(whole.IsZero && fraction.IsZero ? "0" : whole.ToString(CultureInfo.InvariantCulture));
            return fraction.IsZero && whole.IsZero || Scale == 0 ? text.ToString() : text.Append('.').Append(fraction.ToString(CultureInfo.InvariantCulture).PadLeft(Scale, '0')).ToString();
        }

        var digits = new StringBuilder();
        for (; !whole.IsZero; whole /= outputBase) digits.Insert(0, "0123456789ABCDEF"[(int)(whole % outputBase)]);
        return text.Append(digits.Length == 0 ? "0" : digits.ToString()).ToString();
    }
}
