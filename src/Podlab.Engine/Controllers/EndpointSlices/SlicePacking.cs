using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.EndpointSlices;

/// <summary>Divides endpoints among slices so that few slices change: who has a place keeps it, newcomers go where there is room, the fullest slice first.</summary>
/// <remarks>Follows reconcileByPortMapping in staging/src/k8s.io/endpointslice/reconciler.go (v1.36.3) with its default of 100 endpoints in a slice.</remarks>
internal static class SlicePacking
{
    private const int EndpointsPerSlice = 100;

    /// <param name="slices">Those that have these ports already.</param>
    /// <param name="endpoints">All that there should be, in their order.</param>
    /// <returns>Each slice that is needed, with what it should hold; a new one is null. Slices that would be empty are left out.</returns>
    public static List<(EndpointSlice? Slice, ValueList<Endpoint> Endpoints)> Pack(IReadOnlyList<EndpointSlice> slices, IReadOnlyList<Endpoint> endpoints)
    {
        var places = new Dictionary<string, int>(endpoints.Count, StringComparer.Ordinal);
        for (var i = 0; i < endpoints.Count; i++) places.TryAdd(KeyOf(endpoints[i]), i);
        var free = new SortedSet<int>(Enumerable.Range(0, endpoints.Count));
        var bins = new List<(EndpointSlice? Slice, SortedSet<int> Content)>();
        foreach (var slice in slices)
        {
            var kept = new SortedSet<int>();
            foreach (var endpoint in slice.Endpoints)
            {
                if (places.TryGetValue(KeyOf(endpoint), out var place) && kept.Count < EndpointsPerSlice && free.Remove(place)) kept.Add(place);
            }

            bins.Add((slice, kept));
        }

        foreach (var (_, content) in bins.OrderByDescending(bin => bin.Content.Count).ToList()) Fill(content, free);
        while (free.Count > 0)
        {
            var content = new SortedSet<int>();
            Fill(content, free);
            bins.Add((null, content));
        }

        return [.. bins.Where(bin => bin.Content.Count > 0).Select(bin => (bin.Slice, bin.Content.Select(place => endpoints[place]).ToValueList()))];
    }

    private static string KeyOf(Endpoint endpoint) => endpoint.TargetRef?.Uid ?? (endpoint.Addresses.IsEmpty ? "" : endpoint.Addresses[0]);

    private static void Fill(SortedSet<int> content, SortedSet<int> free)
    {
        while (content.Count < EndpointsPerSlice && free.Count > 0)
        {
            content.Add(free.Min);
            free.Remove(free.Min);
        }
    }
}
