using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.CronJobs;

public sealed class CronJobControllerTests
{
    // It is 09:00:00 UTC on 1 January 2026 when a world begins.
    private readonly World world = new();

    public static IEnumerable<TheoryDataRow<string, string>> Zones =>
    [
        new("", "2026-01-01T10:30:00Z"),
        new(", timeZone: Asia/Seoul", "2026-01-02T10:30:00+09:00"),
        new(", timeZone: America/New_York", "2026-01-01T10:30:00-05:00"),
    ];

    [Theory, MemberData(nameof(Zones))]
    public void Job_isMade_whenTheZoneSaysSo(string zone, string at)
    {
        world.Apply(Cron($"schedule: '30 10 * * *'{zone}")).ShouldBe("");
        world.Advance(26 * 3600);
        world.List<Job>()[0].Metadata.Annotations["batch.kubernetes.io/cronjob-scheduled-timestamp"].ShouldBe(at);
    }

    [Fact]
    public void Zone_thatDoesNotExist_isRefused() =>
        world.Apply(Cron("schedule: '* * * * *', timeZone: Mars/Olympus")).ShouldBe("CronJob.batch \"tick\" is invalid: spec.timeZone: Invalid value: \"Mars/Olympus\": unknown time zone Mars/Olympus");

    [Fact]
    public void Schedule_thatNeverComes_isToldOf()
    {
        world.Apply(Cron("schedule: '59 23 31 2 *'")).ShouldBe("");
        world.Advance(1);
        world.Events("CronJob", "tick").ShouldBe(["InvalidSchedule: invalid schedule: 59 23 31 2 * : time difference between two schedules is less than 1 second"]);
    }

    [Fact]
    public void Schedules_thatWereMissed_areMadeUpForOnce()
    {
        world.Apply(Cron("schedule: '*/10 * * * *'"));
        Controller().Stop();
        world.Advance(3600);
        Controller().Start();
        world.Advance(1);
        world.List<Job>().Select(job => job.Metadata.Annotations["batch.kubernetes.io/cronjob-scheduled-timestamp"]).ShouldBe(["2026-01-01T10:00:00Z"]);
    }

    [Fact]
    public void Schedules_missedMoreThanAHundredTimes_areToldOf()
    {
        world.Apply(Cron("schedule: '* * * * *'"));
        Controller().Stop();
        world.Advance(2 * 3600);
        Controller().Start();
        world.Advance(1);
        world.Events("CronJob", "tick")[0].ShouldBe("TooManyMissedTimes: too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew");
        world.List<Job>().Count.ShouldBe(1);
    }

    [Fact]
    public void Schedule_missedByMoreThanItsDeadline_isLeftOut()
    {
        world.Apply(Cron("schedule: '0 * * * *', startingDeadlineSeconds: 60"));
        world.Advance(1800);
        Controller().Stop();
        world.Advance(1800 + 120);
        Controller().Start();
        world.Advance(1);
        world.List<Job>().ShouldBeEmpty();
    }

    public static IEnumerable<TheoryDataRow<string, string>> Policies =>
    [
        new("Allow", "2 running, 2 made"),
        new("Forbid", "1 running, 1 made; JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid"),
        new("Replace", "1 running, 2 made"),
    ];

    [Theory, MemberData(nameof(Policies))]
    public void Job_thatRunsStill_meetsThePolicy(string policy, string outcome)
    {
        world.Apply(Cron($"schedule: '* * * * *', concurrencyPolicy: {policy}"));
        world.Advance(125);
        var events = world.Events("CronJob", "tick");
        var refused = events.FirstOrDefault(line => line.StartsWith("JobAlreadyActive", StringComparison.Ordinal));
        $"{world.List<Job>().Count} running, {events.Count(line => line.StartsWith("SuccessfulCreate", StringComparison.Ordinal))} made{(refused is null ? "" : "; " + refused)}".ShouldBe(outcome);
    }

    [Fact]
    public void Schedule_thatIsChanged_waitsForItsNextTime()
    {
        world.Apply(Cron("schedule: '0 0 * * *'"));
        world.Advance(610);
        world.Patch("CronJob", "tick", """{"spec":{"schedule":"*/5 * * * *"}}""");
        world.Advance(60);
        world.List<Job>().ShouldBeEmpty("times before the change are not made up for");
        world.Advance(240);
        world.List<Job>()[0].Metadata.Annotations["batch.kubernetes.io/cronjob-scheduled-timestamp"].ShouldBe("2026-01-01T09:15:00Z");
    }

    [Fact]
    public void Job_beyondTheHistory_isNotSeenAsCompleted()
    {
        world.Apply(Cron("schedule: '*/10 * * * *', successfulJobsHistoryLimit: 0").Replace("template: {spec", "template: {metadata: {annotations: {lasts: '1'}}, spec", StringComparison.Ordinal));
        world.Advance(620);
        world.List<Job>().ShouldBeEmpty();
        world.Events("CronJob", "tick").Select(line => line.Split(':')[0]).ShouldBe(["SuccessfulCreate", "SuccessfulDelete"]);
        (world.Find<CronJob>("tick")!.Status.Active.IsEmpty, world.Find<CronJob>("tick")!.Status.LastSuccessfulTime is not null).ShouldBe((true, true));
    }

    [Fact]
    public void Job_thatTheQuotaRefuses_isToldOf_andTheRestOfTheStatusIsKept()
    {
        world.Apply("kind: ResourceQuota\napiVersion: v1\nmetadata: {name: none}\nspec: {hard: {count/jobs.batch: 1}}");
        world.Apply(Cron("schedule: '*/10 * * * *'").Replace("template: {spec", "template: {metadata: {annotations: {lasts: '1'}}, spec", StringComparison.Ordinal));
        world.Advance(1210);
        var events = world.Events("CronJob", "tick");
        events.Count(line => line.StartsWith("SawCompletedJob", StringComparison.Ordinal)).ShouldBe(1);
        events.ShouldContain(line => line.Contains("Error creating job: jobs.batch \"", StringComparison.Ordinal) && line.EndsWith("is forbidden: exceeded quota: none, requested: count/jobs.batch=1, used: count/jobs.batch=1, limited: count/jobs.batch=1", StringComparison.Ordinal));
    }

    [Fact]
    public void Job_thatVanishes_isMissed()
    {
        world.Apply(Cron("schedule: '0 * * * *'"));
        world.Advance(3601);
        var job = world.List<Job>().Single().Metadata.Name!;
        world.Delete("Job", job);
        world.Advance(5);
        world.Events("CronJob", "tick")[^1].ShouldBe($"MissingJob: Active job went missing: {job}");
        world.Find<CronJob>("tick")!.Status.Active.ShouldBeEmpty();
    }

    private static string Cron(string spec) => $"kind: CronJob\napiVersion: batch/v1\nmetadata: {{name: tick}}\nspec: {{{spec}, jobTemplate: {{spec: {{template: {{spec: {{restartPolicy: Never, containers: [{{name: c, image: app}}]}}}}}}}}}}";

    private IClusterComponent Controller() => world.Cluster.Components.First(component => component.Name == "cronjob-controller");
}
