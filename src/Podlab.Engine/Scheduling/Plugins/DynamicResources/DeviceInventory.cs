using System.Text.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Untyped;
using Podlab.Engine.Scheduling.Matching;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources;

/// <summary>The devices that drivers publish, less those that claims hold.</summary>
internal sealed class DeviceInventory
{
    private readonly ApiServer api;
    private readonly HashSet<Device> taken = [];
    private readonly List<(JsonElement Spec, NodeSelector? Nodes)> slices = [];

    public DeviceInventory(ApiServer api)
    {
        this.api = api;
        foreach (var claim in DeviceClaim.All(api)) taken.UnionWith(claim.Devices);
        foreach (var slice in api.List(DeviceKinds.Slices, null).OfType<UntypedObject>())
        {
            if (slice.Field("spec")?.ToElement() is not { } spec) continue;
            slices.Add((spec, DeviceClaim.Member(spec, "nodeSelector") is { } selector ? DeviceClaim.Read(selector) : null));
        }
    }

    /// <summary>The class's selectors; null where there is no such class.</summary>
    public IReadOnlyList<string>? SelectorsOf(string deviceClass) =>
        api.Find(DeviceKinds.Classes, "", deviceClass) is not UntypedObject found ? null
        : found.Field("spec")?.ToElement() is { } spec ? [.. DeviceRequest.Expressions(spec)] : [];

    /// <summary>Devices for every request of the claims on this node; null where one cannot be had.</summary>
    public List<(DeviceClaim Claim, List<(string Request, Device Device)> Devices)>? Allocate(IReadOnlyList<DeviceClaim> claims, Node node)
    {
        var free = DevicesOf(node).Where(device => !taken.Contains(device.Id)).ToList();
        var result = new List<(DeviceClaim, List<(string, Device)>)>();
        foreach (var claim in claims)
        {
            var devices = new List<(string, Device)>();
            foreach (var request in claim.Requests)
            {
                if (SelectorsOf(request.DeviceClass) is not { } selectors) return null;
                var matching = free.Where(device => selectors.Concat(request.Selectors).All(expression => DeviceExpression.Holds(expression, device.Id.Driver, device.Body))).ToList();
                if (!request.All && matching.Count < request.Count) return null;
                if (!request.All) matching = matching[..request.Count];
                if (matching.Count == 0) return null;
                foreach (var device in matching)
                {
                    free.Remove(device);
                    devices.Add((request.Name, device.Id));
                }
            }

            result.Add((claim, devices));
        }

        return result;
    }

    private IEnumerable<(Device Id, JsonElement Body)> DevicesOf(Node node)
    {
        foreach (var (spec, nodes) in slices)
        {
            var here = DeviceClaim.Text(spec, "nodeName") == node.Metadata.Name
                || DeviceClaim.Member(spec, "allNodes") is { ValueKind: JsonValueKind.True }
                || (nodes is not null && NodeSelectors.Matches(nodes, node));
            if (!here) continue;
            var pool = DeviceClaim.Member(spec, "pool") is { } found ? DeviceClaim.Text(found, "name") : "";
            foreach (var device in DeviceClaim.Items(DeviceClaim.Member(spec, "devices")))
                yield return (new Device(DeviceClaim.Text(spec, "driver"), pool, DeviceClaim.Text(device, "name")), device);
        }
    }
}
