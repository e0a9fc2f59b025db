using System.Text.Json.Nodes;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Tests.Controllers.Conformance;

/// <summary>Drives pods by the recordings' rules: no containers, only times.</summary>
internal sealed class FakeKubelet
{
    private readonly Stage stage;
    private readonly ResourceClient<Pod> pods;
    private readonly List<Rule> rules;
    private readonly Dictionary<string, Rule> drawn = new(StringComparer.Ordinal);
    private readonly HashSet<string> seenBound = new(StringComparer.Ordinal);
    private readonly HashSet<string> seenDeleted = new(StringComparer.Ordinal);
    private readonly HashSet<string> ran = new(StringComparer.Ordinal);
    private int addresses;

    public FakeKubelet(Stage stage, JsonArray rules)
    {
        this.stage = stage;
        this.rules = [.. rules.Select(rule => new Rule(rule!.AsObject()))];
        pods = stage.Cluster.Api.Of<Pod>();
        pods.Watch(Changed);
    }

    /// <summary>The running pods of a node say again how they are.</summary>
    public void Report(string node)
    {
        foreach (var pod in pods.List().Where(pod => pod.Spec.NodeName == node && pod.Status.Phase == "Running").ToList())
        {
            Write(pod.Metadata.Uid!, current => Conditions(current, true));
        }
    }

    public void SetReady(Pod pod, bool ready) => Write(pod.Metadata.Uid!, current => Conditions(current, ready));

    private void Changed(WatchEvent<Pod> change)
    {
        var pod = change.Object;
        var uid = pod.Metadata.Uid!;
        if (change.Type == Store.StoreChangeType.Deleted) return;
        if (!drawn.ContainsKey(uid)) drawn[uid] = rules.FirstOrDefault(rule => rule.Takes(pod)) ?? new Rule([]);
        if (string.IsNullOrEmpty(pod.Spec.NodeName)) return;
        if (seenBound.Add(uid)) Bound(uid, pod.Spec.NodeName, drawn[uid]);
        if (pod.Metadata.DeletionTimestamp is not null && seenDeleted.Add(uid))
        {
            var rule = drawn[uid];
            After(uid, pod.Spec.NodeName, rule.Stop ?? (pod.Status.Phase is "Succeeded" or "Failed" ? 0.1 : 0.3), () => End(uid, ran.Contains(uid) ? rule.StopCode : 137), evenIfDeleted: true);
        }
    }

    private void Bound(string uid, string node, Rule rule)
    {
        if (rule.Running is { } running) After(uid, node, running, () => Write(uid, pod => Conditions(Run(pod), false)));
        if (rule.Ready(stage.Cluster.Clock.Now) is { } ready) After(uid, node, ready, () => Write(uid, pod => Conditions(Run(pod), true)));
        foreach (var time in rule.Restarts)
            After(uid, node, time, () => Write(uid, pod => pod with { Status = pod.Status with { ContainerStatuses = pod.Status.ContainerStatuses.Map(status => status with { RestartCount = status.RestartCount + 1 }) } }));
        if (rule.Succeed is { } succeed) After(uid, node, succeed, () => Write(uid, pod => Terminal(pod, 0, rule)));
        if (rule.Fail is { } fail) After(uid, node, fail.At, () => Write(uid, pod => Terminal(pod, fail.Code, rule)));
    }

    private void After(string uid, string node, double seconds, Action action, bool evenIfDeleted = false) => stage.Cluster.Clock.Schedule(TimeSpan.FromSeconds(seconds), () =>
    {
        if (Find(uid) is null || (!evenIfDeleted && seenDeleted.Contains(uid))) return;
        if (stage.IsSilent(node)) After(uid, node, 1, action, evenIfDeleted);
        else action();
    });

    private Pod? Find(string uid) => pods.List().FirstOrDefault(pod => pod.Metadata.Uid == uid);

    private void Write(string uid, Func<Pod, Pod> change)
    {
        if (Find(uid) is { Status.Phase: not ("Succeeded" or "Failed") } pod) pods.UpdateStatus(change(pod));
    }

    private void End(string uid, int code)
    {
        Write(uid, pod => Terminal(pod, code, drawn[uid]));
        if (Find(uid) is { } ended) pods.Delete(ended.Metadata.Namespace!, ended.Metadata.Name!, gracePeriodSeconds: 0, uid: uid);
    }

