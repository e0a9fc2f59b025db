using System.Globalization;

namespace Podlab.Simulation.Utilities.Basics;

/// <summary>Numbers as C's printf writes them with f, e and g.</summary>
public static class FloatText
{
    public static string Format(double value, char conversion, int precision)
    {
        if (double.IsNaN(value)) return "nan";
        if (double.IsInfinity(value)) return value < 0 ? "-inf" : "inf";
        switch (conversion)
        {
            case 'f' or 'F':
                return value.ToString("F" + precision, CultureInfo.InvariantCulture);
            case 'e' or 'E':
                return value.ToString((conversion == 'e' ? "0." : "0.") + new string('0', precision) + (conversion == 'e' ? "e+00" : "E+00"), CultureInfo.InvariantCulture).Replace("0.e", "0e", StringComparison.Ordinal);
            default:
                if (precision == 0) precision = 1;
                if (value == 0) return "0";
                var exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
                var rounded = value.ToString("E" + (precision - 1), CultureInfo.InvariantCulture);
                exponent = int.Parse(rounded[(rounded.IndexOf('E', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
                if (exponent < -4 || exponent >= precision)
                {
                    var text = Format(value, conversion == 'g' ? 'e' : 'E', precision - 1);
                    var at = text.IndexOfAny(['e', 'E']);
                    var mantissa = text[..at].Contains('.', StringComparison.Ordinal) ? text[..at].TrimEnd('0').TrimEnd('.') : text[..at];
                    return mantissa + text[at..];
                }

                var plain = value.ToString("F" + Math.Max(0, precision - 1 - exponent), CultureInfo.InvariantCulture);
                return plain.Contains('.', StringComparison.Ordinal) ? plain.TrimEnd('0').TrimEnd('.') : plain;
        }
    }
}
