using System.Globalization;

namespace Podlab.Kubectl.Flags;

/// <summary>Durations as Go writes them: <c>1h15m30.5s</c>.</summary>
internal static class FlagDuration
{
    private static readonly (string Unit, double Ticks)[] Units =
    [
        ("ns", 0.01), ("us", 10), ("µs", 10), ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour),
    ];

    /// <summary>The duration, or null where the text is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        if (rest.Length > 0 && rest[0] is '-' or '+') rest = rest[1..];
        if (rest is "0") return TimeSpan.Zero;
        if (rest.IsEmpty) return null;
        double ticks = 0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) return null;
            rest = rest[digits..];
            var end = rest.IndexOfAny("0123456789.");
            var name = (end < 0 ? rest : rest[..end]).ToString();
            var unit = Array.Find(Units, u => u.Unit == name);
            if (unit.Unit is null) return null;
            ticks += amount * unit.Ticks;
            rest = end < 0 ? [] : rest[end..];
        }

        return TimeSpan.FromTicks((long)Math.Round(negative ? -ticks : ticks));
    }

    /// <summary>What Go says of a text that is no duration.</summary>
    public static string Complaint(string text)
    {
        var digits = text.AsSpan().TrimStart("+-");
        var end = digits.IndexOfAnyExcept("0123456789.");
        if (digits.Length > 0 && end < 0) return $"time: missing unit in duration {Api.GoText.Quote(text)}";
        if (end > 0)
        {
            var unit = digits[end..];
            var stop = unit.IndexOfAny("0123456789.");
            return $"time: unknown unit {Api.GoText.Quote((stop < 0 ? unit : unit[..stop]).ToString())} in duration {Api.GoText.Quote(text)}";
        }

        return $"time: invalid duration {Api.GoText.Quote(text)}";
    }

    /// <summary>As Go prints it: <c>2m0s</c>, <c>1.5s</c>.</summary>
    public static string Text(TimeSpan span)
    {
        if (span == TimeSpan.Zero) return "0s";
        var sign = span < TimeSpan.Zero ? "-" : "";
        span = span.Duration();
        if (span < TimeSpan.FromSeconds(1)) return $"{sign}{span.TotalMilliseconds.ToString("0.######", CultureInfo.InvariantCulture)}ms";
        var seconds = (span.Ticks % TimeSpan.TicksPerMinute) / (decimal)TimeSpan.TicksPerSecond;
        var text = seconds.ToString("0.#######", CultureInfo.InvariantCulture) + "s";
        var hours = (long)span.TotalHours;
        if (span.TotalMinutes >= 1) text = $"{span.Minutes}m{text}";
        return hours > 0 ? $"{sign}{hours}h{text}" : sign + text;
    }
}
