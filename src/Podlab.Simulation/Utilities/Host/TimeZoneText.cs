using System.Globalization;
using System.Text.RegularExpressions;

namespace Podlab.Simulation.Utilities.Host;

/// <summary>
/// The variable TZ in the form of POSIX (<c>KST-9</c>, <c>EST5EDT</c>: the name, and the hours west of Greenwich). Names of places need
/// files that small images lack: they are UTC, under the letters that the name begins with, as the C library has it. Summer time is not counted.
/// </summary>
internal sealed partial record TimeZoneText(string Name, TimeSpan Offset)
{
    public static TimeZoneText Utc { get; } = new("UTC", TimeSpan.Zero);

    public static TimeZoneText Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text is "UTC" or "UTC0") return Utc;
        var match = Form().Match(text);
        if (!match.Success) return Utc;
        var name = match.Groups["name"].Value.Trim('<', '>');
        if (!match.Groups["hours"].Success) return new TimeZoneText(name, TimeSpan.Zero);
        int Number(string group) => match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;
        var west = new TimeSpan(Math.Min(14, Number("hours")), Math.Min(59, Number("minutes")), 0);
        if (west.TotalHours > 14) west = TimeSpan.FromHours(14);
        return new TimeZoneText(name, match.Groups["sign"].Value == "-" ? west : -west);
    }

    [GeneratedRegex("^(?<name>[A-Za-z]{3,}|<[-+A-Za-z0-9]+>)((?<sign>[-+]?)(?<hours>\\d{1,2})(:(?<minutes>\\d{1,2}))?)?")]
    private static partial Regex Form();
}
