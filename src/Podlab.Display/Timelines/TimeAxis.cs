namespace Podlab.Display.Timelines;

/// <summary>Places for tick marks on an axis that begins at zero: round numbers of seconds, minutes, hours.</summary>
internal static class TimeAxis
{
    private static readonly double[] StepSeconds =
        [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800];

    /// <summary>At most <paramref name="count"/> steps from zero to <paramref name="end"/>.</summary>
    public static IEnumerable<TimeSpan> Ticks(TimeSpan end, int count)
    {
        var step = TimeSpan.FromSeconds(StepSeconds.FirstOrDefault(step => end.TotalSeconds / step <= count, StepSeconds[^1]));
        for (var tick = TimeSpan.Zero; tick <= end; tick += step) yield return tick;
    }
}
