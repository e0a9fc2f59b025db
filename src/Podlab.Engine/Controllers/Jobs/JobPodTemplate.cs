using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Controllers.Pods;

namespace Podlab.Engine.Controllers.Jobs;

/// <summary>The pods of a Job: its template, the finalizer by which they are counted, and their index.</summary>
/// <remarks>Follows pkg/controller/job/indexed_job_utils.go (v1.36.3).</remarks>
internal static class JobPodTemplate
{
    private const int LongestGenerateName = 58;

    public static Pod Make(Job job, int? index, Pod? lastFailed)
    {
        var pod = PodControl.FromTemplate(job.Spec.Template, job);
        pod = pod with { Metadata = pod.Metadata with { Finalizers = pod.Metadata.Finalizers.Contains(JobNames.Finalizer) ? pod.Metadata.Finalizers : pod.Metadata.Finalizers.Add(JobNames.Finalizer) } };
        if (index is not { } number) return pod;
        var text = number.ToString(CultureInfo.InvariantCulture);
        var annotations = pod.Metadata.Annotations.Set(JobNames.CompletionIndex, text);
        if (job.RetriesPerIndex()) annotations = WithFailures(annotations, job, lastFailed);
        var name = $"{job.Metadata.Name}-{text}";
        // A long name gives way to the index, not the other way round.
        var room = LongestGenerateName - text.Length - 2;
        var prefix = job.Metadata.Name is { } own && own.Length > room ? own[..room] : job.Metadata.Name;
        return pod with
        {
            Metadata = pod.Metadata with
            {
                GenerateName = $"{prefix}-{text}-",
                Annotations = annotations,
                Labels = pod.Metadata.Labels.Set(JobNames.CompletionIndex, text),
            },
            Spec = pod.Spec with
            {
                Hostname = name,
                Containers = pod.Spec.Containers.Map(WithVariable),
                InitContainers = pod.Spec.InitContainers.Map(WithVariable),
            },
        };
    }

    private static ValueMap<string> WithFailures(ValueMap<string> annotations, Job job, Pod? lastFailed)
    {
        var (failures, ignored) = (0, 0);
        if (lastFailed is not null)
        {
            (failures, ignored) = (JobFacts.Count(lastFailed, JobNames.IndexFailureCount), JobFacts.Count(lastFailed, JobNames.IndexIgnoredFailureCount));
            if (FailurePolicy.Judge(job, lastFailed).Counts) failures++;
            else ignored++;
        }

        annotations = annotations.Set(JobNames.IndexFailureCount, failures.ToString(CultureInfo.InvariantCulture));
        return ignored > 0 ? annotations.Set(JobNames.IndexIgnoredFailureCount, ignored.ToString(CultureInfo.InvariantCulture)) : annotations;
    }

    private static Container WithVariable(Container container)
    {
        if (container.Env.Any(variable => variable.Name == JobNames.IndexVariable)) return container;
        return container with
        {
            Env = container.Env.Add(new EnvVar
            {
                Name = JobNames.IndexVariable,
                ValueFrom = new EnvVarSource { FieldRef = new ObjectFieldSelector { FieldPath = $"metadata.labels['{JobNames.CompletionIndex}']" } },
            }),
        };
    }
}
