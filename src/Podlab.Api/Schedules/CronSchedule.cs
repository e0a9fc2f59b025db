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

    /// <summary>
    /// The first time after <paramref name="after"/> by the clocks of <paramref name="zone"/>; null where there is none in five years. An hour that the clocks leave out has no times,
    /// one that they repeat has them twice.
    /// </summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        var start = TimeZoneInfo.ConvertTime(new DateTimeOffset(after.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero), zone);
        if (interval is { } span)
        {
            return start + span;
        }
        var time = Later(start, TimeSpan.FromSeconds(60 - start.Second), zone);
        for (var limit = time.AddYears(SearchYears); time < limit;)
        {
            if (!Has(months, time.Month))
            {
                time = Midnight(new DateTime(time.Year, time.Month, 1).AddMonths(1), zone);
            }
            else if (!IsDay(time))
            {
                time = Midnight(time.Date.AddDays(1), zone);
            }
            else if (!Has(hours, time.Hour))
            {
                time = Later(time, TimeSpan.FromMinutes(60 - time.Minute), zone);
            }
            else if (Has(minutes, time.Minute))
            {
                return time;
            }
            else
            {
                time = Later(time, TimeSpan.FromMinutes(1), zone);
            }
        }
        return null;
    }

    private static DateTimeOffset Later(DateTimeOffset time, TimeSpan span, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time + span, zone);

    /// <summary>The first moment of a day: where clocks go forward at midnight it is one o'clock already.</summary>
    private static DateTimeOffset Midnight(DateTime day, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(new DateTimeOffset(day, zone.GetUtcOffset(day)), zone);

    private bool IsDay(DateTimeOffset time)
    {
        var (day, weekday) = (Has(days, time.Day), Has(weekdays, (int)time.DayOfWeek));
        return anyDay ? day || weekday : day && weekday;
    }

    private static bool Has(ulong set, int value) => (set & (1UL << value)) != 0;
}
