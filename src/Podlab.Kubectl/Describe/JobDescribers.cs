using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Describe;

/// <summary>Describes jobs and cron jobs.</summary>
internal static class JobDescribers
{
    public static void Job(DescribeWriter w, JsonObject value)
    {
        w.Field("Name", value.Name());
        w.Field("Namespace", value.Namespace());
        if (value.Has("spec", "selector")) w.Field("Selector", LabelText.Selector(value.At("spec", "selector")));
        w.Labels("Labels", value.At("metadata", "labels"));
        w.Annotations("Annotations", value.At("metadata", "annotations"));
        w.Optional(0, "Controlled By", DescribeWriter.Controller(value));
        w.Optional(0, "Parallelism", value.Text("spec", "parallelism"));
        w.Field("Completions", value.Has("spec", "completions") ? value.Text("spec", "completions") : "<unset>");
        w.Optional(0, "Completion Mode", value.Text("spec", "completionMode"));
        if (value.Has("spec", "suspend")) w.Field("Suspend", value.True("spec", "suspend") ? "true" : "false");
        w.Optional(0, "Backoff Limit", value.Text("spec", "backoffLimit"));
        w.Optional(0, "TTL Seconds After Finished", value.Text("spec", "ttlSecondsAfterFinished"));
        var (start, end) = (value.Time("status", "startTime"), value.Time("status", "completionTime"));
        if (start is not null) w.Field("Start Time", DescribeWriter.Time(start));
        if (end is not null) w.Field("Completed At", DescribeWriter.Time(end));
        if (start is { } from && end is { } to) w.Field("Duration", Ages.Of(to - from));
        if (value.Has("spec", "activeDeadlineSeconds")) w.Field("Active Deadline Seconds", value.Text("spec", "activeDeadlineSeconds") + "s");
        string N(string field) => (value.Number("status", field) ?? 0).ToString(CultureInfo.InvariantCulture);
        w.Field("Pods Statuses", value.Has("status", "ready")
            ? $"{N("active")} Active ({N("ready")} Ready) / {N("succeeded")} Succeeded / {N("failed")} Failed"
            : $"{N("active")} Active / {N("succeeded")} Succeeded / {N("failed")} Failed");
        if (value.Text("spec", "completionMode") == "Indexed") w.Field("Completed Indexes", value.Text("status", "completedIndexes") is { Length: > 0 } indexes ? indexes : "<none>");
        PodTemplateSection.Write(w, value.At("spec", "template"));
    }

    public static void CronJob(DescribeWriter w, JsonObject value)
    {
        SmallDescribers.Head(w, value);
        w.Field("Schedule", value.Text("spec", "schedule"));
        w.Field("Time Zone", Or(value.Text("spec", "timeZone")));
        w.Field("Concurrency Policy", value.Text("spec", "concurrencyPolicy"));
        w.Field("Suspend", value.Has("spec", "suspend") ? DescribeWriter.Title(value.True("spec", "suspend")) : "<unset>");
        w.Field("Successful Job History Limit", Or(value.Text("spec", "successfulJobsHistoryLimit")));
        w.Field("Failed Job History Limit", Or(value.Text("spec", "failedJobsHistoryLimit")));
        w.Field("Starting Deadline Seconds", value.Has("spec", "startingDeadlineSeconds") ? value.Text("spec", "startingDeadlineSeconds") + "s" : "<unset>");
        var job = value.At("spec", "jobTemplate", "spec");
        w.Field("Selector", job.Has("selector") ? LabelText.Selector(job.At("selector")) : "<unset>");
        w.Field("Parallelism", Or(job.Text("parallelism")));
        w.Field("Completions", Or(job.Text("completions")));
        if (job.Has("activeDeadlineSeconds")) w.Field("Active Deadline Seconds", job.Text("activeDeadlineSeconds") + "s");
        PodTemplateSection.Write(w, job.At("template"));
        w.Field("Last Schedule Time", value.Time("status", "lastScheduleTime") is { } last ? DescribeWriter.Time(last) : "<unset>");
        w.Field("Active Jobs", value.Count("status", "active") == 0 ? "<none>" : string.Join(", ", value.Items("status", "active").Select(a => a.Text("name"))));
    }

    private static string Or(string text) => text.Length == 0 ? "<unset>" : text;
}
