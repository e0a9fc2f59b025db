using System.Globalization;
using System.Text.RegularExpressions;

namespace Podlab.Engine.Faults;

/// <summary>The small words of faults.</summary>
internal static partial class FaultWords
{
    public const string Known = "Known are: registry down|unreachable|slow 10x|delay 30s|up, NODE down|partition|up, NODE disk full|90%|ok, NODE inodes full|90%|ok, NODE memory full|90%|ok, NODE clock +5m|ok, kill POD [PROCESS], api down|drop 20%|refuse 50%|slow 2s|up [from CLIENT], clear; `for 5m` behind one gives its end.";

    /// <summary><c>30s</c>, <c>1m30s</c>, <c>2h</c>, <c>500ms</c>.</summary>
    public static TimeSpan Span(string text)
    {
        var match = SpanForm().Match(text);
        if (!match.Success) throw new FaultException($"`{text}` is not a span of time such as 30s, 1m30s or 2h.");
        var span = TimeSpan.Zero;
        for (var i = 0; i < match.Groups["unit"].Captures.Count; i++)
        {
            var count = double.Parse(match.Groups["count"].Captures[i].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            span += match.Groups["unit"].Captures[i].Value switch
            {
                "d" => TimeSpan.FromDays(count),
                "h" => TimeSpan.FromHours(count),
                "m" => TimeSpan.FromMinutes(count),
                "s" => TimeSpan.FromSeconds(count),
                _ => TimeSpan.FromMilliseconds(count),
            };
        }

        return span;
    }

    /// <summary><c>full</c>: all of it; <c>ok</c>: none; <c>95%</c>.</summary>
    public static double Share(string text) => text switch
    {
        "full" => 1,
        "ok" => 0,
        [.., '%'] when double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 100 => percent / 100,
        _ => throw new FaultException($"`{text}` does not say how full. Write full, ok, or a share such as 95%."),
    };

    public static string Text(TimeSpan span)
    {
        var text = (span.Days > 0 ? $"{span.Days}d" : "") + (span.Hours > 0 ? $"{span.Hours}h" : "") + (span.Minutes > 0 ? $"{span.Minutes}m" : "");
        var seconds = span.TotalSeconds % 60;
        return seconds > 0 || text.Length == 0 ? text + seconds.ToString("0.###", CultureInfo.InvariantCulture) + "s" : text;
    }

    [GeneratedRegex(@"^(?:(?<count>[0-9]{1,6}(?:\.[0-9]{1,3})?)(?<unit>ms|d|h|m|s))+$", RegexOptions.CultureInvariant)]
    private static partial Regex SpanForm();
}
