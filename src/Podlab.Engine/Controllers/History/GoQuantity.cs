using System.Globalization;
using System.Numerics;
using System.Text;

namespace Podlab.Engine.Controllers.History;

/// <summary>A quantity as it lies in Go's memory: a scaled number, and its text where that is canonical.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go ParseQuantity (v1.36): numbers of up to 18 digits take its short way, and all that pods ask for do.</remarks>
internal static class GoQuantity
{
    private static readonly string[] Decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] Binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    public static void Write(StringBuilder text, string quantity)
    {
        if (quantity == "0")
        {
            Append(text, 0, 0, "0", "");
            return;
        }

        var end = 0;
        while (end < quantity.Length && (char.IsAsciiDigit(quantity[end]) || quantity[end] is '.' or '-' or '+')) end++;
        var (number, suffix) = (quantity[..end], quantity[end..]);
        var digits = number.TrimStart('+', '-');
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? 0 : digits.Length - point - 1;
        var shifted = digits.Replace(".", "", StringComparison.Ordinal);
        var value = BigInteger.Parse(shifted, CultureInfo.InvariantCulture);
        if (Array.IndexOf(Binary, suffix) is >= 0 and var power)
        {
            var exponent = 10 * (power + 1);
            Append(text, Signed(number, value << exponent), -fraction, (value & 7) != 0 && fraction == 0 ? quantity : "", "BinarySI");
            return;
        }

        var isExponent = suffix.Length > 1 && suffix[0] is 'e' or 'E';
        var scale = (isExponent ? int.Parse(suffix.AsSpan(1), CultureInfo.InvariantCulture) : 3 * (Array.IndexOf(Decimal, suffix) - 3)) - fraction;
        var canonical = scale % 3 == 0 && !shifted.EndsWith("000", StringComparison.Ordinal) && shifted[0] != '0';
        Append(text, Signed(number, value), scale, canonical ? quantity : "", isExponent ? "DecimalExponent" : "DecimalSI");
    }

    private static BigInteger Signed(string number, BigInteger value) => number[0] == '-' ? -value : value;

    private static void Append(StringBuilder text, BigInteger value, int scale, string kept, string format) => text.Append(
        CultureInfo.InvariantCulture,
        $"{{i:(resource.int64Amount){{value:(int64){value} scale:(resource.Scale){scale}}} d:(resource.infDecAmount){{Dec:(*inf.Dec)<nil>}} s:(string){kept} Format:(resource.Format){format}}}");
}
