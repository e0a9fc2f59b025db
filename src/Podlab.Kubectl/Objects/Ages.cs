using System.Globalization;

namespace Podlab.Kubectl.Objects;

/// <summary>Spans of time for people: <c>45s</c>, <c>2m5s</c>, <c>3h12m</c>, <c>5d</c>.</summary>
/// <remarks>Follows apimachinery/pkg/util/duration/duration.go (v1.36.3).</remarks>
internal static class Ages
{
    public static string Since(DateTimeOffset? time, DateTimeOffset now) => time is { } then ? Of(now - then) : "<unknown>";

    public static string Of(TimeSpan span)
    {
        var seconds = (long)(span.Ticks / TimeSpan.TicksPerSecond);
        if (seconds < -1) return "<invalid>";
        if (seconds < 0) return "0s";
        if (seconds < 120) return Invariant($"{seconds}s");
        var minutes = seconds / 60;
        if (minutes < 10) return seconds % 60 == 0 ? Invariant($"{minutes}m") : Invariant($"{minutes}m{seconds % 60}s");
        if (minutes < 180) return Invariant($"{minutes}m");
        var hours = minutes / 60;
        if (hours < 8) return minutes % 60 == 0 ? Invariant($"{hours}h") : Invariant($"{hours}h{minutes % 60}m");
        if (hours < 48) return Invariant($"{hours}h");
        var days = hours / 24;
        if (hours < 192) return hours % 24 == 0 ? Invariant($"{days}d") : Invariant($"{days}d{hours % 24}h");
        if (hours < 24 * 365 * 2) return Invariant($"{days}d");
        var years = days / 365;
        if (hours < 24 * 365 * 8) return days % 365 == 0 ? Invariant($"{years}y") : Invariant($"{years}y{days % 365}d");
        return Invariant($"{years}y");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
