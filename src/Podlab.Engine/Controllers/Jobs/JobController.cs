using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Pods;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.Jobs;

/// <summary>Runs pods until enough of them have succeeded.</summary>
/// <remarks>Follows pkg/controller/job/job_controller.go (v1.36.3). Changes of pods are looked at once a second at most.</remarks>
internal sealed class JobController : Controller
{
    public const string ControllerName = "job-controller";
    private static readonly TimeSpan Batch = TimeSpan.FromSeconds(1);
    private readonly ResourceClient<Job> jobs;
    private readonly IEventRecorder recorder;
    private readonly PodControl control;
    private readonly Dictionary<string, BackOffRecord> backOffs = new(StringComparer.Ordinal);

    public JobController(ControllerContext context)
        : base(context, ControllerName)
    {
        jobs = context.Of<Job>();
        recorder = context.Recorder(ControllerName);
        control = new PodControl(context.Of<Pod>(), recorder, ControllerName);
    }

    private protected override Retries Retries => Retries.OfJobs;

    protected override void Subscribe()
    {
        Watch<Job>(JobChanged, JobDeleted);
        Watch<Pod>(PodChanged);
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (jobs.Find(key.Namespace, key.Name) is not { } job || job.IsManagedByAnother() || job.IsFinished()) return;
        var selector = job.Spec.Selector.ToQuery();
        var pods = Claims.Claim(Context.Of<Pod>(), job, Context.Pods.CandidatesFor(job), metadata => selector.Matches(metadata.Labels), finalizer: JobNames.Finalizer);
        var sync = new JobSync(Context, control, recorder, job, pods, backOffs.GetValueOrDefault(job.Metadata.Uid ?? ""));
        try
        {
            if (sync.Run() is { } wait) EnqueueAfter(key, wait);
        }
        finally
        {
            backOffs[job.Metadata.Uid ?? ""] = sync.BackOff;
        }
    }

    private void JobChanged(Job job, Job? old)
    {
        if (old is null || old.Metadata.Generation != job.Metadata.Generation) Enqueue(job);
        else EnqueueAfter(KeyOf(job), Batch);
        if (!job.IsFinished() && job.Metadata.DeletionTimestamp is null) return;
        foreach (var pod in Context.Pods.OfController(job.Metadata.Uid ?? "").ToArray()) LetGoIfNobodyCounts(pod);
    }

    private void JobDeleted(Job job)
    {
        backOffs.Remove(job.Metadata.Uid ?? "");
        foreach (var pod in Context.Pods.OfController(job.Metadata.Uid ?? "").ToArray()) LetGoIfNobodyCounts(pod);
    }

    private void PodChanged(Pod pod, Pod? old)
    {
        LetGoIfNobodyCounts(pod);
        var owner = Owners.ControllerOf(pod.Metadata);
        if (old is not null && Owners.ControllerOf(old.Metadata) is { } before && before.Uid != owner?.Uid) EnqueueOwner(pod, before);
        if (owner is not null) EnqueueOwner(pod, owner);
        else if (!pod.Metadata.Labels.IsEmpty) EnqueueMatching(pod, old);
    }

    private void EnqueueMatching(Pod pod, Pod? old)
    {
        if (old is not null && old.Metadata.Labels == pod.Metadata.Labels && Owners.ControllerOf(old.Metadata) is null) return;
        foreach (var job in jobs.List(pod.Metadata.Namespace))
        {
            if (job.Spec.Selector.ToQuery() is { MatchesEverything: false } selector && selector.Matches(pod.Metadata.Labels)) EnqueueAfter(KeyOf(job), Batch);
        }
    }

    private void EnqueueOwner(Pod pod, OwnerReference owner)
    {
        if (owner.Kind == "Job") EnqueueAfter(new ObjectKey(pod.Metadata.Namespace ?? "", owner.Name), Batch);
    }

    /// <summary>A pod whose job is finished or gone waits for nobody.</summary>
    private void LetGoIfNobodyCounts(Pod seen)
    {
        if (!JobFacts.HasFinalizer(seen)) return;
        if (Context.Of<Pod>().Find(seen.Metadata.Namespace ?? "", seen.Metadata.Name ?? "") is not { } pod || pod.Metadata.Uid != seen.Metadata.Uid || !JobFacts.HasFinalizer(pod)) return;
        var owner = Owners.ControllerOf(pod.Metadata);
        if (owner is { Kind: not "Job" }) return;
        if (owner is not null && jobs.Find(pod.Metadata.Namespace ?? "", owner.Name) is { } job && job.Metadata.Uid == owner.Uid && (!job.IsFinished() || job.IsManagedByAnother())) return;
        try
        {
            JobPods.RemoveFinalizer(Context.Of<Pod>(), pod);
        }
        catch (ApiException exception) when (exception.IsNotFound || exception.IsConflict)
        {
            // Changed meanwhile: its change brings it here again.
        }
    }
}
