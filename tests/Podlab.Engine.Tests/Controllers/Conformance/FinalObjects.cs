using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Model;

namespace Podlab.Engine.Tests.Controllers.Conformance;

/// <summary>The objects at the end as the recordings have them: without what differs between any two clusters.</summary>
internal sealed class FinalObjects(Naming names, Folding folding)
{
    private static readonly string[] DroppedKeys =
    [
        "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "managedFields", "generateName", "selfLink", "lastTransitionTime", "lastProbeTime", "lastUpdateTime", "startTime",
        "completionTime", "lastScheduleTime", "lastSuccessfulTime", "currentRevision", "updateRevision", "clusterIP", "clusterIPs", "disruptedPods", "pod-template-hash", "controller-uid",
        "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/cronjob-scheduled-timestamp", "endpoints.kubernetes.io/last-change-trigger-time", "targetRef", "controller-revision-hash",
    ];

    public JsonObject Of(IKubernetesObject item)
    {
        var json = JsonNode.Parse(KubernetesJson.ToUtf8(item))!.AsObject();
        var result = new JsonObject();
        foreach (var key in new[] { "metadata", "status" })
        {
            if (json[key] is { } part) result[key] = part.DeepClone();
        }

        if (item is PodDisruptionBudget or Service) result["spec"] = json["spec"]!.DeepClone();
        if (item is EndpointSlice && json["endpoints"] is { } endpoints) result["endpoints"] = folding.Named(endpoints);
        if (item is EndpointSlice && json["ports"] is JsonArray { Count: > 0 } ports) result["ports"] = ports.DeepClone();
        if (item is Endpoints && json["subsets"] is { } subsets) result["subsets"] = folding.Named(subsets);
        if (item is ReplicaSet or EndpointSlice)
        {
            result["metadata"]!.AsObject().Remove("generation");
            result["status"]?.AsObject().Remove("observedGeneration");
        }

        Clean(result);
        if (result["metadata"] is JsonObject metadata)
        {
            metadata["name"] = names.Of(item);
            foreach (var key in new[] { "labels", "annotations" })
            {
                if (metadata[key] is JsonObject { Count: 0 }) metadata.Remove(key);
            }
        }

        return result;
    }

    private void Clean(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray array:
                for (var i = 0; i < array.Count; i++)
                {
                    if (array[i] is JsonValue value && value.TryGetValue<string>(out var text)) array[i] = names.Text(text);
                    else Clean(array[i]);
                }

                break;
            case JsonObject item:
                foreach (var (key, value) in item.ToList())
                {
                    if ((Array.IndexOf(DroppedKeys, key) >= 0 && !IsHeadless(key, value)) || (value is JsonValue blank && blank.TryGetValue<string>(out var nothing) && nothing.Length == 0)) item.Remove(key);
                    else if (value is JsonValue leaf && leaf.TryGetValue<string>(out var text)) item[key] = names.Text(text);
                    else Clean(value);
                }

                break;
        }
    }

    /// <summary>Addresses are drawn, but that a service has none is not.</summary>
    private static bool IsHeadless(string key, JsonNode? value) => key is "clusterIP" or "clusterIPs" && value!.ToJsonString() is "\"None\"" or "[\"None\"]";
}
