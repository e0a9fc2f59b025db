using System.Text.Json.Nodes;
using Podlab.Api.Model;
using Podlab.Engine.Store;

namespace Podlab.Conformance.Tests.Node;

/// <summary>The states of the other objects that records follow.</summary>
internal static class ObjectStates
{
    private static readonly string[] Recorded =
    [
        "active", "ready", "succeeded", "failed", "terminating", "observedGeneration", "replicas", "readyReplicas", "availableReplicas", "updatedReplicas", "unavailableReplicas", "currentReplicas",
        "terminatingReplicas", "desiredNumberScheduled", "numberReady", "numberAvailable", "updatedNumberScheduled",
    ];

    public static JsonNode? Of(IKubernetesObject value)
    {
        if (value.Kind is not ("Endpoints" or "EndpointSlice" or "Job" or "Deployment" or "ReplicaSet" or "StatefulSet" or "DaemonSet")) return null;
        var node = JsonNode.Parse(new StoredObject(value, 0).Json.Span)!;
        return value.Kind switch
        {
            "Endpoints" => Endpoints(node),
            "EndpointSlice" => Slice(node),
            _ => Workload(node),
        };
    }

    private static JsonArray Endpoints(JsonNode node) => new([.. (node["subsets"]?.AsArray() ?? []).Select(subset => new JsonObject
    {
        ["ready"] = Names(subset!["addresses"]),
        ["notReady"] = Names(subset["notReadyAddresses"]),
        ["ports"] = Ports(subset["ports"]),
    })]);

    private static JsonArray Names(JsonNode? addresses) => new([.. (addresses?.AsArray() ?? []).Select(address => (JsonNode?)((string?)address!["targetRef"]?["name"] ?? (string?)address["ip"]))]);

    private static JsonArray Ports(JsonNode? ports) => new([.. (ports?.AsArray() ?? []).Select(port => new JsonArray((JsonNode?)((string?)port!["name"] ?? ""), port["port"]?.DeepClone()))]);

    private static JsonObject Slice(JsonNode node) => new()
    {
        ["endpoints"] = new JsonArray([.. (node["endpoints"]?.AsArray() ?? []).Select(endpoint => new JsonArray(
            (string?)endpoint!["targetRef"]?["name"],
            endpoint["conditions"]?["ready"]?.DeepClone(),
            endpoint["conditions"]?["serving"]?.DeepClone(),
            endpoint["conditions"]?["terminating"]?.DeepClone()))]),
        ["ports"] = Ports(node["ports"]),
    };

    private static JsonObject Workload(JsonNode node)
    {
        var state = new JsonObject();
        foreach (var (key, value) in node["status"]?.AsObject() ?? [])
        {
            if (Recorded.Contains(key))
                state[key] = value?.DeepClone();
        }

        if ((string)node["kind"]! != "Job") state["spec"] = node["spec"]?["replicas"]?.DeepClone();
        state["conditions"] = new JsonArray([.. (node["status"]?["conditions"]?.AsArray() ?? []).Select(condition => new JsonArray(
            (string?)condition!["type"], (string?)condition["status"], (string?)condition["reason"] ?? "", (string?)condition["message"] ?? ""))]);
        return state;
    }
}
