using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Workloads;

namespace Podlab.Api.Strategies.Batch;

/// <summary>Labels that tie pods to their job: its uid and its name, each under a new and an old key.</summary>
internal static class JobSelector
{
    private const string Uid = "batch.kubernetes.io/controller-uid";
    private const string Name = "batch.kubernetes.io/job-name";
    private const string OldUid = "controller-uid";
    private const string OldName = "job-name";

    public static Job Generate(Job job)
    {
        if (job.Spec.ManualSelector == true)
        {
            return job;
        }
        var (uid, name) = (job.Metadata.Uid ?? "", job.Metadata.Name ?? "");
        var meta = job.Spec.Template.Metadata ?? ObjectMeta.Empty;
        var labels = meta.Labels.IsAbsent ? ValueMap<string>.Empty : meta.Labels;
        foreach (var (key, value) in (ReadOnlySpan<(string, string)>)[(OldName, name), (Name, name), (OldUid, uid), (Uid, uid)])
        {
            labels = labels.ContainsKey(key) ? labels : labels.Set(key, value);
        }
        var selector = job.Spec.Selector ?? LabelSelector.Empty;
        var matched = selector.MatchLabels.IsAbsent ? ValueMap<string>.Empty : selector.MatchLabels;
        return job with
        {
            // Labels that the job took over from its template are the template's own, and grow with them.
            Metadata = !meta.Labels.IsEmpty && job.Metadata.Labels.IsSameAs(meta.Labels) ? job.Metadata with { Labels = labels } : job.Metadata,
            Spec = job.Spec with
            {
                Template = job.Spec.Template with { Metadata = meta with { Labels = labels } },
                Selector = selector with { MatchLabels = matched.ContainsKey(Uid) ? matched : matched.Set(Uid, uid) },
            },
        };
    }

    public static void Validate(FieldErrorList errors, Job job)
    {
        if (job.Spec.ManualSelector == true || job.Spec.Selector is not { } selector)
        {
            return;
        }
        var (uid, name) = (job.Metadata.Uid ?? "", job.Metadata.Name ?? "");
        if (uid.Length == 0)
        {
            errors.Required(FieldPath.Metadata.Child("uid"));
        }
        var labels = job.Spec.Template.Metadata?.Labels ?? default;
        foreach (var (key, value) in (ReadOnlySpan<(string, string)>)[(OldUid, uid), (OldName, name), (Uid, uid), (Name, name)])
        {
            HasLabel(errors, labels, key, value);
        }
        var expected = ValueMap.Of((Uid, uid));
        if (!selector.MatchExpressions.IsEmpty || (selector.MatchLabels != expected && selector.MatchLabels != ValueMap.Of((OldUid, uid))))
        {
            errors.Invalid(FieldPath.Spec.Child("selector"), GoJson.Of(selector.Print), "`selector` not auto-generated");
        }
    }

    private static void HasLabel(FieldErrorList errors, ValueMap<string> labels, string key, string expected)
    {
        if (labels.GetValueOrDefault(key) == expected)
        {
            return;
        }
        var path = FieldPath.Spec.Child("template").Child("metadata", "labels").Key(key);
        if (labels.ContainsKey(key))
        {
            errors.Invalid(path, labels, $"must be '{expected}'");
        }
        else
        {
            errors.Required(path, $"must be '{expected}'");
        }
    }
}
