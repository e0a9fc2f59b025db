using System.Numerics;

namespace Podlab.Api;

/// <summary>An amount of a resource: exact, immutable, and written as Kubernetes writes it (<c>100m</c>, <c>1536Mi</c>, <c>1e3</c>).</summary>
/// <remarks>
/// Follows staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go (v1.36.3). Two quantities are equal when their canonical
/// texts are; <see cref="CompareTo(Quantity)"/> compares amounts only (1024 and 1Ki compare as the same).
/// </remarks>
public sealed class Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    private readonly BigInteger mantissa;
    private readonly int scale;
    private string? text;

    private Quantity(BigInteger mantissa, int scale, QuantityFormat format)
    {
        this.mantissa = mantissa;
        this.scale = mantissa.IsZero ? 0 : scale;
        Format = format;
    }

    public static Quantity Zero { get; } = new(0, 0, QuantityFormat.DecimalSI);

    public QuantityFormat Format { get; }

    public int Sign => mantissa.Sign;

    public bool IsZero => mantissa.IsZero;

    /// <summary>The amount in whole units, rounded away from zero; the ends of <see cref="long"/> where it does not fit.</summary>
    public long Value => ScaledValue(0);

    /// <summary>The amount in thousandths, rounded away from zero.</summary>
    public long MilliValue => ScaledValue(-3);

    /// <summary>The amount in units of 10^<paramref name="scale"/>, rounded away from zero.</summary>
    public long ScaledValue(int scale)
    {
        var amount = QuantityArithmetic.Rescale(mantissa, this.scale, scale);
        return amount > long.MaxValue ? long.MaxValue : amount < long.MinValue ? long.MinValue : (long)amount;
    }

    /// <summary>The amount as floating point, for scoring and display.</summary>
    public double ToDouble() => (double)mantissa * Math.Pow(10, scale);

    public static Quantity Of(long value, QuantityFormat format = QuantityFormat.DecimalSI) => new(value, 0, format);

    public static Quantity OfMillis(long millis, QuantityFormat format = QuantityFormat.DecimalSI) => new(millis, -3, format);

    public static Quantity Of(BigInteger mantissa, int scale, QuantityFormat format) => new(mantissa, scale, format);

    /// <exception cref="FormatException">The text is no quantity; the message is Kubernetes'.</exception>
    public static Quantity Parse(string text) =>
        TryParse(text, out var quantity, out var error) ? quantity : throw new FormatException(error.Message());

    public static bool TryParse(string? text, out Quantity quantity) => TryParse(text, out quantity, out _);

    public static bool TryParse(string? text, out Quantity quantity, out QuantityError error)
    {
        if (text is not null && CommonQuantities.Find(text) is { } common)
        {
            (quantity, error) = (common, QuantityError.None);
            return true;
        }
        error = QuantityParser.Parse(text, out var mantissa, out var scale, out var format, out var keepsText);
        quantity = error == QuantityError.None ? new Quantity(mantissa, scale, format) { text = keepsText ? text : null } : Zero;
        return error == QuantityError.None;
    }

    /// <summary>The wire's lenient form: blanks around the text are cut off.</summary>
    public static bool TryParseWire(string text, out Quantity quantity, out QuantityError error) =>
        TryParse(text.AsSpan().Trim().Length == text.Length ? text : text.Trim(), out quantity, out error);

    public Quantity Add(Quantity other)
    {
        var common = Math.Min(scale, other.scale);
        var sum = QuantityArithmetic.Rescale(mantissa, scale, common) + QuantityArithmetic.Rescale(other.mantissa, other.scale, common);
        return new Quantity(sum, common, IsZero ? other.Format : Format);
    }

    public Quantity Subtract(Quantity other) => Add(other.Negate());

    public Quantity Negate() => new(-mantissa, scale, Format);

    public Quantity Multiply(long factor) => new(mantissa * factor, scale, Format);

    /// <summary>Rounded away from zero so that no digit below 10^<paramref name="scale"/> remains.</summary>
    public Quantity RoundUp(int scale) =>
        this.scale >= scale ? this : new Quantity(QuantityArithmetic.Rescale(mantissa, this.scale, scale), scale, Format);

    public Quantity WithFormat(QuantityFormat format) => format == Format ? this : new Quantity(mantissa, scale, format);

    /// <summary>Compares amounts, whatever their format.</summary>
    public int CompareTo(Quantity? other) =>
        other is null ? 1 : QuantityArithmetic.Compare(mantissa, scale, other.mantissa, other.scale);

    public int CompareTo(long other) => QuantityArithmetic.Compare(mantissa, scale, other, 0);

    public bool Equals(Quantity? other) =>
        ReferenceEquals(this, other) || (other is not null && string.Equals(ToString(), other.ToString(), StringComparison.Ordinal));

    public override bool Equals(object? obj) => Equals(obj as Quantity);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The canonical text.</summary>
    public override string ToString() => text ??= QuantityFormatter.Canonical(mantissa, scale, Format);

    public static bool operator ==(Quantity? a, Quantity? b) => a is null ? b is null : a.Equals(b);

    public static bool operator !=(Quantity? a, Quantity? b) => !(a == b);

    public static bool operator <(Quantity a, Quantity b) => a.CompareTo(b) < 0;

    public static bool operator >(Quantity a, Quantity b) => a.CompareTo(b) > 0;

    public static bool operator <=(Quantity a, Quantity b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Quantity a, Quantity b) => a.CompareTo(b) >= 0;
}
