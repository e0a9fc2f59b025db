using System.Text.Json;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Untyped;
using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources;

/// <summary>A ResourceClaim as far as the scheduler reads it.</summary>
internal sealed class DeviceClaim
{
    private DeviceClaim(UntypedObject value)
    {
        Value = value;
        var allocation = Member(value.Field("status")?.ToElement(), "allocation");
        IsAllocated = allocation is not null;
        Consumers = [.. Items(Member(value.Field("status")?.ToElement(), "reservedFor")).Select(consumer => Text(consumer, "uid"))];
        if (Member(allocation, "nodeSelector") is { } selector) NodeSelector = Read(selector);
        foreach (var result in Items(Member(Member(allocation, "devices"), "results")).Where(result => Member(result, "adminAccess") is not { ValueKind: JsonValueKind.True }))
            Devices.Add(new Device(Text(result, "driver"), Text(result, "pool"), Text(result, "device")));
        foreach (var request in Items(Member(Member(value.Field("spec")?.ToElement(), "devices"), "requests"))) Requests.Add(DeviceRequest.Of(request));
        foreach (var constraint in Items(Member(Member(value.Field("spec")?.ToElement(), "devices"), "constraints")))
        {
            if (Text(constraint, "matchAttribute") is { Length: > 0 } attribute)
                Constraints.Add(new DeviceConstraint(attribute, [.. Items(Member(constraint, "requests")).Select(name => name.GetString() ?? "")]));
        }
    }

    public UntypedObject Value { get; }

    public bool IsAllocated { get; }

    /// <summary>The uids of the pods that may use what was allocated.</summary>
    public IReadOnlyList<string> Consumers { get; }

    /// <summary>The nodes from which what was allocated can be reached; null: all.</summary>
    public NodeSelector? NodeSelector { get; }

    /// <summary>The devices that nobody else can have.</summary>
    public List<Device> Devices { get; } = [];

    public List<DeviceRequest> Requests { get; } = [];

    public List<DeviceConstraint> Constraints { get; } = [];

    public static DeviceClaim Of(UntypedObject value) => new(value);

    public static DeviceClaim? Find(ApiServer api, string @namespace, string name) => api.Find(DeviceKinds.Claims, @namespace, name) is UntypedObject found ? new DeviceClaim(found) : null;

    public static IEnumerable<DeviceClaim> All(ApiServer api) => api.List(DeviceKinds.Claims, null).OfType<UntypedObject>().Select(found => new DeviceClaim(found));

    /// <summary>The claims of a pod; null in place of one that was not made yet from its template.</summary>
    public static IEnumerable<string?> NamesOf(PodInfo pod)
    {
        foreach (var claim in pod.Pod.Spec.ResourceClaims.ToArray())
            yield return claim.ResourceClaimName ?? pod.Pod.Status.ResourceClaimStatuses.FirstOrDefault(status => status.Name == claim.Name)?.ResourceClaimName;
    }

    internal static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    internal static IEnumerable<JsonElement> Items(JsonElement? element) => element is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray() : [];

    internal static string Text(JsonElement element, string name) => Member(element, name)?.GetString() ?? "";

    internal static NodeSelector Read(JsonElement selector)
    {
        var decoder = new JsonDecoder(System.Text.Encoding.UTF8.GetBytes(selector.GetRawText()), new DecodeLog());
        return NodeSelector.Read(ref decoder);
    }
}

/// <summary>Devices of these requests (none: of all) must have the same value of an attribute.</summary>
internal sealed record DeviceConstraint(string Attribute, IReadOnlyList<string> Requests)
{
    /// <param name="option">The request's name, or request/alternative.</param>
    public bool Concerns(string request, string option) => Requests.Count == 0 || Requests.Contains(request) || Requests.Contains(option);
}

/// <summary>One device of one driver's pool.</summary>
internal readonly record struct Device(string Driver, string Pool, string Name);
