using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Causes;

/// <summary>Why a workload has fewer ready pods than it shall have: pods the API refused to make, and pods that are not ready.</summary>
internal sealed class WorkloadCauses(Cluster cluster)
{
    private readonly ApiServer api = cluster.Api;
    private readonly SpecLines lines = new(cluster.Api);
    private readonly ObservedEvents events = new(cluster.Api);
    private readonly PodCauses pods = new(cluster);

    public static bool Knows(string kind) => Singular(kind) is not null;

    public Cause? Explain(string kind, string @namespace, string name) => Singular(kind) switch
    {
        "deployment" => api.Of<Deployment>().Find(@namespace, name) is { } deployment
            ? Explain(deployment, deployment.Spec.Selector, deployment.Spec.Replicas ?? 1, deployment.Status.ReadyReplicas) : null,
        "replicaset" => api.Of<ReplicaSet>().Find(@namespace, name) is { } set ? Explain(set, set.Spec.Selector, set.Spec.Replicas ?? 1, set.Status.ReadyReplicas) : null,
        "statefulset" => api.Of<StatefulSet>().Find(@namespace, name) is { } set ? Explain(set, set.Spec.Selector, set.Spec.Replicas ?? 1, set.Status.ReadyReplicas) : null,
        "daemonset" => api.Of<DaemonSet>().Find(@namespace, name) is { } set ? Explain(set, set.Spec.Selector, set.Status.DesiredNumberScheduled, set.Status.NumberReady) : null,
        "job" => api.Of<Job>().Find(@namespace, name) is { } job ? Explain(job) : null,
        _ => api.Of<ReplicationController>().Find(@namespace, name) is { } controller
            ? Explain(controller, new LabelSelector { MatchLabels = controller.Spec.Selector }, controller.Spec.Replicas ?? 1, controller.Status.ReadyReplicas) : null,
    };

    private static string? Singular(string kind) => kind switch
    {
        "deployment" or "deployments" or "deploy" => "deployment",
        "replicaset" or "replicasets" or "rs" => "replicaset",
        "statefulset" or "statefulsets" or "sts" => "statefulset",
        "daemonset" or "daemonsets" or "ds" => "daemonset",
        "job" or "jobs" => "job",
        "replicationcontroller" or "replicationcontrollers" or "rc" => "replicationcontroller",
        _ => null,
    };

    private Cause Explain(IKubernetesObject workload, LabelSelector? selector, int wanted, int ready)
    {
        var because = new List<Cause>();
        if (workload is Deployment { Spec.Paused: true } paused) because.Add(new Cause(CauseKind.Config, "Its rollout is paused: a changed template makes no new pods") { Line = lines.Of(paused, "spec.paused") });
        if (ready < wanted)
        {
            if (Refused(workload) is { } refused) because.Add(refused);
            because.AddRange(Unready(workload.Metadata.Namespace, selector));
        }

        if (because.Count == 0) because.Add(ready < wanted ? new Cause(CauseKind.Waiting, "Its controller is making the pods") : new Cause(CauseKind.Healthy, "All its pods are ready"));
        return new Cause(CauseKind.Symptom, string.Create(CultureInfo.InvariantCulture, $"{workload.Kind} {workload.Metadata.Name} has {ready} of {wanted} pods ready")) { Because = because };
    }

    private Cause Explain(Job job)
    {
        var because = new List<Cause>();
        foreach (var condition in job.Status.Conditions.Where(condition => condition.Status == "True"))
        {
            because.Add(condition.Type is "Complete" or "SuccessCriteriaMet"
                ? new Cause(CauseKind.Healthy, "It has done its work")
                : new Cause(condition.Type == "Suspended" ? CauseKind.Config : CauseKind.Crash, $"It is {condition.Type}: {condition.Reason}")
                {
                    Evidence = [condition.Message ?? ""],
                    Line = Field(condition.Reason ?? "") is { } field ? lines.Of(job, field) : null,
                });
        }

        if (because.All(cause => cause.Kind != CauseKind.Healthy))
        {
            if (Refused(job) is { } refused) because.Add(refused);
            because.AddRange(Unready(job.Metadata.Namespace, job.Spec.Selector));
        }

        if (because.Count == 0) because.Add(new Cause(CauseKind.Waiting, "Its pods are at work"));
        return new Cause(CauseKind.Symptom, string.Create(CultureInfo.InvariantCulture, $"Job {job.Metadata.Name} has {job.Status.Succeeded} of {job.Spec.Completions ?? 1} completions")) { Because = [.. because.Distinct()] };
    }

    private static string? Field(string reason) => reason switch
    {
        "BackoffLimitExceeded" => "spec.backoffLimit",
        "DeadlineExceeded" => "spec.activeDeadlineSeconds",
        "PodFailurePolicy" => "spec.podFailurePolicy",
        "JobSuspended" => "spec.suspend",
        _ => null,
    };

    /// <summary>The newest word of the API's refusal, said of the workload or of the ReplicaSet that acts for it.</summary>
    private Cause? Refused(IKubernetesObject workload)
    {
        IEnumerable<IKubernetesObject> speakers = [workload, .. api.Of<ReplicaSet>().List(workload.Metadata.Namespace).Where(set => set.Metadata.OwnerReferences.Any(owner => owner.Uid == workload.Metadata.Uid))];
        var said = speakers.Select(speaker => events.Newest(speaker, "FailedCreate")).OfType<Event>().FirstOrDefault();
        if (said is null) return null;
        if (AdmissionCauses.Of(said.Message ?? "") is { } known)
        {
            return new Cause(CauseKind.Admission, known.Statement)
            {
                Evidence = [ObservedEvents.Text(said)],
                Line = lines.Of(workload, PathInTemplate(workload, known.Field)),
                Because = LimitRangeOf(workload.Metadata.Namespace ?? "", known) is { } range ? [new Cause(CauseKind.Admission, $"LimitRange {range.Metadata.Name} sets the bounds") { Line = lines.Of(range, "spec.limits") }] : [],
            };
        }

        var isQuota = said.Message?.Contains("exceeded quota: ", StringComparison.Ordinal) == true || said.Message?.Contains("failed quota: ", StringComparison.Ordinal) == true;
        return new Cause(isQuota ? CauseKind.Quota : CauseKind.Admission, isQuota ? "A quota of the namespace leaves no room for another pod" : "The API refused to make a pod")
        {
            Evidence = [ObservedEvents.Text(said)],
            Line = isQuota && Quota(workload.Metadata.Namespace ?? "", said.Message!) is { } quota ? lines.Of(quota, "spec.hard") : null,
        };
    }

    private static string PathInTemplate(IKubernetesObject workload, string field) => (workload is CronJob ? "spec.jobTemplate.spec.template." : "spec.template.") + field;

    private LimitRange? LimitRangeOf(string @namespace, RefusedField known) => known.IsByLimitRange ? api.Of<LimitRange>().List(@namespace).FirstOrDefault() : null;

    private ResourceQuota? Quota(string @namespace, string message)
    {
        var name = message[(message.IndexOf("quota: ", StringComparison.Ordinal) + 7)..].Split([',', ':'])[0];
        return api.Of<ResourceQuota>().Find(@namespace, name);
    }

    private IEnumerable<Cause> Unready(string? @namespace, LabelSelector? selector)
    {
        var query = selector.ToQuery();
        return pods.ExplainUnready(api.Of<Pod>().List(@namespace).Where(pod => query.Matches(pod.Metadata.Labels)));
    }
}
