using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Pods;

namespace Podlab.Engine.Controllers.Jobs;

/// <summary>The pods of a Job, by what they count for.</summary>
internal sealed class JobPods
{
    private readonly Job job;

    public JobPods(Job job, IReadOnlyList<Pod> all)
    {
        this.job = job;
        All = all;
        Active = [.. all.Where(pod => pod.IsActive())];
        Terminating = all.Count(pod => pod.IsTerminating());
        var counted = (job.Status.UncountedTerminatedPods?.Succeeded ?? default).Concat(job.Status.UncountedTerminatedPods?.Failed ?? default).ToHashSet(StringComparer.Ordinal);
        Open = [.. all.Where(pod => JobFacts.HasFinalizer(pod) && !counted.Contains(pod.Metadata.Uid ?? ""))];
        NewlySucceeded = [.. Open.Where(pod => JobFacts.HasSucceeded(pod) && HasValidIndex(pod))];
        NewlyFailed = [.. Open.Where(pod => job.HasFailed(pod) && HasValidIndex(pod))];
    }

    public IReadOnlyList<Pod> All { get; }

    public IReadOnlyList<Pod> Active { get; }

    public int Terminating { get; }

    /// <summary>Those that no count holds yet.</summary>
    public IReadOnlyList<Pod> Open { get; }

    public IReadOnlyList<Pod> NewlySucceeded { get; }

    public IReadOnlyList<Pod> NewlyFailed { get; }

    public bool HasValidIndex(Pod pod) => !job.IsIndexed() || (JobFacts.IndexOf(pod) is { } index && index < (job.Spec.Completions ?? 0));

    /// <summary>Which of the active pods go first when there are too many: those whose index is not wanted or taken twice, then the least useful ones.</summary>
    public IEnumerable<Pod> ToRemove(int atLeast, DateTimeOffset now)
    {
        var (extra, left) = (new List<Pod>(), new List<Pod>(Active));
        if (job.IsIndexed())
        {
            left.Clear();
            foreach (var group in Active.GroupBy(JobFacts.IndexOf).OrderBy(group => group.Key ?? -1))
            {
                if (group.Key is not { } index || index >= (job.Spec.Completions ?? 0))
                {
                    extra.AddRange(group);
                    continue;
                }

                var sorted = group.Order(new DeletionOrder(_ => 0, now)).ToList();
                extra.AddRange(sorted.Take(sorted.Count - 1));
                left.Add(sorted[^1]);
            }
        }

        return extra.Count >= atLeast ? extra : extra.Concat(left.Order(new DeletionOrder(_ => 0, now)).Take(atLeast - extra.Count));
    }

    public static Pod? RemoveFinalizer(ResourceClient<Pod> pods, Pod pod)
    {
        if (pods.Find(pod.Metadata.Namespace ?? "", pod.Metadata.Name ?? "") is not { } current || current.Metadata.Uid != pod.Metadata.Uid || !JobFacts.HasFinalizer(current)) return null;
        return pods.Update(current with { Metadata = current.Metadata with { Finalizers = current.Metadata.Finalizers.Where(name => name != JobNames.Finalizer).ToValueList() } }, JobController.ControllerName);
    }
}
