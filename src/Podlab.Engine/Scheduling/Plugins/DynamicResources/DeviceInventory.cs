using System.Text.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Untyped;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources;

/// <summary>The devices that drivers publish, less those that claims hold.</summary>
internal sealed class DeviceInventory
{
    private readonly ApiServer api;
    private readonly HashSet<Device> taken = [];
    private readonly DevicePools pools;
    private readonly DeviceExpression expressions = new();
    private readonly Dictionary<string, IReadOnlyList<string>?> selectors = new(StringComparer.Ordinal);

    public DeviceInventory(ApiServer api)
    {
        this.api = api;
        foreach (var claim in DeviceClaim.All(api)) taken.UnionWith(claim.Devices);
        pools = new DevicePools(api.List(DeviceKinds.Slices, null).OfType<UntypedObject>().Select(slice => slice.Field("spec")?.ToElement()).OfType<JsonElement>());
    }

    /// <summary>The class's selectors; null where there is no such class.</summary>
    public IReadOnlyList<string>? SelectorsOf(string deviceClass)
    {
        if (selectors.TryGetValue(deviceClass, out var known)) return known;
        known = api.Find(DeviceKinds.Classes, "", deviceClass) is not UntypedObject found ? null
            : found.Field("spec")?.ToElement() is { } spec ? [.. DeviceRequest.Expressions(spec)] : [];
        selectors.Add(deviceClass, known);
        return known;
    }

    /// <summary>Devices for every request of the claims on this node; null where one cannot be had.</summary>
    public List<(DeviceClaim Claim, List<DeviceChoice> Devices)>? Allocate(IReadOnlyList<DeviceClaim> claims, Node node) =>
        new DeviceSearch([.. pools.On(node)], taken, Selects).Run(claims);

    private bool Selects(DeviceOption option, DeviceOffer offer) =>
        SelectorsOf(option.DeviceClass) is { } wanted && wanted.Concat(option.Selectors).All(expression => expressions.Holds(expression, offer.Id.Driver, offer.Body));
}
