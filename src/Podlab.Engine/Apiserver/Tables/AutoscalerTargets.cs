using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

/// <summary>An autoscaler's metrics, each as it is and as it should be: <c>cpu: 40%/80%</c>.</summary>
internal static class AutoscalerTargets
{
    private const int Shown = 2;

    public static string Of(ValueList<MetricSpec> specs, ValueList<MetricStatus> statuses)
    {
        if (specs.IsEmpty) return Cell.None;
        var texts = new List<string>();
        for (var i = 0; i < specs.Count; i++) texts.Add(Metric(specs[i], i < statuses.Count ? statuses[i] : null));
        return string.Join(", ", texts.Take(Shown)) + Cell.More(texts.Count, Shown);
    }

    public static string Percent(int? value) => value is { } set ? string.Create(CultureInfo.InvariantCulture, $"{set}%") : HumanDuration.Unknown;

    private static string Metric(MetricSpec spec, MetricStatus? status) => spec.Type switch
    {
        "External" when spec.External is { } source => ByValue(source.Target, status?.External?.Current),
        "Object" when spec.Object is { } source => ByValue(source.Target, status?.Object?.Current),
        "Pods" when spec.Pods is { } source => $"{Amount(status?.Pods?.Current.AverageValue)}/{Target(source.Target.AverageValue)}",
        "Resource" when spec.Resource is { } source => $"{source.Name}: {ByUse(source.Target, status?.Resource?.Current)}",
        "ContainerResource" when spec.ContainerResource is { } source => $"{source.Name}: {ByUse(source.Target, status?.ContainerResource?.Current)}",
        _ => "<unknown type>",
    };

    private static string ByValue(MetricTarget target, MetricValueStatus? current) => target.AverageValue is { } average
        ? $"{Amount(current?.AverageValue)}/{average} (avg)"
        : $"{Amount(current?.Value)}/{Target(target.Value)}";

    private static string ByUse(MetricTarget target, MetricValueStatus? current) => target.AverageValue is { } average
        ? $"{Amount(current?.AverageValue)}/{average}"
        : $"{Percent(current?.AverageUtilization)}/{(target.AverageUtilization is { } use ? Percent(use) : "<auto>")}";

    private static string Amount(Quantity? quantity) => quantity?.ToString() ?? HumanDuration.Unknown;

    private static string Target(Quantity? quantity) => quantity?.ToString() ?? "<nil>";
}
