using System.Globalization;
using Podlab.Api.Schedules;

namespace Podlab.Api.Tests.Schedules;

public sealed class CronScheduleTests
{
    public static IEnumerable<TheoryDataRow<string, string, string, string>> Times =>
    [
        new("0 9 * * *", "America/New_York", "2026-03-07T14:00:00Z", "2026-03-08T13:00:00Z") { Label = "nine is an hour earlier after the clocks went forward" },
        new("30 2 * * *", "America/New_York", "2026-03-07T07:30:00Z", "2026-03-09T06:30:00Z") { Label = "half past two does not exist on the day they go forward" },
        new("30 1 * * *", "America/New_York", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z") { Label = "half past one comes twice on the day they go back" },
        new("0 9 * * *", "America/New_York", "2026-10-31T13:00:00Z", "2026-11-01T14:00:00Z") { Label = "nine is an hour later after they went back" },
        new("0 0 * * *", "Asia/Seoul", "2026-06-01T14:59:59Z", "2026-06-01T15:00:00Z") { Label = "midnight elsewhere" },
        new("*/15 * * * *", "UTC", "2026-01-01T09:07:31Z", "2026-01-01T09:15:00Z") { Label = "the next quarter" },
        new("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z") { Label = "a leap day" },
        new("0 12 13 * 5", "UTC", "2026-01-01T00:00:00Z", "2026-01-02T12:00:00Z") { Label = "the thirteenth or a Friday" },
        new("@every 90s", "UTC", "2026-01-01T09:00:00.7Z", "2026-01-01T09:01:30Z") { Label = "every ninety seconds, on the second" },
        new("@monthly", "Asia/Seoul", "2026-01-15T00:00:00Z", "2026-01-31T15:00:00Z") { Label = "the first of the month elsewhere" },
    ];

    [Theory, MemberData(nameof(Times))]
    public void Next_byTheClocksOfAZone_isWhenTheLibrarySays(string text, string zone, string after, string expected)
    {
        CronSchedule.TryParse(text, out var schedule, out _).ShouldBeTrue();
        schedule!.Next(Time(after), TimeZoneInfo.FindSystemTimeZoneById(zone)).ShouldBe(Time(expected));
    }

    [Fact]
    public void Next_ofADayThatNoMonthHas_isNever()
    {
        CronSchedule.TryParse("0 0 31 2 *", out var schedule, out _).ShouldBeTrue();
        schedule!.Next(Time("2026-01-01T00:00:00Z"), TimeZoneInfo.Utc).ShouldBeNull();
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
