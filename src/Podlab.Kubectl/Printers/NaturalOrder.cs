using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Api;

namespace Podlab.Kubectl.Printers;

/// <summary>How <c>--sort-by</c> orders values: numbers and quantities by size, texts with their numbers by size.</summary>
internal static class NaturalOrder
{
    public static int Compare(JsonNode? a, JsonNode? b)
    {
        if (a is null || b is null) return a is null ? b is null ? 0 : -1 : 1;
        if (a is not JsonValue left || b is not JsonValue right) return 0;
        if (left.GetValueKind() == JsonValueKind.Number && right.GetValueKind() == JsonValueKind.Number)
            return double.Parse(left.ToJsonString(), CultureInfo.InvariantCulture).CompareTo(double.Parse(right.ToJsonString(), CultureInfo.InvariantCulture));
        if (left.GetValueKind() != JsonValueKind.String || right.GetValueKind() != JsonValueKind.String) return 0;
        var (x, y) = (left.GetValue<string>(), right.GetValue<string>());
        return Quantity.TryParse(x, out var p) && Quantity.TryParse(y, out var q) ? p.CompareTo(q) : Compare(x, y);
    }

    /// <summary>Runs of digits compare as numbers.</summary>
    public static int Compare(string a, string b)
    {
        int i = 0, j = 0;
        while (i < a.Length && j < b.Length)
        {
            if (char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j]))
            {
                var (x, y) = (Digits(a, ref i), Digits(b, ref j));
                var order = x.Length != y.Length ? x.Length.CompareTo(y.Length) : string.CompareOrdinal(x, y);
                if (order != 0) return order;
            }
            else if (a[i] != b[j])
            {
                return a[i].CompareTo(b[j]);
            }
            else
            {
                i++;
                j++;
            }
        }

        return (a.Length - i).CompareTo(b.Length - j);
    }

    private static string Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return text[start..at].TrimStart('0');
    }
}
