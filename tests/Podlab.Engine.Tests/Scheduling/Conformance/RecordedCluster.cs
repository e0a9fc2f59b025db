using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Http;
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
            Nodes = 0,
            Scheduler = false,
            Controllers = [],
            DisabledAdmissionPlugins = ["ServiceAccount", "TaintNodesByCondition"],
        });
        foreach (var (name, labels) in Scenario.Setup()["namespaces"]!.AsObject())
            CreateUnlessThere(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels!.DeepClone() } });
        foreach (var item in Scenario.Setup()["priorityClasses"]!.AsArray()) CreateUnlessThere(item!);
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

    /// <summary>Some of what the recordings start from is in every cluster.</summary>
    private void CreateUnlessThere(JsonNode json)
    {
        try
        {
            Create(json);
        }
        catch (ApiException refusal) when (refusal.IsAlreadyExists)
        {
            // As it should be.
        }
    }

    public Pod? Find(string key) => cluster.Api.Of<Pod>().Find(key.Split('/')[0], key.Split('/')[1]);

    public void Run(TimeSpan time) => cluster.Clock.Advance(time);

    public void RunUntilPlaced(TimeSpan limit) =>
        cluster.Clock.AdvanceUntil(() => Pods.All(pod => pod.Metadata.DeletionTimestamp is not null || !string.IsNullOrEmpty(pod.Spec.NodeName)), limit);

    /// <summary>Creates through HTTP, as the recordings did; a status is written through its subresource.</summary>
    public void Create(JsonNode json)
    {
        var resource = ResourceOf((string)json["apiVersion"]!, (string)json["kind"]!);
        var @namespace = resource.Namespaced ? (string?)json["metadata"]!["namespace"] ?? "default" : "";
        var made = Send("POST", PathOf(resource, @namespace, null, null), json);
        if (json["status"] is null) return;
        var status = json["status"]!.DeepClone();
        if ((string)json["kind"]! == "PodDisruptionBudget") status["observedGeneration"] = made["metadata"]!["generation"]?.DeepClone();
        Send("PATCH", PathOf(resource, @namespace, (string)json["metadata"]!["name"]!, "status"), new JsonObject { ["status"] = status });
    }

    public void Patch(string kind, string @namespace, string name, JsonNode patch, string? subresource) => Patch("v1", kind, @namespace, name, patch, subresource);

    public void Patch(string apiVersion, string kind, string @namespace, string name, JsonNode patch, string? subresource) =>
        Send("PATCH", PathOf(ResourceOf(apiVersion, kind), @namespace, name, subresource), patch);

    public void Delete(string kind, string @namespace, string name, long? grace) =>
        Send("DELETE", PathOf(ResourceOf("v1", kind), @namespace, name, null), grace is null ? null : new JsonObject { ["gracePeriodSeconds"] = grace });

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

    private static ResourceInfo ResourceOf(string apiVersion, string kind) => Resources.All.Single(resource => resource.Kind.Kind == kind && resource.Kind.ApiVersion == apiVersion);

    private static string PathOf(ResourceInfo resource, string @namespace, string? name, string? subresource)
    {
        var path = resource.Group.Length == 0 ? $"/api/{resource.Version}" : $"/apis/{resource.Kind.ApiVersion}";
        if (resource.Namespaced) path += $"/namespaces/{@namespace}";
        path += $"/{resource.Name}";
        if (name is not null) path += $"/{name}";
        return subresource is null ? path : $"{path}/{subresource}";
    }

    private JsonNode Send(string method, string path, JsonNode? body)
    {
        var answer = cluster.Api.Http.Answer(new ApiRequest
        {
            Method = method,
            Path = path,
            ContentType = method == "PATCH" ? "application/merge-patch+json" : "application/json",
            Body = body is null ? default : Encoding.UTF8.GetBytes(body.ToJsonString()),
        });
        var json = JsonNode.Parse(answer.Body.Span)!;
        if (answer.Code >= 400) throw ApiException.Of(answer.Code, (string?)json["reason"] ?? "", (string?)json["message"] ?? "", null);
        return json;
    }
}
