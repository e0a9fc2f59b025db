using System.Text.Json;
using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Matching;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources;

/// <summary>The devices that drivers publish: those of pools whose newest generation is there in full.</summary>
/// <remarks>Follows GatherPools in staging/src/k8s.io/dynamic-resource-allocation/structured (v1.36.3).</remarks>
internal sealed class DevicePools
{
    private readonly Dictionary<string, List<Slice>> byNode = new(StringComparer.Ordinal);
    private readonly List<Slice> ofManyNodes = [];

    public DevicePools(IEnumerable<JsonElement> specs)
    {
        var all = specs.Select(spec => new Slice(spec, DeviceClaim.Text(spec, "driver"), DeviceClaim.Member(spec, "pool") is { } pool ? DeviceClaim.Text(pool, "name") : ""));
        foreach (var pool in all.GroupBy(slice => (slice.Driver, slice.Pool)))
        {
            var newest = pool.Max(slice => slice.Number("generation"));
            List<Slice> current = [.. pool.Where(slice => slice.Number("generation") == newest)];
            if (current.Count < current[0].Number("resourceSliceCount")) continue;
            foreach (var slice in current) PlaceOf(slice).Add(slice);
        }
    }

    public IEnumerable<DeviceOffer> On(Node node)
    {
        foreach (var slice in byNode.GetValueOrDefault(node.Metadata.Name!, []).Concat(ofManyNodes))
        {
            var all = IsFor(slice.Spec, node);
            var single = DeviceClaim.Member(slice.Spec, "perDeviceNodeSelection") is { ValueKind: JsonValueKind.True };
            if (!all && !single) continue;
            foreach (var device in DeviceClaim.Items(DeviceClaim.Member(slice.Spec, "devices")))
            {
                if (all || IsFor(device, node)) yield return new DeviceOffer(new Device(slice.Driver, slice.Pool, DeviceClaim.Text(device, "name")), device, single ? device : slice.Spec);
            }
        }
    }

    private List<Slice> PlaceOf(Slice slice)
    {
        var node = DeviceClaim.Text(slice.Spec, "nodeName");
        if (node.Length == 0) return ofManyNodes;
        if (!byNode.TryGetValue(node, out var slices)) byNode.Add(node, slices = []);
        return slices;
    }

    private static bool IsFor(JsonElement owner, Node node) =>
        DeviceClaim.Text(owner, "nodeName") == node.Metadata.Name
        || DeviceClaim.Member(owner, "allNodes") is { ValueKind: JsonValueKind.True }
        || (DeviceClaim.Member(owner, "nodeSelector") is { } selector && NodeSelectors.Matches(DeviceClaim.Read(selector), node));

    private sealed record Slice(JsonElement Spec, string Driver, string Pool)
    {
        public long Number(string name) => DeviceClaim.Member(DeviceClaim.Member(Spec, "pool"), name)?.GetInt64() ?? 0;
    }
}

/// <summary>A device with what its driver says of it.</summary>
/// <param name="Place">What says from which nodes it can be used: the slice or the device itself.</param>
internal readonly record struct DeviceOffer(Device Id, JsonElement Body, JsonElement Place)
{
    public IEnumerable<Taint> Taints => DeviceClaim.Items(DeviceClaim.Member(Body, "taints")).Select(taint =>
        new Taint { Key = DeviceClaim.Text(taint, "key"), Value = DeviceClaim.Text(taint, "value"), Effect = DeviceClaim.Text(taint, "effect") });

    /// <summary>An attribute by its full name, as text that is equal for equal values; null: it has none.</summary>
    public string? Attribute(string name)
    {
        var attributes = DeviceClaim.Member(Body, "attributes");
        var slash = name.IndexOf('/');
        return (DeviceClaim.Member(attributes, name) ?? (slash >= 0 && name[..slash] == Id.Driver ? DeviceClaim.Member(attributes, name[(slash + 1)..]) : null))?.GetRawText();
    }
}