    private Pod Run(Pod pod)
    {
        ran.Add(pod.Metadata.Uid!);
        if (pod.Status.Phase == "Running") return pod;
        var address = pod.Status.PodIP ?? $"10.244.{++addresses / 250}.{(addresses % 250) + 1}";
        ContainerStatus Status(Container container) => new() { Name = container.Name, Image = container.Image ?? "", Ready = true, Started = true, State = new ContainerState { Running = new ContainerStateRunning { StartedAt = stage.Cluster.Clock.Now } } };
        return pod with
        {
            Status = pod.Status with
            {
                Phase = "Running",
                PodIP = address,
                PodIPs = [new PodIP { Ip = address }],
                HostIP = "192.168.0.1",
                StartTime = stage.Cluster.Clock.Now,
                ContainerStatuses = pod.Spec.Containers.Map(Status),
                InitContainerStatuses = pod.Spec.InitContainers.Map(Status),
            },
        };
    }

    private Pod Conditions(Pod pod, bool ready, string? reason = null)
    {
        var now = stage.Cluster.Clock.Now;
        var conditions = pod.Status.Conditions;
        foreach (var (type, value) in new[] { ("PodReadyToStartContainers", true), ("Initialized", true), ("Ready", ready), ("ContainersReady", ready) })
        {
            var status = value ? "True" : "False";
            var old = conditions.FirstOrDefault(condition => condition.Type == type);
            var made = new PodCondition { Type = type, Status = status, Reason = value ? null : reason, ObservedGeneration = pod.Metadata.Generation, LastTransitionTime = old?.Status == status ? old.LastTransitionTime : now };
            conditions = old is null ? conditions.Add(made) : conditions.Map(condition => condition.Type == type ? made : condition);
        }

        return pod with { Status = pod.Status with { Conditions = conditions } };
    }

    private Pod Terminal(Pod pod, int code, Rule rule)
    {
        var wasRunning = pod.Status.Phase == "Running";
        if (!wasRunning) pod = Run(pod) with { };
        ContainerStatus Ended(ContainerStatus status, int exit) => status with
        {
            Ready = false,
            Started = false,
            State = new ContainerState { Terminated = new ContainerStateTerminated { ExitCode = exit, Reason = exit == 0 ? "Completed" : "Error", FinishedAt = stage.Cluster.Clock.Now } },
        };
        var sidecars = pod.Spec.InitContainers.Where(container => container.RestartPolicy == "Always").Select(container => container.Name).ToHashSet(StringComparer.Ordinal);
        pod = pod with
        {
            Status = pod.Status with
            {
                Phase = code == 0 ? "Succeeded" : "Failed",
                ContainerStatuses = pod.Status.ContainerStatuses.Map(status => Ended(status, code)),
                InitContainerStatuses = pod.Status.InitContainerStatuses.Map(status => Ended(status, sidecars.Contains(status.Name) ? rule.SidecarCode : 0)),
            },
        };
        return Conditions(pod, false, code == 0 ? "PodCompleted" : "PodFailed");
    }

    private sealed class Rule(JsonObject json)
    {
        private int left = (int?)json["times"] ?? int.MaxValue;
        private DateTimeOffset last = DateTimeOffset.MinValue;

        public double? Running => (double?)json["running"];

        public double? Succeed => (double?)json["succeed"];

        public (double At, int Code)? Fail => json["fail"] is { } fail ? ((double)fail["at"]!, (int?)fail["code"] ?? 1) : null;

        public IEnumerable<double> Restarts => json["restarts"]?.AsArray().Select(time => (double)time!) ?? [];

        public int SidecarCode => (int?)json["sidecarCode"] ?? 137;

        public double? Stop => (double?)json["stop"];

        public int StopCode => (int?)json["stopCode"] ?? 143;

        public double? Ready(DateTimeOffset bound)
        {
            var ready = json.ContainsKey("ready") ? (double?)json["ready"] : Succeed is not null || Fail is not null ? 0.2 : 0.5;
            if (ready is not { } seconds || (double?)json["spaced"] is not { } spaced) return ready;
            var at = bound.AddSeconds(seconds);
            if (last != DateTimeOffset.MinValue && at < last.AddSeconds(spaced)) at = last.AddSeconds(spaced);
            last = at;
            return (at - bound).TotalSeconds;
        }

        public bool Takes(Pod pod)
        {
            if (left <= 0) return false;
            foreach (var (key, value) in json["labels"]?.AsObject() ?? [])
            {
                if (pod.Metadata.Labels.GetValueOrDefault(key) != (string?)value) return false;
            }

            if (json["index"] is { } index && pod.Metadata.Annotations.GetValueOrDefault("batch.kubernetes.io/job-completion-index") != index.ToString()) return false;
            left--;
            return true;
        }
    }
}
