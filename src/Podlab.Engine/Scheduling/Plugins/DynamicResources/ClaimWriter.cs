using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Untyped;
using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources;

/// <summary>Writes into a claim's status which devices it got and which pods may use them.</summary>
internal static class ClaimWriter
{
    public static void Allocate(ApiServer api, DeviceClaim claim, IReadOnlyList<DeviceChoice> devices, string node, PodInfo pod) => Write(api, claim, status =>
    {
        var allocation = new JsonObject { ["devices"] = new JsonObject { ["results"] = new JsonArray([.. devices.Select(ResultOf)]) } };
        if (NodesOf(devices, node) is { } nodes) allocation["nodeSelector"] = nodes;
        status["allocation"] = allocation;
        AddConsumer(status, pod);
    });

    public static void Deallocate(ApiServer api, DeviceClaim claim) => Write(api, claim, status =>
    {
        status.Remove("allocation");
        status.Remove("reservedFor");
    });

    public static void Reserve(ApiServer api, DeviceClaim claim, PodInfo pod) => Write(api, claim, status => AddConsumer(status, pod));

    private static JsonNode ResultOf(DeviceChoice choice)
    {
        var id = choice.Offer.Id;
        var result = new JsonObject { ["request"] = choice.Request, ["driver"] = id.Driver, ["pool"] = id.Pool, ["device"] = id.Name };
        if (choice.IsAdmin) result["adminAccess"] = true;
        return result;
    }

    /// <summary>From where the devices can be used: this node if one of them belongs to it, else as their slices say; null: from everywhere.</summary>
    private static JsonNode? NodesOf(IReadOnlyList<DeviceChoice> devices, string node)
    {
        foreach (var choice in devices)
        {
            if (DeviceClaim.Text(choice.Offer.Place, "nodeName").Length == 0) continue;
            var isNode = new JsonObject { ["key"] = "metadata.name", ["operator"] = "In", ["values"] = new JsonArray(node) };
            return new JsonObject { ["nodeSelectorTerms"] = new JsonArray(new JsonObject { ["matchFields"] = new JsonArray(isNode) }) };
        }

        var selectors = devices.Select(choice => DeviceClaim.Member(choice.Offer.Place, "nodeSelector")).OfType<System.Text.Json.JsonElement>();
        return selectors.Select(selector => JsonNode.Parse(selector.GetRawText())).FirstOrDefault();
    }

    private static void AddConsumer(JsonObject status, PodInfo pod)
    {
        var consumers = status["reservedFor"] as JsonArray ?? [];
        if (consumers.Any(consumer => (string?)consumer!["uid"] == pod.Uid)) return;
        status["reservedFor"] = new JsonArray([
            .. consumers.Select(consumer => consumer!.DeepClone()),
            new JsonObject { ["resource"] = "pods", ["name"] = pod.Name, ["uid"] = pod.Uid }]);
    }

    private static void Write(ApiServer api, DeviceClaim claim, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(KubernetesJson.ToText(claim.Value))!;
        var status = json["status"] as JsonObject ?? [];
        json["status"] = null;
        change(status);
        json["status"] = status;
        var changed = UntypedObject.Read(claim.Value.GroupVersionKind, Encoding.UTF8.GetBytes(json.ToJsonString()), new DecodeLog());
        api.Update(DeviceKinds.Claims, changed, "status", "kube-scheduler");
    }
}
