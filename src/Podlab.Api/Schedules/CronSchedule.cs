namespace Podlab.Api.Schedules;

/// <summary>When a CronJob runs: minute, hour, day of month, month, day of week, or a descriptor such as <c>@hourly</c> or <c>@every 90s</c>.</summary>
/// <remarks>Follows github.com/robfig/cron v3, ParseStandard, which Kubernetes uses.</remarks>
public sealed class CronSchedule
{
    /// <summary>A schedule that finds no time within so many years has none (31 February).</summary>
    private const int SearchYears = 5;

    private readonly ulong minutes;
    private readonly ulong hours;
    private readonly ulong days;
    private readonly ulong months;
    private readonly ulong weekdays;
    private readonly bool anyDay;
    private readonly TimeSpan? interval;

    internal CronSchedule(TimeSpan interval) => this.interval = interval;

    internal CronSchedule(ulong minutes, ulong hours, ulong days, ulong months, ulong weekdays, bool daysAreStar, bool weekdaysAreStar)
    {
        (this.minutes, this.hours, this.days, this.months, this.weekdays) = (minutes, hours, days, months, weekdays);
        // Where only one of the two is restricted that one decides; where both are, either will do.
        anyDay = !daysAreStar && !weekdaysAreStar;
    }

    /// <returns>False with the library's words in <paramref name="error"/>.</returns>
    public static bool TryParse(string text, out CronSchedule? schedule, out string error) => CronParser.TryParse(text, out schedule, out error);

    /// <summary>The first time after <paramref name="after"/>, in that value's own offset; null where there is none in five years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var start = new DateTimeOffset(after.Year, after.Month, after.Day, after.Hour, after.Minute, after.Second, after.Offset);
        if (interval is { } span)
        {
            return start + span;
        }
        var time = start.AddSeconds(-start.Second).AddMinutes(1);
        for (var limit = time.AddYears(SearchYears); time < limit;)
        {
            if (!Has(months, time.Month))
            {
                time = new DateTimeOffset(time.Year, time.Month, 1, 0, 0, 0, time.Offset).AddMonths(1);
            }
            else if (!IsDay(time))
            {
                time = new DateTimeOffset(time.Year, time.Month, time.Day, 0, 0, 0, time.Offset).AddDays(1);
            }
            else if (!Has(hours, time.Hour))
            {
                time = new DateTimeOffset(time.Year, time.Month, time.Day, time.Hour, 0, 0, time.Offset).AddHours(1);
            }
            else if (Has(minutes, time.Minute))
            {
                return time;
            }
            else
            {
                time = time.AddMinutes(1);
            }
        }
        return null;
    }

    private bool IsDay(DateTimeOffset time)
    {
        var (day, weekday) = (Has(days, time.Day), Has(weekdays, (int)time.DayOfWeek));
        return anyDay ? day || weekday : day && weekday;
    }

    private static bool Has(ulong set, int value) => (set & (1UL << value)) != 0;
}
