using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Model;

namespace Podlab.Engine.Tests.Controllers.Conformance;

/// <summary>Folds objects to the states that the recordings hold.</summary>
internal sealed class Folding(Naming names, bool hasOwnNodes)
{
    private static readonly string[] Kinds =
    [
        "ConfigMap", "ControllerRevision", "CronJob", "DaemonSet", "Deployment", "EndpointSlice", "Endpoints", "Job", "Namespace", "Node", "PersistentVolumeClaim", "Pod",
        "PodDisruptionBudget", "ReplicaSet", "ResourceQuota", "Service", "StatefulSet",
    ];

    private static readonly string[] NotCounted = ["observedGeneration", "collisionCount"];

    public static bool IsRecorded(IKubernetesObject item) =>
        Array.IndexOf(Kinds, item.Kind) >= 0 && item switch
        {
            ConfigMap { Metadata.Name: "kube-root-ca.crt" } => false,
            Namespace => item.Metadata.Name == Scenario.Namespace,
            Node => item.Metadata.Name!.StartsWith(Scenario.Id + "-", StringComparison.Ordinal),
            _ => item.Metadata.Namespace == Scenario.Namespace,
        };

    public JsonObject State(IKubernetesObject item)
    {
        var json = JsonNode.Parse(KubernetesJson.ToUtf8(item))!.AsObject();
        var status = json["status"]?.AsObject() ?? [];
        var state = item switch
        {
            Pod pod => OfPod(pod),
            Job => OfJob(status),
            Node node => OfNode(node),
            CronJob cron => new JsonObject
            {
                ["active"] = new JsonArray([.. cron.Status.Active.Select(job => (JsonNode)names.Text(job.Name ?? ""))]),
                ["scheduled"] = cron.Status.LastScheduleTime is not null,
            },
            ControllerRevision revision => new JsonObject { ["owner"] = Owner(item)?.Kind, ["revision"] = revision.Revision },
            Namespace => With(new JsonObject { ["phase"] = status["phase"]?.DeepClone() }, "conditions", Conditions(status) ?? []),
            PersistentVolumeClaim claim => new JsonObject { ["owners"] = new JsonArray([.. claim.Metadata.OwnerReferences.Select(owner => (JsonNode)$"{owner.Kind}/{names.OfOwner(owner)}")]), ["phase"] = claim.Status.Phase },
            ResourceQuota => new JsonObject { ["used"] = status["used"]?.DeepClone() },
            EndpointSlice => new JsonObject { ["addressType"] = json["addressType"]?.DeepClone(), ["endpoints"] = EndpointList(json), ["ports"] = json["ports"] is JsonArray { Count: > 0 } ports ? Named(ports) : null },
            Endpoints => new JsonObject { ["subsets"] = Named(json["subsets"] ?? new JsonArray()) },
            Service or ConfigMap => new JsonObject { ["there"] = true },
            _ => Counted(json, status, item),
        };
        if (item is PodDisruptionBudget or Deployment or ReplicaSet or Job && Conditions(status) is { Count: > 0 } conditions) state["conditions"] = conditions;
        if (item.Metadata.DeletionTimestamp is null) return state;
        if (item is Namespace) return state;
        state.Remove("terminating");
        state[item is Job ? "deleting" : "terminating"] = true;
        if (!item.Metadata.Finalizers.IsEmpty) state["finalizers"] = new JsonArray([.. item.Metadata.Finalizers.Order(StringComparer.Ordinal).Select(name => (JsonNode)name)]);
        return state;
    }

    /// <summary>Endpoints of a slice with the names of the recordings.</summary>
    public JsonNode Named(JsonNode endpoints)
    {
        var copy = endpoints.DeepClone();
        Rename(copy);
        return copy;
    }

    private JsonNode EndpointList(JsonObject slice) => Named(slice["endpoints"] ?? new JsonArray());

