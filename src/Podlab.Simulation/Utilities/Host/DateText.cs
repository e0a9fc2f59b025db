using System.Globalization;
using System.Text;

namespace Podlab.Simulation.Utilities.Host;

/// <summary>Dates as date and touch read and write them; always UTC.</summary>
public static class DateText
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyyMMddHHmm.ss", "yyyyMMddHHmm", "yyMMddHHmm",
        "yyyy.MM.dd-HH:mm:ss", "yyyy.MM.dd-HH:mm", "ddd MMM d HH:mm:ss 'UTC' yyyy", "ddd MMM d HH:mm:ss yyyy", "MMddHHmm",
    ];

    /// <summary>The last second of the year 9999.</summary>
    private const long MostSeconds = 253402300799;

    public static DateTimeOffset? Parse(string text, DateTimeOffset now)
    {
        if (text.StartsWith('@') && long.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MostSeconds)
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        if (text is "now") return now;
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        if (DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, styles, out var date)) return date;
        if (DateTimeOffset.TryParseExact(text, ["HH:mm:ss", "HH:mm"], CultureInfo.InvariantCulture, styles, out var time)) return new DateTimeOffset(now.Date, TimeSpan.Zero) + time.TimeOfDay;
        return null;
    }

    /// <summary>strftime.</summary>
    /// <param name="zone">The name of the time's zone.</param>
    public static string Format(string format, DateTimeOffset time, string zone = "UTC")
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            i++;
            if (format[i] is '-' or '_' or '0' && i + 1 < format.Length)
            {
                var plain = Field(format[i + 1], time, zone).TrimStart('0', ' ');
                if (plain.Length == 0) plain = "0";
                text.Append(format[i] == '-' ? plain : format[i] == '_' ? plain.PadLeft(2) : plain.PadLeft(2, '0'));
                i++;
                continue;
            }

            text.Append(Field(format[i], time, zone));
        }

        return text.ToString();
    }

    private static string Field(char letter, DateTimeOffset time, string zone)
    {
        string Custom(string custom) => time.ToString(custom, CultureInfo.InvariantCulture);
        return letter switch
        {
            'Y' => Custom("yyyy"),
            'C' => (time.Year / 100).ToString("D2", CultureInfo.InvariantCulture),
            'G' => ISOWeek.GetYear(time.DateTime).ToString("D4", CultureInfo.InvariantCulture),
            'g' => (ISOWeek.GetYear(time.DateTime) % 100).ToString("D2", CultureInfo.InvariantCulture),
            'V' => ISOWeek.GetWeekOfYear(time.DateTime).ToString("D2", CultureInfo.InvariantCulture),
            'U' => ((time.DayOfYear + 6 - (int)time.DayOfWeek) / 7).ToString("D2", CultureInfo.InvariantCulture),
            'W' => ((time.DayOfYear + 6 - ((int)time.DayOfWeek + 6) % 7) / 7).ToString("D2", CultureInfo.InvariantCulture),
            'l' => Custom("%h").PadLeft(2),
            'y' => Custom("yy"),
            'm' => Custom("MM"),
            'd' => Custom("dd"),
            'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'H' => Custom("HH"),
            'I' => Custom("hh"),
            'k' => time.Hour.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'M' => Custom("mm"),
            'S' => Custom("ss"),
            'N' => (time.Ticks % TimeSpan.TicksPerSecond * 100).ToString("D9", CultureInfo.InvariantCulture),
            's' => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            'F' => Custom("yyyy-MM-dd"),
            'T' => Custom("HH:mm:ss"),
            'R' => Custom("HH:mm"),
            'D' => Custom("MM/dd/yy"),
            'a' => Custom("ddd"),
            'A' => Custom("dddd"),
            'b' or 'h' => Custom("MMM"),
            'B' => Custom("MMMM"),
            'j' => time.DayOfYear.ToString("D3", CultureInfo.InvariantCulture),
            'u' => (time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'w' => ((int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'p' => Custom("tt"),
            'r' => Custom("hh:mm:ss tt"),
            'Z' => zone,
            'z' => (time.Offset < TimeSpan.Zero ? "-" : "+") + time.Offset.ToString("hhmm", CultureInfo.InvariantCulture),
            'c' => Custom("ddd MMM ") + time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2) + Custom(" HH:mm:ss yyyy"),
            'x' => Custom("MM/dd/yy"),
            'X' => Custom("HH:mm:ss"),
            'n' => "\n",
            't' => "\t",
            '%' => "%",
            _ => "%" + letter,
        };
    }
}
