using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Core;

/// <summary>Brings subsets into one form: an address stands once for each set of ports, everything in order.</summary>
/// <remarks>Follows pkg/api/endpoints/util.go (v1.36.3).</remarks>
internal static class EndpointPacking
{
    public static ValueList<EndpointSubset> Repack(ValueList<EndpointSubset> subsets)
    {
        if (subsets.IsEmpty)
        {
            return subsets;
        }
        // For each port the addresses, where ready wins over not ready; then ports with the same addresses come together.
        var byPort = new SortedDictionary<string, (EndpointPort? Port, SortedDictionary<string, (EndpointAddress Address, bool Ready)> Addresses)>(StringComparer.Ordinal);
        foreach (var subset in subsets)
        {
            foreach (var port in subset.Ports.IsEmpty ? [null] : subset.Ports.Select(port => (EndpointPort?)port).ToArray())
            {
                var key = port is null ? "" : $"{port.Port:D6}/{port.Protocol}/{port.Name}/{port.AppProtocol}";
                if (!byPort.TryGetValue(key, out var entry))
                {
                    byPort.Add(key, entry = (port, new(StringComparer.Ordinal)));
                }
                Collect(entry.Addresses, subset.Addresses, ready: true);
                Collect(entry.Addresses, subset.NotReadyAddresses, ready: false);
            }
        }
        return byPort.Values.GroupBy(entry => string.Join('|', entry.Addresses.Select(address => $"{address.Key}={address.Value.Ready}")))
            .Select(group => new EndpointSubset
            {
                Addresses = Select(group.First().Addresses, ready: true),
                NotReadyAddresses = Select(group.First().Addresses, ready: false),
                Ports = group.Where(entry => entry.Port is not null).Select(entry => entry.Port!).ToValueList(),
            })
            .ToValueList();
    }

    private static void Collect(SortedDictionary<string, (EndpointAddress Address, bool Ready)> into, ValueList<EndpointAddress> addresses, bool ready)
    {
        foreach (var address in addresses)
        {
            var key = $"{address.Ip}/{address.TargetRef?.Uid}";
            if (!into.TryGetValue(key, out var there) || (ready && !there.Ready))
            {
                into[key] = (address, ready);
            }
        }
    }

    private static ValueList<EndpointAddress> Select(SortedDictionary<string, (EndpointAddress Address, bool Ready)> addresses, bool ready)
    {
        var list = addresses.Values.Where(entry => entry.Ready == ready).Select(entry => entry.Address).ToValueList();
        return list.IsEmpty ? default : list;
    }
}
