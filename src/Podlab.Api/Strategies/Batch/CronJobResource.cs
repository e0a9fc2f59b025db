using Podlab.Api.Defaulting;
using Podlab.Api.Model;
using Podlab.Api.Schedules;
using Podlab.Api.Strategies.Pods;
using Podlab.Api.Strategies.Workloads;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Batch;
using Podlab.Api.Validation.Workloads;

namespace Podlab.Api.Strategies.Batch;

/// <summary>Cron jobs.</summary>
/// <remarks>Follows pkg/registry/batch/cronjob/strategy.go and pkg/apis/batch/validation/validation.go (v1.36.3).</remarks>
internal sealed class CronJobResource : ResourceStrategy<CronJob>
{
    /// <summary>A job's name is the cron job's with eleven more characters.</summary>
    private const int LongestName = 63 - 11;

    private readonly StatusStrategy<CronJob> status;

    public CronJobResource() => status = new StatusStrategy<CronJob>(this, static (value, old) => value with { Spec = old.Spec });

    protected override MetadataChecks UpdateChecks => MetadataChecks.Step;

    public override ResourceStrategy? Subresource(string name) => name == "status" ? status : null;

    protected override CronJob Default(CronJob value) => value with
    {
        Spec = value.Spec with
        {
            ConcurrencyPolicy = value.Spec.ConcurrencyPolicy.Or("Allow"),
            Suspend = value.Spec.Suspend ?? false,
            SuccessfulJobsHistoryLimit = value.Spec.SuccessfulJobsHistoryLimit ?? 3,
            FailedJobsHistoryLimit = value.Spec.FailedJobsHistoryLimit ?? 1,
            JobTemplate = value.Spec.JobTemplate with { Spec = JobDefaults.Template(value.Spec.JobTemplate.Spec) },
        },
    };

    protected override CronJob PrepareForCreate(CronJob value) => Drop(value) with
    {
        Metadata = value.Metadata with { Generation = 1 },
        Status = CronJobStatus.Empty,
    };

    protected override CronJob PrepareForUpdate(CronJob value, CronJob old)
    {
        value = Drop(value) with { Status = old.Status };
        return value.Spec == old.Spec ? value : value with { Metadata = value.Metadata with { Generation = old.Metadata.Generation + 1 } };
    }

    protected override void Validate(FieldErrorList errors, CronJob value)
    {
        Spec(errors, value.Spec, null);
        if (value.Metadata.Name is { Length: > LongestName } name)
        {
            errors.Invalid(FieldPath.Metadata.Child("name"), name, $"must be no more than {LongestName} characters");
        }
    }

    protected override void ValidateUpdate(FieldErrorList errors, CronJob value, CronJob old) => Spec(errors, value.Spec, old.Spec);

    protected override void AddWarnings(ref List<string>? warnings, CronJob value, CronJob? old)
    {
        if (old is null && PodWarnings.NameWarning(value.Metadata.Name, "this is used in Pod names and hostnames") is { } name)
        {
            PodWarnings.Say(ref warnings, name);
        }
        JobResource.Indexes(ref warnings, "spec.jobTemplate.spec", value.Spec.JobTemplate.Spec);
        WorkloadWarnings.Add(ref warnings, value.Metadata, value.Spec.JobTemplate.Spec.Template, old?.Metadata, old?.Spec.JobTemplate.Spec.Template,
            namesPods: false, "spec.jobTemplate.spec.template.");
        if (value.Spec.Schedule.Contains("TZ", StringComparison.Ordinal))
        {
            PodWarnings.Say(ref warnings, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }
    }

    private static CronJob Drop(CronJob value)
    {
        var template = value.Spec.JobTemplate;
        return value with { Spec = value.Spec with { JobTemplate = template with { Spec = template.Spec with { Template = DisabledFields.Drop(template.Spec.Template) } } } };
    }

    private static void Spec(FieldErrorList errors, CronJobSpec spec, CronJobSpec? old)
    {
        var path = FieldPath.Spec;
        Schedule(errors, spec, path.Child("schedule"), old);
        errors.NotNegative(path, "startingDeadlineSeconds", spec.StartingDeadlineSeconds ?? 0);
        if (spec.TimeZone is { } zone && zone != old?.TimeZone)
        {
            TimeZone(errors, zone, path.Child("timeZone"));
        }
        errors.OneOf(path, "concurrencyPolicy", spec.ConcurrencyPolicy, "Allow", "Forbid", "Replace");
        var job = spec.JobTemplate.Spec;
        var at = path.Child("jobTemplate", "spec");
        JobSpecValidation.Validate(errors, job, at);
        if (job.Selector is { } selector)
        {
            errors.Invalid(at.Child("selector"), GoJson.Of(selector.Print), "`selector` will be auto-generated");
        }
        if (job.ManualSelector == true)
        {
            errors.NotSupported(at.Child("manualSelector"), true, "nil", "false");
        }
        errors.NotNegative(path, "successfulJobsHistoryLimit", spec.SuccessfulJobsHistoryLimit ?? 0);
        errors.NotNegative(path, "failedJobsHistoryLimit", spec.FailedJobsHistoryLimit ?? 0);
    }

    private static void Schedule(FieldErrorList errors, CronJobSpec spec, FieldPath path, CronJobSpec? old)
    {
        var text = spec.Schedule;
        if (text.Length == 0)
        {
            errors.Required(path);
            return;
        }
        if (!CronSchedule.TryParse(text, out _, out var error))
        {
            errors.Invalid(path, text, error);
        }
        if (!text.Contains("TZ", StringComparison.Ordinal))
        {
            return;
        }
        var allowed = old?.Schedule.Contains("TZ", StringComparison.Ordinal) == true;
        if (!allowed)
        {
            errors.Invalid(path, text, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }
        else if (spec.TimeZone is not null)
        {
            errors.Invalid(path, text, "cannot use both timeZone field and TZ or CRON_TZ in schedule");
        }
    }

    private static void TimeZone(FieldErrorList errors, string zone, FieldPath path)
    {
        if (zone.Length == 0)
        {
            errors.Invalid(path, zone, "timeZone must be nil or non-empty string");
        }
        else if (string.Equals(zone, "Local", StringComparison.OrdinalIgnoreCase))
        {
            errors.Invalid(path, zone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        }
        else if (!TimeZoneNames.Contains(zone))
        {
            errors.Invalid(path, zone, "unknown time zone " + zone);
        }
    }
}
