using System.Globalization;
using System.Text.RegularExpressions;
using Podlab.Display.Timelines;

namespace Podlab.Notebooks.Lab;

/// <summary>Spans of time as people write them: <c>30s</c>, <c>1m30s</c>, <c>2h</c>, <c>500ms</c>; and in C# <c>30.Seconds()</c>.</summary>
public static partial class Durations
{
    public static TimeSpan Milliseconds(this int count) => TimeSpan.FromMilliseconds(count);

    public static TimeSpan Seconds(this int count) => TimeSpan.FromSeconds(count);

    public static TimeSpan Minutes(this int count) => TimeSpan.FromMinutes(count);

    public static TimeSpan Hours(this int count) => TimeSpan.FromHours(count);

    /// <summary>Reads <c>1h2m3s</c> and the like, also fractions (<c>1.5s</c>) and a bare <c>0</c>.</summary>
    public static bool TryParse(string text, out TimeSpan span)
    {
        span = TimeSpan.Zero;
        if (text == "0") return true;
        var match = Form().Match(text);
        if (!match.Success || text.Length == 0) return false;
        var names = match.Groups["unit"].Captures;
        for (var i = 0; i < names.Count; i++)
        {
            var count = double.Parse(match.Groups["count"].Captures[i].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            if (count > 1_000_000) return false;
            span += names[i].Value switch
            {
                "d" => TimeSpan.FromDays(count),
                "h" => TimeSpan.FromHours(count),
                "m" => TimeSpan.FromMinutes(count),
                "s" => TimeSpan.FromSeconds(count),
                _ => TimeSpan.FromMilliseconds(count),
            };
        }

        return true;
    }

    /// <exception cref="FormatException">The text is no span of time.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out var span) ? span : throw new FormatException($"`{text}` is not a span of time such as 30s, 1m30s or 2h.");

    /// <summary><c>1m30s</c>; parts of a second, to the millisecond, only when there are some.</summary>
    public static string Text(TimeSpan span) => TimeText.Of(span, decimals: 3);

    [GeneratedRegex(@"^(?:(?<count>[0-9]{1,9}(?:\.[0-9]{1,6})?)(?<unit>ms|d|h|m|s))+$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
