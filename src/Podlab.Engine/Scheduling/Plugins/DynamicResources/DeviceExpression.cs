using System.Text.Json;
using System.Text.RegularExpressions;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources;

/// <summary>
/// The part of CEL that device selectors mostly use: comparisons of driver and attributes with literals, joined by <c>&amp;&amp;</c>.
/// Anything else matches no device.
/// </summary>
internal static partial class DeviceExpression
{
    public static bool Holds(string expression, string driver, JsonElement device)
    {
        foreach (var part in expression.Split("&&", StringSplitOptions.TrimEntries))
        {
            if (!PartHolds(part, driver, device)) return false;
        }

        return true;
    }

    private static bool PartHolds(string part, string driver, JsonElement device)
    {
        if (part == "true") return true;
        if (DriverIs().Match(part) is { Success: true } onDriver) return (onDriver.Groups["value"].Value == driver) == (onDriver.Groups["op"].Value == "==");
        if (AttributeIs().Match(part) is not { Success: true } match) return false;
        var value = Attribute(device, driver, match.Groups["domain"].Value, match.Groups["name"].Value);
        return value is not null && (value == match.Groups["value"].Value.Trim('"')) == (match.Groups["op"].Value == "==");
    }

    private static string? Attribute(JsonElement device, string driver, string domain, string name)
    {
        if (DeviceClaim.Member(device, "attributes") is not { } attributes) return null;
        var value = DeviceClaim.Member(attributes, $"{domain}/{name}") ?? (domain == driver ? DeviceClaim.Member(attributes, name) : null);
        foreach (var type in new[] { "string", "version", "int", "bool" })
        {
            if (DeviceClaim.Member(value, type) is { } found) return found.ValueKind == JsonValueKind.String ? found.GetString() : found.GetRawText();
        }

        return null;
    }

    [GeneratedRegex("""^device\.driver\s*(?<op>==|!=)\s*"(?<value>[^"]*)"$""", RegexOptions.CultureInvariant)]
    private static partial Regex DriverIs();

    [GeneratedRegex("""^device\.attributes\["(?<domain>[^"]*)"\]\.(?<name>\w+)\s*(?<op>==|!=)\s*(?<value>"[^"]*"|[\w.-]+)$""", RegexOptions.CultureInvariant)]
    private static partial Regex AttributeIs();
}
