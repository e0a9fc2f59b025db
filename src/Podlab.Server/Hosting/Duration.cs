using System.Globalization;
using System.Text.RegularExpressions;

namespace Podlab.Server.Hosting;

/// <summary>Spans of time as Go writes them: <c>30s</c>, <c>1h15m</c>, <c>250ms</c>.</summary>
public static partial class Duration
{
    /// <summary>Null where the text is no span, or none that is positive.</summary>
    public static TimeSpan? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || !Form().IsMatch(text)) return null;
        var ticks = 0.0;
        foreach (Match part in Part().Matches(text))
        {
            var number = double.Parse(part.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture);
            ticks += number * part.Groups[2].Value switch
            {
                "h" => TimeSpan.TicksPerHour,
                "m" => TimeSpan.TicksPerMinute,
                "s" => TimeSpan.TicksPerSecond,
                "ms" => TimeSpan.TicksPerMillisecond,
                _ => TimeSpan.TicksPerMicrosecond,
            };
        }

        return ticks is < 0 or > 3.15e16 ? null : TimeSpan.FromTicks((long)ticks);
    }

    [GeneratedRegex(@"^(\d+(\.\d+)?(h|ms|m|s|us))+$")]
    private static partial Regex Form();

    [GeneratedRegex(@"(\d+(?:\.\d+)?)(h|ms|m|s|us)")]
    private static partial Regex Part();
}
