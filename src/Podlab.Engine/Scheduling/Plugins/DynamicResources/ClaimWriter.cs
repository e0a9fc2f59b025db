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
    public static void Allocate(ApiServer api, DeviceClaim claim, IEnumerable<(string Request, Device Device)> devices, string node, PodInfo pod) => Write(api, claim, status =>
    {
        var results = new JsonArray([.. devices.Select(pair => (JsonNode)new JsonObject
        {
            ["request"] = pair.Request, ["driver"] = pair.Device.Driver, ["pool"] = pair.Device.Pool, ["device"] = pair.Device.Name,
        })]);
        var isNode = new JsonObject { ["key"] = "metadata.name", ["operator"] = "In", ["values"] = new JsonArray(node) };
        status["allocation"] = new JsonObject
        {
            ["devices"] = new JsonObject { ["results"] = results },
            ["nodeSelector"] = new JsonObject { ["nodeSelectorTerms"] = new JsonArray(new JsonObject { ["matchFields"] = new JsonArray(isNode) }) },
        };
        AddConsumer(status, pod);
    });

    public static void Reserve(ApiServer api, DeviceClaim claim, PodInfo pod) => Write(api, claim, status => AddConsumer(status, pod));

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
