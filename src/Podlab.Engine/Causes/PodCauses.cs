using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Tables;

namespace Podlab.Engine.Causes;

/// <summary>Why a pod is not what its reader expects: running and ready.</summary>
internal sealed class PodCauses(Cluster cluster)
{
    private const int MaxPods = 3;

    private readonly ApiServer api = cluster.Api;
    private readonly SpecLines lines = new(cluster.Api);
    private readonly ObservedEvents events = new(cluster.Api);
    private readonly SchedulingCauses scheduling = new(cluster);
    private readonly ContainerCauses containers = new(cluster);
    private readonly VolumeCauses volumes = new(cluster.Api);

    public Cause Explain(Pod pod)
    {
        var columns = PodColumns.Of(pod, cluster.Clock.Now);
        var because = Because(pod).ToList();
        return new Cause(CauseKind.Symptom, $"Pod {pod.Metadata.Name} is {columns.Status}, {columns.Ready} ready") { Because = because };
    }

    /// <summary>A few of the pods that are not ready; those with the same roots are one.</summary>
    public IEnumerable<Cause> ExplainUnready(IEnumerable<Pod> candidates) => candidates
        .Where(pod => pod.Status.Phase != "Succeeded" && !pod.Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" }))
        .Select(Explain).DistinctBy(cause => string.Join('\n', cause.Roots().Select(root => root.Statement))).Take(MaxPods);

    private IEnumerable<Cause> Because(Pod pod)
    {
        if (pod.Metadata.DeletionTimestamp is not null) return Deletion(pod);
        return pod.Status.Phase switch
        {
            "Succeeded" => [new Cause(CauseKind.Healthy, "Every container has ended with exit code 0, and none is started again") { Line = lines.Of(pod, "spec.restartPolicy") }],
            "Failed" => Failed(pod),
            _ when string.IsNullOrEmpty(pod.Spec.NodeName) => scheduling.Explain(pod),
            _ => OnNode(pod),
        };
    }

    private IEnumerable<Cause> OnNode(Pod pod)
    {
        if (NodeTrouble(pod) is { } node) return [node];
        var causes = containers.Explain(pod).ToList();
        if (causes.Count > 0) return causes;
        if (pod.Status.Conditions.FirstOrDefault(condition => condition.Type == "Ready") is { Status: "True" })
            return [new Cause(CauseKind.Healthy, "Every container runs and is ready")];
        if (volumes.Explain(pod) is { } volume) return [volume];
        if (events.Newest(pod, "FailedCreatePodSandBox") is { } sandbox)
            return [new Cause(CauseKind.Node, $"Node {pod.Spec.NodeName} cannot make the pod's sandbox") { Evidence = [ObservedEvents.Text(sandbox)] }];
        var gates = pod.Spec.ReadinessGates.Select(gate => gate.ConditionType).Where(gate => !pod.Status.Conditions.Any(condition => condition.Type == gate && condition.Status == "True")).ToList();
        if (gates.Count > 0)
        {
            return [new Cause(CauseKind.Config, $"A readiness gate is not true: {string.Join(", ", gates)}; somebody outside the kubelet has to set that condition") { Line = lines.Of(pod, "spec.readinessGates") }];
        }

        return [new Cause(CauseKind.Waiting, $"The kubelet of {pod.Spec.NodeName} is making its containers") { Evidence = Newest(pod) }];
    }

    private IEnumerable<Cause> Failed(Pod pod)
    {
        if (pod.Status.Reason == "Evicted") return [new Cause(CauseKind.Node, $"Node {pod.Spec.NodeName} has put it out") { Evidence = Said(pod) }];
        if (pod.Status.Reason == "DeadlineExceeded")
            return [new Cause(CauseKind.Crash, "It was active for longer than it may") { Evidence = Said(pod), Line = lines.Of(pod, "spec.activeDeadlineSeconds") }];
        var ended = containers.Ended(pod).ToList();
        if (!string.IsNullOrEmpty(pod.Status.Reason)) ended.Insert(0, new Cause(CauseKind.Node, $"The kubelet refused or ended it: {pod.Status.Reason}") { Evidence = Said(pod) });
        return ended;
    }

    private IEnumerable<Cause> Deletion(Pod pod)
    {
        if (pod.Metadata.Finalizers.Count > 0 && pod.Status.Phase is "Succeeded" or "Failed")
        {
            return [new Cause(CauseKind.Deletion, $"It is deleted, and kept until somebody removes its finalizers: {string.Join(", ", pod.Metadata.Finalizers)}") { Line = lines.Of(pod, "metadata.finalizers") }];
        }

        var end = pod.Metadata.DeletionTimestamp!.Value;
        if (NodeTrouble(pod) is { } node)
            return [new Cause(CauseKind.Deletion, "It is deleted, and only its kubelet can say that its containers have ended") { Because = [node] }];
        var left = (end - cluster.Clock.Now).TotalSeconds;
        return
        [
            new Cause(CauseKind.Deletion, left > 0
                ? $"It is being deleted: its containers have up to {Math.Ceiling(left):0} more seconds to end after SIGTERM"
                : "Its grace period is over, and its containers are being killed")
            {
                Evidence = [.. events.About(pod, "Killing", "FailedPreStopHook").Take(2).Select(ObservedEvents.Text)],
                Line = lines.Of(pod, "spec.terminationGracePeriodSeconds"),
                Because = [.. Hooks(pod)],
            },
        ];
    }

    /// <summary>Hooks that run before the program hears that it shall end.</summary>
    private IEnumerable<Cause> Hooks(Pod pod) => pod.Spec.Containers
        .Where(container => container.Lifecycle?.PreStop is not null && pod.Status.ContainerStatuses.Any(status => status.Name == container.Name && status.State.Running is not null))
        .Select(container => new Cause(CauseKind.Waiting, $"Container {container.Name} has a preStop hook, which runs before SIGTERM") { Line = lines.Of(pod, SpecLines.PathOf(pod.Spec, container.Name ?? "") + ".lifecycle.preStop") });

    private Cause? NodeTrouble(Pod pod)
    {
        if (string.IsNullOrEmpty(pod.Spec.NodeName)) return null;
        if (api.Of<Node>().Find("", pod.Spec.NodeName) is not { } node) return new Cause(CauseKind.Node, $"There is no node {pod.Spec.NodeName}") { Line = lines.Of(pod, "spec.nodeName") };
        var ready = node.Status.Conditions.FirstOrDefault(condition => condition.Type == "Ready");
        return ready is null or { Status: "True" } ? null
            : new Cause(CauseKind.Node, $"Node {node.Metadata.Name} is not ready") { Evidence = [$"{ready.Reason}: {ready.Message}"] };
    }

    private IReadOnlyList<string> Said(Pod pod) => string.IsNullOrEmpty(pod.Status.Message) ? [] : [pod.Status.Message.TrimEnd()];

    private IReadOnlyList<string> Newest(Pod pod) => [.. events.About(pod).Take(1).Select(ObservedEvents.Text)];
}
