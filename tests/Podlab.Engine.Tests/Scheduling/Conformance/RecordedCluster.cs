using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Events;
using Podlab.Engine.Scheduling;
using Podlab.Engine.Scheduling.Tracing;

namespace Podlab.Engine.Tests.Scheduling.Conformance;

/// <summary>A cluster as the recordings had it: no kubelets, no controllers but the volume binder, whose part is played here.</summary>
internal sealed class RecordedCluster : IEventRecorder
{
    private readonly Cluster cluster;
    private readonly Dictionary<string, string> events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonNode?> wanted = new(StringComparer.Ordinal);

    public RecordedCluster()
    {
        cluster = new Cluster(new ClusterOptions
        {
            Nodes = 0, Scheduler = false, Controllers = [], DisabledAdmissionPlugins = ["ServiceAccount", "TaintNodesByCondition"],
        });
        foreach (var (name, labels) in Scenario.Setup()["namespaces"]!.AsObject())
            Create(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels!.DeepClone() } });
        foreach (var item in Scenario.Setup()["priorityClasses"]!.AsArray()) Create(item!);
        Scheduler = new Scheduler(cluster.Api, cluster.Clock, cluster.Random, this);
        Scheduler.PreferNode = (pod, top) => wanted.GetValueOrDefault(pod) is { } node && top.Contains((string)node!) ? (string)node! : null;
        Scheduler.Decided += decision =>
        {
            Decisions.TryAdd(decision.Pod, decision);
            Attempts.Add((decision.Pod, decision.Node is null ? "unschedulable" : "bound"));
        };
        cluster.Add(Scheduler);
        cluster.Clock.RunReady();
    }

    public Scheduler Scheduler { get; }

    /// <summary>The first decision about each pod.</summary>
    public Dictionary<string, Decision> Decisions { get; } = new(StringComparer.Ordinal);

    public List<(string Pod, string Outcome)> Attempts { get; } = [];

    public IEnumerable<Pod> Pods => cluster.Api.Of<Pod>().List();

    public string? FailedScheduling(string pod) => events.GetValueOrDefault(pod);

    public void Event(IKubernetesObject involved, string type, string reason, string message, string? fieldPath = null)
    {
        if (reason == "FailedScheduling") events.TryAdd($"{involved.Metadata.Namespace}/{involved.Metadata.Name}", message);
    }

    /// <summary>Of equally good nodes, the one the recording took.</summary>
    public void Prefer(string pod, JsonNode? node) => wanted[pod] = node;

    public Pod? Find(string key) => cluster.Api.Of<Pod>().Find(key.Split('/')[0], key.Split('/')[1]);

    public void Run(TimeSpan time) => cluster.Clock.Advance(time);

    public void RunUntilPlaced(TimeSpan limit) =>
        cluster.Clock.AdvanceUntil(() => Pods.All(pod => pod.Metadata.DeletionTimestamp is not null || !string.IsNullOrEmpty(pod.Spec.NodeName)), limit);

    public void Create(JsonNode json)
    {
        switch ((string)json["kind"]!)
        {
            case "Namespace": Create<Namespace>(json); break;
            case "PriorityClass": Create<PriorityClass>(json); break;
            case "Node": Create<Node>(json, (client, made, given) => client.UpdateStatus(made with { Status = given.Status })); break;
            case "Pod": Create<Pod>(json, (client, made, given) =>
                client.UpdateStatus(made with { Status = Merged<Pod>(made, new JsonObject { ["status"] = json["status"]!.DeepClone() }).Status })); break;
            case "Service": Create<Service>(json); break;
            case "ReplicaSet": Create<ReplicaSet>(json); break;
            case "StorageClass": Create<StorageClass>(json); break;
            case "PersistentVolume": Create<PersistentVolume>(json); break;
            case "PersistentVolumeClaim": Create<PersistentVolumeClaim>(json, (client, made, given) => client.UpdateStatus(made with { Status = given.Status })); break;
            case "PodDisruptionBudget":
                Create<PodDisruptionBudget>(json, (client, made, given) =>
                    client.UpdateStatus(made with { Status = given.Status with { ObservedGeneration = made.Metadata.Generation } }));
                break;
            case "RuntimeClass": Create<RuntimeClass>(json); break;
            default: throw new NotSupportedException($"The recordings' kind {json["kind"]} is not known here.");
        }
    }

    public void Patch(string kind, string @namespace, string name, JsonNode patch, string? subresource)
    {
        if (kind == "Pod") Patch<Pod>(@namespace, name, patch, subresource);
        else if (kind == "Node") Patch<Node>("", name, patch, subresource);
        else throw new NotSupportedException($"Nothing patches a {kind}.");
    }

    public void Delete(string kind, string @namespace, string name, long? grace)
    {
        if (kind == "Pod") cluster.Api.Of<Pod>().Delete(@namespace, name, grace);
        else if (kind == "Node") cluster.Api.Of<Node>().Delete("", name, grace);
        else throw new NotSupportedException($"Nothing deletes a {kind}.");
    }

    public void FinishVictims()
    {
        foreach (var pod in Pods.Where(pod => pod.Metadata.DeletionTimestamp is not null).ToList())
            cluster.Api.Of<Pod>().Delete(pod.Metadata.Namespace!, pod.Metadata.Name!, 0);
    }

    /// <summary>What the volume binder does at once: a claim that names its volume is bound to it.</summary>
    public void BindVolumes()
    {
        foreach (var claim in cluster.Api.Of<PersistentVolumeClaim>().List().ToList())
        {
            if (string.IsNullOrEmpty(claim.Spec.VolumeName) || claim.Status.Phase == "Lost" || (claim.Status.Phase == "Bound" && claim.Metadata.Annotations.ContainsKey("pv.kubernetes.io/bind-completed") && cluster.Api.Of<PersistentVolume>().Find("", claim.Spec.VolumeName) is not null)) continue;
            if (cluster.Api.Of<PersistentVolume>().Find("", claim.Spec.VolumeName) is null)
            {
                cluster.Api.Of<PersistentVolumeClaim>().UpdateStatus(claim with { Status = claim.Status with { Phase = "Lost" } });
                continue;
            }

            var annotated = claim with { Metadata = claim.Metadata with { Annotations = claim.Metadata.Annotations.Set("pv.kubernetes.io/bind-completed", "yes") } };
            var updated = cluster.Api.Of<PersistentVolumeClaim>().Update(annotated);
            cluster.Api.Of<PersistentVolumeClaim>().UpdateStatus(updated with { Status = updated.Status with { Phase = "Bound" } });
        }
    }

    private static T Read<T>(JsonNode json)
        where T : class, IKubernetesObject<T> => KubernetesJson.Read<T>(Encoding.UTF8.GetBytes(json.ToJsonString()), new DecodeLog());

    private static T Merged<T>(T value, JsonNode patch)
        where T : class, IKubernetesObject<T> => Read<T>(MergePatches.Apply(JsonNode.Parse(KubernetesJson.ToText(value)), patch)!);

    private void Create<T>(JsonNode json, Action<ResourceClient<T>, T, T>? writeStatus = null)
        where T : class, IKubernetesObject<T>
    {
        var given = Read<T>(json);
        if (given is Pod raw) given = (T)(object)Admit(raw);
        var made = cluster.Api.Of<T>().Create(given);
        if (writeStatus is not null && json["status"] is not null) writeStatus(cluster.Api.Of<T>(), made, given);
    }

    private Pod Admit(Pod pod)
    {
        var spec = pod.Spec;
        if (spec.PriorityClassName is { Length: > 0 } name && cluster.Api.Of<PriorityClass>().Find("", name) is { } known)
            spec = spec with { Priority = known.Value, PreemptionPolicy = known.PreemptionPolicy ?? "PreemptLowerPriority" };
        pod = pod with { Spec = spec };
        if (!spec.SchedulingGates.IsEmpty)
            pod = pod with { Status = pod.Status with { Conditions = [new PodCondition { Type = "PodScheduled", Status = "False", Reason = "SchedulingGated", Message = "Scheduling is blocked due to non-empty scheduling gates" }] } };
        return pod;
    }

    private void Patch<T>(string @namespace, string name, JsonNode patch, string? subresource)
        where T : class, IKubernetesObject<T>
    {
        var client = cluster.Api.Of<T>();
        var merged = Merged(client.Get(@namespace, name), patch);
        if (subresource == "status") client.UpdateStatus(merged);
        else client.Update(merged);
    }
}