    private void Rename(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray array:
                for (var i = 0; i < array.Count; i++)
                {
                    if (array[i] is JsonValue value && value.TryGetValue<string>(out var address)) array[i] = names.Address(address);
                    else Rename(array[i]);
                }

                break;
            case JsonObject item:
                item.Remove("targetRef");
                if (item["name"] is JsonValue blank && (string?)blank == "") item.Remove("name");
                if ((string?)item["nodeName"] is { } name) item["nodeName"] = names.Node(name);
                if (item["ip"] is { } ip) item["ip"] = names.Address((string)ip!);
                foreach (var (key, value) in item.ToList())
                {
                    if (key == "name" && item.Count <= 2 && (string?)value is { } own && own.StartsWith(Scenario.Id + "-", StringComparison.Ordinal)) item[key] = names.Node(own);
                    else if (key == "zone") item[key] = names.Text((string?)value ?? "");
                    Rename(value);
                }

                break;
        }
    }

    private static JsonObject With(JsonObject item, string key, JsonNode value)
    {
        item[key] = value;
        return item;
    }

    private static OwnerReference? Owner(IKubernetesObject item) => Engine.Controllers.Owners.ControllerOf(item.Metadata);

    private JsonObject OfPod(Pod pod)
    {
        var ready = pod.Status.Conditions.FirstOrDefault(condition => condition.Type == "Ready");
        var bound = !string.IsNullOrEmpty(pod.Spec.NodeName);
        var state = new JsonObject
        {
            ["bound"] = bound && hasOwnNodes ? names.Node(pod.Spec.NodeName!) : bound,
            ["image"] = pod.Spec.Containers[0].Image,
            ["owner"] = Owner(pod) is { } owner ? $"{owner.Kind}/{names.OfOwner(owner)}" : null,
            ["phase"] = pod.Status.Phase,
            ["ready"] = ready?.Status ?? "-",
        };
        if (pod.Metadata.Annotations.TryGetValue("batch.kubernetes.io/job-completion-index", out var index)) state["index"] = index;
        if (pod.Status.Conditions.FirstOrDefault(condition => condition is { Type: "DisruptionTarget", Status: "True" }) is { } target)
            state["disruption"] = new JsonArray(target.Reason, names.Text(target.Message ?? ""));
        return state;
    }

    private JsonObject OfJob(JsonObject status)
    {
        var state = new JsonObject();
        foreach (var (key, value) in status)
        {
            if (key is "startTime" or "completionTime") state[key] = true;
            else if (value is JsonValue && value.GetValueKind() is System.Text.Json.JsonValueKind.Number or System.Text.Json.JsonValueKind.String) state[key] = value.DeepClone();
        }

        return state;
    }

    private static JsonObject OfNode(Node node)
    {
        var ready = node.Status.Conditions.FirstOrDefault(condition => condition.Type == "Ready");
        return new JsonObject
        {
            ["ready"] = new JsonArray(ready?.Status, ready?.Reason),
            ["taints"] = new JsonArray([.. node.Spec.Taints.Select(taint => (JsonNode)(string.IsNullOrEmpty(taint.Value)
                ? new JsonObject { ["effect"] = taint.Effect, ["key"] = taint.Key }
                : new JsonObject { ["effect"] = taint.Effect, ["key"] = taint.Key, ["value"] = taint.Value }))]),
        };
    }

    private static JsonObject Counted(JsonObject json, JsonObject status, IKubernetesObject item)
    {
        var state = new JsonObject();
        foreach (var (key, value) in status)
        {
            if (value?.GetValueKind() == System.Text.Json.JsonValueKind.Number && Array.IndexOf(NotCounted, key) < 0) state[key] = value.DeepClone();
        }

        if (item is Deployment or ReplicaSet or StatefulSet) state["desired"] = json["spec"]?["replicas"]?.DeepClone();
        if (item is Deployment or ReplicaSet && item.Metadata.Annotations.TryGetValue("deployment.kubernetes.io/revision", out var revision)) state["revision"] = revision;
        if (item is ReplicaSet && Owner(item) is { } owner) state["owner"] = owner.Kind;
        return state;
    }

    private JsonObject? Conditions(JsonObject status)
    {
        if (status["conditions"] is not JsonArray conditions) return null;
        return new JsonObject(conditions.Select(condition => KeyValuePair.Create((string)condition!["type"]!,
            (JsonNode?)new JsonArray((string?)condition["status"], (string?)condition["reason"], names.Text((string?)condition["message"] ?? "")))));
    }
}
