using System.Text.Json;
using Podlab.Api;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources.Expressions;

/// <summary>A device as expressions see it: <c>device.driver</c>, <c>device.attributes["domain"].name</c>, <c>device.capacity["domain"].name</c>.</summary>
/// <remarks>Follows staging/src/k8s.io/dynamic-resource-allocation/cel/compile.go (v1.36.3): names without a domain belong to the driver's; a domain without names is empty.</remarks>
internal sealed class DeviceValues(string driver, JsonElement device)
{
    private JsonElement Body => device;

    private string Driver => driver;

    public object Member(string name) => name switch
    {
        "driver" => driver,
        "attributes" => new Domains(this, "attributes"),
        "capacity" => new Domains(this, "capacity"),
        "allowMultipleAllocations" => DeviceClaim.Member(device, "allowMultipleAllocations") is { ValueKind: JsonValueKind.True },
        _ => throw new ExpressionException($"no such key: {name}"),
    };

    private static object ValueOf(JsonElement value)
    {
        if (DeviceClaim.Member(value, "bool") is { } truth) return truth.GetBoolean();
        if (DeviceClaim.Member(value, "int") is { } number) return number.GetInt64();
        if (DeviceClaim.Member(value, "string") is { } text) return text.GetString()!;
        if (DeviceClaim.Member(value, "version") is { } version) return SemanticVersion.Parse(version.GetString()!);
        if (DeviceClaim.Member(value, "value") is { } amount) return Quantity.Parse(amount.ValueKind == JsonValueKind.String ? amount.GetString()! : amount.GetRawText());
        throw new ExpressionException("unsupported attribute value");
    }

    /// <summary>What is below <c>attributes</c> or <c>capacity</c>: names by domain.</summary>
    internal sealed class Domains(DeviceValues owner, string part)
    {
        public Names In(string domain) => new(owner, part, domain);

        public bool Contains(string domain) => In(domain).Any;
    }

    /// <summary>The names of one domain.</summary>
    internal sealed class Names(DeviceValues owner, string part, string domain)
    {
        public bool Any => DeviceClaim.Member(owner.Body, part) is { } all && all.EnumerateObject().Any(pair => DomainOf(pair.Name) == domain);

        public bool Contains(string name) => Find(name) is not null;

        public object Get(string name) => Find(name) is { } found ? ValueOf(found) : throw new ExpressionException($"no such key: {name}");

        private JsonElement? Find(string name)
        {
            var all = DeviceClaim.Member(owner.Body, part);
            return DeviceClaim.Member(all, $"{domain}/{name}") ?? (domain == owner.Driver ? DeviceClaim.Member(all, name) : null);
        }

        private string DomainOf(string name) => name.IndexOf('/') is >= 0 and var slash ? name[..slash] : owner.Driver;
    }
}
