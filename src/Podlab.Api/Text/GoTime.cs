using System.Globalization;

namespace Podlab.Api;

/// <summary>RFC 3339 as Go's time.Parse reads it, with its complaints.</summary>
/// <remarks>Follows time/format.go; metav1.Time and metav1.MicroTime (staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/time.go, micro_time.go, v1.36.3).</remarks>
public static class GoTime
{
    private const string Layout = "2006-01-02T15:04:05Z07:00";
    private const string MicroLayout = "2006-01-02T15:04:05.000000Z07:00";
    private static readonly (string Element, int Digits)[] Parts = [("2006", 4), ("-", 0), ("01", 2), ("-", 0), ("02", 2), ("T", 0), ("15", 2), (":", 0), ("04", 2), (":", 0), ("05", 2)];

    /// <param name="micro">Whether six digits of a second are asked for; else any number of them may stand.</param>
    /// <param name="error">What Go says; null when the text is a time.</param>
    public static DateTimeOffset Parse(string text, bool micro, out string? error)
    {
        var layout = micro ? MicroLayout : Layout;
        var at = 0;
        Span<int> numbers = stackalloc int[6];
        var count = 0;
        foreach (var (element, digits) in Parts)
        {
            var width = digits == 0 ? 1 : digits;
            var rest = text.AsSpan(at);
            if (element == "15" && rest.Length > 0 && char.IsAsciiDigit(rest[0]) && (rest.Length == 1 || !char.IsAsciiDigit(rest[1])))
            {
                width = 1;
            }
            if (rest.Length < width || (digits == 0 ? rest[0] != element[0] : rest[..width].ContainsAnyExceptInRange('0', '9')))
            {
                error = $"parsing time {GoText.Quote(text)} as {GoText.Quote(layout)}: cannot parse {GoText.Quote(text[at..])} as {GoText.Quote(element)}";
                return default;
            }
            if (digits > 0)
            {
                numbers[count++] = int.Parse(rest[..width], NumberStyles.None, CultureInfo.InvariantCulture);
                if (Outside(numbers, count) is { } what)
                {
                    error = OutOfRange(text, what);
                    return default;
                }
            }
            at += width;
        }
        var ticks = Fraction(text, ref at, micro, out var fault);
        var offset = fault is null ? Zone(text, ref at, out fault) : default;
        if (fault is { } expected)
        {
            error = $"parsing time {GoText.Quote(text)} as {GoText.Quote(layout)}: cannot parse {GoText.Quote(text[at..])} as {GoText.Quote(expected)}";
            return default;
        }
        if (at < text.Length)
        {
            error = $"parsing time {GoText.Quote(text)}: extra text: {GoText.Quote(text[at..])}";
            return default;
        }
        if (numbers[2] < 1 || numbers[0] > 0 && numbers[2] > DateTime.DaysInMonth(numbers[0], numbers[1]))
        {
            error = OutOfRange(text, "day");
            return default;
        }
        error = null;
        return Instant(numbers, ticks, offset);
    }

    private static DateTimeOffset Instant(ReadOnlySpan<int> numbers, long ticks, TimeSpan offset)
    {
        // The first and the last year end where this type's do; Go goes further.
        var local = new DateTime(Math.Max(1, numbers[0]), numbers[1], Math.Min(numbers[2], 28), numbers[3], numbers[4], numbers[5], DateTimeKind.Unspecified).AddDays(Math.Max(0, numbers[2] - 28)).AddTicks(ticks);
        var utc = Math.Clamp(local.Ticks - offset.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);
        return new DateTimeOffset(utc, TimeSpan.Zero);
    }

    private static string? Outside(ReadOnlySpan<int> numbers, int count) => count switch
    {
        2 when numbers[1] is < 1 or > 12 => "month",
        4 when numbers[3] > 23 => "hour",
        5 when numbers[4] > 59 => "minute",
        6 when numbers[5] > 59 => "second",
        _ => null,
    };

    private static string OutOfRange(string text, string what) => $"parsing time {GoText.Quote(text)}: {what} out of range";

    private static long Fraction(string text, ref int at, bool micro, out string? fault)
    {
        fault = null;
        var rest = text.AsSpan(at);
        var digits = rest.IsEmpty || rest[0] is not ('.' or ',') ? -1 : rest[1..].IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : rest.Length - 1;
        if (micro && digits < 6)
        {
            fault = ".000000";
            return 0;
        }
        if (digits <= 0)
        {
            return 0;
        }
        var used = micro ? 6 : digits;
        var number = rest.Slice(1, Math.Min(used, 7));
        at += used + 1;
        var ticks = long.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture);
        for (var i = number.Length; i < 7; i++)
        {
            ticks *= 10;
        }
        return ticks;
    }

    private static TimeSpan Zone(string text, ref int at, out string? fault)
    {
        fault = null;
        var rest = text.AsSpan(at);
        if (rest.StartsWith("Z"))
        {
            at++;
            return TimeSpan.Zero;
        }
        if (rest.Length < 6 || rest[0] is not ('+' or '-') || rest[3] != ':' || !TwoDigits(rest[1..3], 24, out var hours) || !TwoDigits(rest[4..6], 60, out var minutes))
        {
            fault = "Z07:00";
            return default;
        }
        at += 6;
        var offset = new TimeSpan(hours, minutes, 0);
        return rest[0] == '-' ? -offset : offset;
    }

    private static bool TwoDigits(ReadOnlySpan<char> text, int limit, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= limit;
}
