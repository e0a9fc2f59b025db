using Podlab.Api.Model;
using Podlab.Api.Strategies.Pods;
using Podlab.Api.Strategies.Workloads;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Batch;
using Podlab.Api.Validation.Selectors;
using Podlab.Api.Validation.Workloads;

namespace Podlab.Api.Strategies.Batch;

/// <summary>Jobs. Their selector is made of their uid unless they bring their own.</summary>
/// <remarks>Follows pkg/registry/batch/job/strategy.go and pkg/apis/batch/validation/validation.go (v1.36.3).</remarks>
internal sealed class JobResource : ResourceStrategy<Job>
{
    private readonly StatusStrategy<Job> status;

    public JobResource() => status = new StatusStrategy<Job>(this, static (value, old) => value with { Spec = old.Spec }, JobStatusValidation.Validate);

    protected override MetadataChecks UpdateChecks => MetadataChecks.Step;

    public override ResourceStrategy? Subresource(string name) => name == "status" ? status : null;

    public override IKubernetesObject Canonicalize(IKubernetesObject value) => LabelsOfTemplate((Job)value);

    protected override Job Default(Job value) => LabelsOfTemplate(value with { Spec = JobDefaults.Job(value.Spec) });

    protected override Job PrepareForCreate(Job value) => JobSelector.Generate(value with
    {
        Metadata = value.Metadata with { Generation = 1 },
        Spec = value.Spec with { Template = DisabledFields.Drop(value.Spec.Template) },
        Status = JobStatus.Empty,
    });

    protected override Job PrepareForUpdate(Job value, Job old)
    {
        value = value with { Status = old.Status, Spec = value.Spec with { Template = DisabledFields.Drop(value.Spec.Template) } };
        return value.Spec == old.Spec ? value : value with { Metadata = value.Metadata with { Generation = old.Metadata.Generation + 1 } };
    }

    protected override void Validate(FieldErrorList errors, Job value)
    {
        JobSelector.Validate(errors, value);
        Spec(errors, value.Spec);
        if (value.Spec is { CompletionMode: "Indexed", Completions: > 0 and var completions })
        {
            var host = $"{value.Metadata.Name}-{completions - 1}";
            if (NameRules.DnsLabel(host).Count > 0)
            {
                errors.Invalid(FieldPath.Metadata.Child("name"), value.Metadata.Name, $"will not able to create pod with invalid DNS label: {host}");
            }
        }
    }

    protected override void ValidateUpdate(FieldErrorList errors, Job value, Job old)
    {
        JobSelector.Validate(errors, value);
        // The spec is looked at by itself and once more as an update.
        Spec(errors, value.Spec);
        Spec(errors, value.Spec);
        JobUpdateValidation.Validate(errors, value, old);
    }

    protected override void AddWarnings(ref List<string>? warnings, Job value, Job? old)
    {
        if (old is null && PodWarnings.NameWarning(value.Metadata.Name, "this is used in Pod names and hostnames") is { } name)
        {
            PodWarnings.Say(ref warnings, name);
        }
        Indexes(ref warnings, "spec", value.Spec);
        WorkloadWarnings.Add(ref warnings, value.Metadata, value.Spec.Template, old?.Metadata, old?.Spec.Template, namesPods: false);
    }

    public static void Indexes(ref List<string>? warnings, string path, JobSpec spec)
    {
        if (spec is { CompletionMode: "Indexed", Completions: > 100_000, Parallelism: > 10_000 })
        {
            PodWarnings.Say(ref warnings, path + ": In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, "
                + "Kubernetes might not be able to track completedIndexes when a big number of indexes fail");
        }
    }

    private static void Spec(FieldErrorList errors, JobSpec spec)
    {
        var path = FieldPath.Spec;
        JobSpecValidation.Validate(errors, spec, path);
        if (spec.Selector is null)
        {
            errors.Required(path.Child("selector"));
        }
        else
        {
            LabelSelectorValidation.Validate(errors, spec.Selector, path.Child("selector"));
        }
        if (spec.Selector.TryToQuery(out var query))
        {
            TemplateValidation.Matches(errors, spec.Template, query, path.Child("template"));
        }
    }

    /// <summary>A job without labels has those of its template.</summary>
    private static Job LabelsOfTemplate(Job job) =>
        job.Metadata.Labels.IsEmpty && job.Spec.Template.Metadata is { Labels.IsEmpty: false } template
            ? job with { Metadata = job.Metadata with { Labels = template.Labels } } : job;
}
