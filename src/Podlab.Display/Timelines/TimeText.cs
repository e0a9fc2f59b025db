using System.Globalization;

namespace Podlab.Display.Timelines;

/// <summary>Times since a beginning, as short as they can be: <c>0s</c>, <c>12.5s</c>, <c>1m30s</c>, <c>2h</c>.</summary>
public static class TimeText
{
    /// <param name="decimals">How many digits of a second are kept, at most 7; a tenth tells all that a reader wants to know of a pod's life.</param>
    public static string Of(TimeSpan time, int decimals = 1)
    {
        var seconds = Math.Round(Math.Abs(time.Ticks) / (decimal)TimeSpan.TicksPerSecond, decimals);
        var (hours, minutes) = ((long)(seconds / 3600), (long)(seconds / 60) % 60);
        var text = (hours > 0 ? Number(hours) + "h" : "") + (minutes > 0 ? Number(minutes) + "m" : "");
        if (seconds % 60 > 0) text += Number(seconds % 60) + "s";
        return text.Length == 0 ? "0s" : time < TimeSpan.Zero ? "-" + text : text;
    }

    private static string Number(decimal value) => value.ToString("0.#######", CultureInfo.InvariantCulture);
}
