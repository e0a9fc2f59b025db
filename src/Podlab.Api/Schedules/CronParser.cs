using System.Globalization;

namespace Podlab.Api.Schedules;

/// <summary>Reads schedules, with the library's errors.</summary>
internal static class CronParser
{
    private static readonly string[] MonthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private static readonly Field Minutes = new(0, 59, [], 0);
    private static readonly Field Hours = new(0, 23, [], 0);
    private static readonly Field Days = new(1, 31, [], 0);
    private static readonly Field Months = new(1, 12, MonthNames, 1);
    private static readonly Field Weekdays = new(0, 6, DayNames, 0);

    private sealed record Field(int Low, int High, string[] Names, int First);

    public static bool TryParse(string text, out CronSchedule? schedule, out string error)
    {
        schedule = null;
        if (text.Length == 0)
        {
            error = "empty spec string";
            return false;
        }
        if (text.StartsWith("TZ=", StringComparison.Ordinal) || text.StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            var space = text.IndexOf(' ');
            var zone = text[(text.IndexOf('=') + 1)..(space < 0 ? text.Length : space)];
            if (!TimeZoneNames.Contains(zone) && zone is not ("" or "Local"))
            {
                error = $"provided bad location {zone}: unknown time zone {zone}";
                return false;
            }
            text = space < 0 ? "" : text[space..].Trim();
        }
        if (text.StartsWith('@'))
        {
            return Descriptor(text, out schedule, out error);
        }
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
        {
            error = $"expected exactly 5 fields, found {fields.Length}: [{string.Join(' ', fields)}]";
            return false;
        }
        if (Set(fields[0], Minutes, out var minutes, out _, out error) && Set(fields[1], Hours, out var hours, out _, out error)
            && Set(fields[2], Days, out var days, out var daysAreStar, out error) && Set(fields[3], Months, out var months, out _, out error)
            && Set(fields[4], Weekdays, out var weekdays, out var weekdaysAreStar, out error))
        {
            schedule = new CronSchedule(minutes, hours, days, months, weekdays, daysAreStar, weekdaysAreStar);
        }
        return schedule is not null;
    }

    private static bool Descriptor(string text, out CronSchedule? schedule, out string error)
    {
        error = "";
        schedule = null;
        var expression = text switch
        {
            "@yearly" or "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" or "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            _ => null,
        };
        if (expression is not null)
        {
            return TryParse(expression, out schedule, out error);
        }
        if (!text.StartsWith("@every ", StringComparison.Ordinal))
        {
            error = "unrecognized descriptor: " + text;
            return false;
        }
        var duration = text["@every ".Length..];
        if (!GoDuration.TryParse(duration, out var span))
        {
            error = $"failed to parse duration {text}: time: invalid duration {GoText.Quote(duration)}";
            return false;
        }
        schedule = new CronSchedule(TimeSpan.FromSeconds(Math.Max(1, Math.Floor(span.TotalSeconds))));
        return true;
    }

    private static bool Set(string text, Field field, out ulong bits, out bool isStar, out string error)
    {
        (bits, isStar, error) = (0, false, "");
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Range(part, field, out var more, out var star, out error))
            {
                return false;
            }
            bits |= more;
            isStar |= star;
        }
        return true;
    }

    private static bool Range(string text, Field field, out ulong bits, out bool isStar, out string error)
    {
        (bits, isStar) = (0, false);
        var slashed = text.Split('/');
        var bounds = slashed[0].Split('-');
        var step = 1;
        int low, high;
        if (bounds[0] is "*" or "?")
        {
            (low, high, isStar) = (field.Low, field.High, true);
        }
        else
        {
            if (!Number(bounds[0], field, out low, out error))
            {
                return false;
            }
            high = low;
            if (bounds.Length == 2 && !Number(bounds[1], field, out high, out error))
            {
                return false;
            }
            if (bounds.Length > 2)
            {
                error = "too many hyphens: " + text;
                return false;
            }
        }
        if (slashed.Length == 2)
        {
            if (!Integer(slashed[1], out step, out error))
            {
                return false;
            }
            high = bounds.Length == 1 ? field.High : high;
            isStar &= step <= 1;
        }
        error = slashed.Length > 2 ? "too many slashes: " + text
            : low < field.Low ? $"beginning of range ({low}) below minimum ({field.Low}): {text}"
            : high > field.High ? $"end of range ({high}) above maximum ({field.High}): {text}"
            : low > high ? $"beginning of range ({low}) beyond end of range ({high}): {text}"
            : step == 0 ? $"step of range should be a positive number: {text}" : "";
        for (var value = low; error.Length == 0 && value <= high; value += step)
        {
            bits |= 1UL << value;
        }
        return error.Length == 0;
    }

    private static bool Number(string text, Field field, out int value, out string error)
    {
        var index = Array.IndexOf(field.Names, text.ToLowerInvariant());
        (value, error) = (index + field.First, "");
        return index >= 0 || Integer(text, out value, out error);
    }

    private static bool Integer(string text, out int value, out string error)
    {
        error = "";
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            error = $"failed to parse int from {text}: strconv.Atoi: parsing {GoText.Quote(text)}: invalid syntax";
            return false;
        }
        error = value < 0 ? $"negative number ({value}) not allowed: {text}" : "";
        return value >= 0;
    }
}
