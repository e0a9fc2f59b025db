using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.EndpointSlices;

/// <summary>An Endpoints object names a thousand addresses at most: those that are not ready are left out first, then some of each subset in proportion.</summary>
/// <remarks>Follows truncateEndpoints in pkg/controller/endpoint/endpoints_controller.go (v1.36.3).</remarks>
internal static class EndpointsCapacity
{
    public const string Annotation = "endpoints.kubernetes.io/over-capacity";
    private const int Most = 1000;

    public static ValueList<EndpointSubset> Truncate(ValueList<EndpointSubset> subsets)
    {
        var (ready, waiting) = (subsets.Sum(subset => subset.Addresses.Count), subsets.Sum(subset => subset.NotReadyAddresses.Count));
        if (ready + waiting <= Most) return subsets;
        var tooManyReady = ready > Most;
        var (room, total) = tooManyReady ? (Most, ready) : (Most - ready, waiting);
        var left = room;
        return subsets.Map(subset =>
        {
            var own = tooManyReady ? subset.Addresses : subset.NotReadyAddresses;
            var taken = Math.Min((int)Math.Ceiling((double)own.Count / total * room), left);
            left -= taken;
            var kept = own.Count <= taken ? own : own.Take(taken).ToValueList();
            return tooManyReady ? subset with { Addresses = kept, NotReadyAddresses = default } : subset with { NotReadyAddresses = kept };
        });
    }
}
