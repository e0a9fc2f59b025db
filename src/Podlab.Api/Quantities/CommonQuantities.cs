using System.Collections.Frozen;

namespace Podlab.Api;

/// <summary>The amounts that most manifests use, parsed once and shared: ten thousand pods hold one "100m" between them.</summary>
internal static class CommonQuantities
{
    private static readonly FrozenDictionary<string, Quantity> Known = new[]
    {
        "1", "2", "3", "4", "8", "16", "110", "10m", "20m", "25m", "50m", "100m", "125m", "150m", "200m", "250m", "300m", "400m",
        "500m", "600m", "700m", "750m", "800m", "1500m", "8Mi", "10Mi", "16Mi", "20Mi", "32Mi", "50Mi", "64Mi", "70Mi", "100Mi", "128Mi", "150Mi",
        "170Mi", "200Mi", "256Mi", "300Mi", "400Mi", "500Mi", "512Mi", "768Mi", "1Gi", "2Gi", "4Gi", "5Gi", "8Gi", "10Gi", "16Gi", "20Gi", "32Gi",
    }.ToDictionary(text => text, Build, StringComparer.Ordinal).ToFrozenDictionary(StringComparer.Ordinal);

    public static Quantity? Find(string text) => text == "0" ? Quantity.Zero : Known.GetValueOrDefault(text);

    private static Quantity Build(string text)
    {
        QuantityParser.Parse(text, out var mantissa, out var scale, out var format, out _);
        return Quantity.Of(mantissa, scale, format);
    }
}
