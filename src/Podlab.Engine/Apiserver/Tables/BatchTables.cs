using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

internal static class BatchTables
{
    public static ValueList<TableLayout> All { get; } =
    [
        TableLayout.For<Job>(
            [
                TableColumn.ObjectName, new("Status"), new("Completions"), new("Duration"), TableColumn.Age,
                TableColumn.Wide("Containers"), TableColumn.Wide("Images"), TableColumn.Wide("Selector"),
            ],
            (job, now) =>
            [
                job.Metadata.Name, Status(job), Completions(job), Duration(job.Status, now), Cell.Age(job, now),
                Cell.ContainerNames(job.Spec.Template), Cell.ContainerImages(job.Spec.Template), Cell.SelectorOrNone(job.Spec.Selector),
            ]),
        TableLayout.For<CronJob>(
            [
                TableColumn.ObjectName, new("Schedule"), new("Timezone"), TableColumn.Boolean("Suspend"), TableColumn.Integer("Active"), new("Last Schedule"), TableColumn.Age,
                TableColumn.Wide("Containers"), TableColumn.Wide("Images"), TableColumn.Wide("Selector"),
            ],
            (item, now) =>
            {
                var job = item.Spec.JobTemplate.Spec;
                return
                [
                    item.Metadata.Name, item.Spec.Schedule, Cell.OrNone(item.Spec.TimeZone), Suspended(item.Spec.Suspend), item.Status.Active.Count,
                    item.Status.LastScheduleTime is { } last ? HumanDuration.Since(last, now) : Cell.None, Cell.Age(item, now),
                    Cell.ContainerNames(job.Template), Cell.ContainerImages(job.Template), Cell.SelectorOrNone(job.Selector),
                ];
            }),
    ];

    private static string Suspended(bool? suspend) => suspend switch
    {
        null => Cell.Unset,
        true => "True",
        false => "False",
    };

    private static string Completions(Job job)
    {
        var done = job.Status.Succeeded;
        if (job.Spec.Completions is { } wanted) return Cell.Share(done, wanted);
        return (job.Spec.Parallelism ?? 0) > 1 ? string.Create(CultureInfo.InvariantCulture, $"{done}/1 of {job.Spec.Parallelism}") : Cell.Share(done, 1);
    }

    private static string Duration(JobStatus status, DateTimeOffset now) =>
        status.StartTime is { } start ? HumanDuration.Of((status.CompletionTime ?? now) - start) : "";

    private static string Status(Job job)
    {
        bool Is(string condition) => job.Status.Conditions.Any(found => found.Type == condition && found.Status == "True");
        if (Is("Complete")) return "Complete";
        if (Is("Failed")) return "Failed";
        if (job.Metadata.DeletionTimestamp is not null) return "Terminating";
        if (Is("Suspended")) return "Suspended";
        return Is("FailureTarget") ? "FailureTarget" : "Running";
    }
}
