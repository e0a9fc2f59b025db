using System.Globalization;

namespace Podlab.Api;

/// <summary>A span of time with two or three significant figures, as kubectl shows ages: <c>95s</c>, <c>5m30s</c>, <c>2d3h</c>.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/duration/duration.go (v1.36.3).</remarks>
public static class HumanDuration
{
    /// <summary>What stands for a time that is not set.</summary>
    public const string Unknown = "<unknown>";

    public static string Of(TimeSpan span)
    {
        var seconds = span.Ticks / TimeSpan.TicksPerSecond;
        if (seconds < -1) return "<invalid>";
        if (span.Ticks < 0) return "0s";
        if (seconds < 2 * 60) return Text($"{seconds}s");
        var minutes = seconds / 60;
        if (minutes < 10) return Pair(minutes, "m", seconds % 60, "s");
        if (minutes < 3 * 60) return Text($"{minutes}m");
        var hours = minutes / 60;
        if (hours < 8) return Pair(hours, "h", minutes % 60, "m");
        if (hours < 48) return Text($"{hours}h");
        var days = hours / 24;
        if (days < 8) return Pair(days, "d", hours % 24, "h");
        if (days < 2 * 365) return Text($"{days}d");
        return days < 8 * 365 ? Pair(days / 365, "y", days % 365, "d") : Text($"{days / 365}y");
    }

    /// <summary>The time that has passed since <paramref name="time"/>; <see cref="Unknown"/> where it is not set.</summary>
    public static string Since(DateTimeOffset? time, DateTimeOffset now) => time is { } set ? Of(now - set) : Unknown;

    private static string Pair(long large, string largeUnit, long small, string smallUnit) =>
        small == 0 ? Text($"{large}{largeUnit}") : Text($"{large}{largeUnit}{small}{smallUnit}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
