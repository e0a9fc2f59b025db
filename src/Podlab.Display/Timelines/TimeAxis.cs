namespace Podlab.Display.Timelines;

/// <summary>Places for tick marks on an axis: round numbers of seconds, minutes, hours.</summary>
internal static class TimeAxis
{
    private static readonly double[] StepSeconds =
        [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800];

    /// <summary>At most <paramref name="count"/> steps from zero to <paramref name="end"/>.</summary>
    public static IEnumerable<TimeSpan> Ticks(TimeSpan end, int count) => Ticks(TimeSpan.Zero, end, count);

    /// <summary>At most <paramref name="count"/> steps in a <paramref name="span"/> that begins at <paramref name="from"/>.</summary>
    public static IEnumerable<TimeSpan> Ticks(TimeSpan from, TimeSpan span, int count)
    {
        var step = TimeSpan.FromSeconds(StepSeconds.FirstOrDefault(step => span.TotalSeconds / step <= count, StepSeconds[^1]));
        for (var tick = step * Math.Ceiling(from / step); tick <= from + span; tick += step) yield return tick;
    }
}
