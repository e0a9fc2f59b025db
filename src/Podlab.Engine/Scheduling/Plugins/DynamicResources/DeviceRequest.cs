using System.Text.Json;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources;

/// <summary>One request of a claim: what it asks for, or alternatives of which the first that can be had is taken.</summary>
internal sealed record DeviceRequest(string Name, IReadOnlyList<DeviceOption> Options)
{
    public static DeviceRequest Of(JsonElement request)
    {
        var name = DeviceClaim.Text(request, "name");
        List<DeviceOption> options = [];
        if (DeviceClaim.Member(request, "exactly") is { } exactly) options.Add(DeviceOption.Of(name, exactly));
        foreach (var alternative in DeviceClaim.Items(DeviceClaim.Member(request, "firstAvailable")))
            options.Add(DeviceOption.Of($"{name}/{DeviceClaim.Text(alternative, "name")}", alternative));
        return new DeviceRequest(name, options);
    }

    /// <summary>The CEL expressions of a class or a request.</summary>
    public static IEnumerable<string> Expressions(JsonElement owner) =>
        DeviceClaim.Items(DeviceClaim.Member(owner, "selectors")).Select(selector => DeviceClaim.Member(selector, "cel")).OfType<JsonElement>().Select(cel => DeviceClaim.Text(cel, "expression"));
}

/// <summary>So many devices of a class.</summary>
/// <param name="Name">As results and messages name it: the request, or request/alternative.</param>
/// <param name="All">Every matching device of the node, whatever the count.</param>
/// <param name="IsAdmin">To look after devices, used or not.</param>
/// <param name="Tolerations">Of device taints.</param>
internal sealed record DeviceOption(string Name, string DeviceClass, int Count, bool All, bool IsAdmin, IReadOnlyList<string> Selectors, ValueList<Toleration> Tolerations)
{
    public static DeviceOption Of(string name, JsonElement option) => new(
        name,
        DeviceClaim.Text(option, "deviceClassName"),
        DeviceClaim.Member(option, "count")?.GetInt32() ?? 1,
        DeviceClaim.Text(option, "allocationMode") == "All",
        DeviceClaim.Member(option, "adminAccess") is { ValueKind: JsonValueKind.True },
        [.. DeviceRequest.Expressions(option)],
        DeviceClaim.Items(DeviceClaim.Member(option, "tolerations")).Select(toleration => new Toleration
        {
            Key = DeviceClaim.Text(toleration, "key"),
            Operator = DeviceClaim.Text(toleration, "operator"),
            Value = DeviceClaim.Text(toleration, "value"),
            Effect = DeviceClaim.Text(toleration, "effect"),
        }).ToValueList());
}
