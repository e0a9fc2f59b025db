namespace Podlab.Api.Defaulting;

/// <summary>Amounts of resources are kept to the thousandth, rounded up.</summary>
internal static class ResourceListDefaults
{
    private const int Milli = -3;

    public static ValueMap<Quantity> Apply(ValueMap<Quantity> list)
    {
        foreach (var (_, quantity) in list)
        {
            if (!ReferenceEquals(quantity.RoundUp(Milli), quantity))
            {
                return list.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.RoundUp(Milli))).ToValueMap();
            }
        }
        return list;
    }

    /// <summary>What is limited is requested as well, where no request says otherwise.</summary>
    public static ValueMap<Quantity> FillFrom(this ValueMap<Quantity> requests, ValueMap<Quantity> limits)
    {
        foreach (var (name, limit) in limits)
        {
            if (!requests.ContainsKey(name))
            {
                requests = requests.IsAbsent ? ValueMap.Of((name, limit)) : requests.Set(name, limit);
            }
        }
        return requests;
    }
}
