using System.Text.Json;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources;

/// <summary>One request of a claim: so many devices of a class.</summary>
/// <param name="All">Every matching device of the node, whatever the count.</param>
internal sealed record DeviceRequest(string Name, string DeviceClass, int Count, bool All, IReadOnlyList<string> Selectors)
{
    public static DeviceRequest Of(JsonElement request)
    {
        var name = DeviceClaim.Text(request, "name");
        var exactly = DeviceClaim.Member(request, "exactly") ?? DeviceClaim.Items(DeviceClaim.Member(request, "firstAvailable")).FirstOrDefault(request);
        return new DeviceRequest(
            name,
            DeviceClaim.Text(exactly, "deviceClassName"),
            DeviceClaim.Member(exactly, "count")?.GetInt32() ?? 1,
            DeviceClaim.Text(exactly, "allocationMode") == "All",
            [.. Expressions(exactly)]);
    }

    /// <summary>The CEL expressions of a class or a request.</summary>
    public static IEnumerable<string> Expressions(JsonElement owner) =>
        DeviceClaim.Items(DeviceClaim.Member(owner, "selectors")).Select(selector => DeviceClaim.Member(selector, "cel")).OfType<JsonElement>().Select(cel => DeviceClaim.Text(cel, "expression"));
}
