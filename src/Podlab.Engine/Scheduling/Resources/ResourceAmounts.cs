using Podlab.Api;

namespace Podlab.Engine.Scheduling.Resources;

/// <summary>Amounts of resources as the scheduler adds and compares them: whole numbers, thousandths of a core for cpu.</summary>
/// <remarks>
/// Follows Resource in pkg/scheduler/framework/types.go (v1.36.3). A value, so that a node's amounts lie in the node itself; a plain copy shares
/// <see cref="Scalars"/>, <see cref="Copy"/> does not.
/// </remarks>
public struct ResourceAmounts
{
    public long MilliCpu { readonly get; set; }

    /// <summary>Bytes.</summary>
    public long Memory { readonly get; set; }

    /// <summary>Bytes.</summary>
    public long EphemeralStorage { readonly get; set; }

    /// <summary>Extended resources, huge pages, attachable volumes; null where there are none.</summary>
    public SortedDictionary<string, long>? Scalars { readonly get; private set; }

    public readonly bool IsZero => MilliCpu == 0 && Memory == 0 && EphemeralStorage == 0 && Scalars is null or { Count: 0 };

    public static ResourceAmounts Of(ValueMap<Quantity> quantities)
    {
        var amounts = new ResourceAmounts();
        foreach (var (name, quantity) in quantities) amounts.Set(name, AmountOf(name, quantity));
        return amounts;
    }

    public static long AmountOf(string name, Quantity quantity) => name == "cpu" ? quantity.MilliValue : quantity.Value;

    public readonly long this[string name] => name switch
    {
        "cpu" => MilliCpu,
        "memory" => Memory,
        "ephemeral-storage" => EphemeralStorage,
        _ => Scalars?.GetValueOrDefault(name) ?? 0,
    };

    /// <summary>Names the scheduler does not count (pods, unknown native ones) are left out.</summary>
    public void Set(string name, long amount)
    {
        switch (name)
        {
            case "cpu": MilliCpu = amount; break;
            case "memory": Memory = amount; break;
            case "ephemeral-storage": EphemeralStorage = amount; break;
            default:
                if (IsScalar(name)) (Scalars ??= new SortedDictionary<string, long>(StringComparer.Ordinal))[name] = amount;
                break;
        }
    }

    public void Add(in ResourceAmounts other, int sign = 1)
    {
        MilliCpu += sign * other.MilliCpu;
        Memory += sign * other.Memory;
        EphemeralStorage += sign * other.EphemeralStorage;
        if (other.Scalars is null) return;
        foreach (var (name, amount) in other.Scalars) Set(name, this[name] + sign * amount);
    }

    /// <summary>Raises each amount to the other's where that is larger.</summary>
    public void Raise(in ResourceAmounts other)
    {
        MilliCpu = Math.Max(MilliCpu, other.MilliCpu);
        Memory = Math.Max(Memory, other.Memory);
        EphemeralStorage = Math.Max(EphemeralStorage, other.EphemeralStorage);
        if (other.Scalars is null) return;
        foreach (var (name, amount) in other.Scalars) Set(name, Math.Max(this[name], amount));
    }

    public readonly ResourceAmounts Copy()
    {
        var copy = this;
        if (Scalars is not null) copy.Scalars = new SortedDictionary<string, long>(Scalars, StringComparer.Ordinal);
        return copy;
    }

    private static bool IsScalar(string name) =>
        name.Contains('/', StringComparison.Ordinal)
        || name.StartsWith("hugepages-", StringComparison.Ordinal)
        || name.StartsWith("attachable-volumes-", StringComparison.Ordinal);
}
