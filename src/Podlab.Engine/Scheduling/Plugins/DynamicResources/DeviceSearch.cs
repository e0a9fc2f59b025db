using Podlab.Engine.Scheduling.Plugins.TaintToleration;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources;

/// <summary>Looks for devices for every request of some claims; a choice that leaves too little for a later request is taken back.</summary>
/// <remarks>Follows Allocate in staging/src/k8s.io/dynamic-resource-allocation/structured (v1.36.3); counters and shared capacity are not modelled.</remarks>
internal sealed class DeviceSearch(IReadOnlyList<DeviceOffer> offers, IReadOnlySet<Device> taken, Func<DeviceOption, DeviceOffer, bool> selects)
{
    /// <summary>So many choices are tried; more would be a puzzle, not a claim.</summary>
    private const int ChoiceLimit = 20_000;

    private readonly List<(DeviceClaim Claim, DeviceRequest Request)> requests = [];
    private readonly List<(int Request, DeviceOption Option, DeviceOffer Offer)> chosen = [];
    private readonly HashSet<Device> used = [];
    private int choices;

    /// <summary>Devices for every claim, by the names that results have; null where one cannot be had.</summary>
    public List<(DeviceClaim Claim, List<DeviceChoice> Devices)>? Run(IReadOnlyList<DeviceClaim> claims)
    {
        foreach (var claim in claims) requests.AddRange(claim.Requests.Select(request => (claim, request)));
        if (!Satisfy(0)) return null;
        var devices = claims.Select(claim => (claim, new List<DeviceChoice>())).ToList();
        foreach (var (request, option, offer) in chosen) devices.Find(pair => ReferenceEquals(pair.claim, requests[request].Claim)).Item2.Add(new DeviceChoice(option.Name, offer, option.IsAdmin));
        return devices;
    }

    private bool Satisfy(int request)
    {
        if (request == requests.Count) return true;
        foreach (var option in requests[request].Request.Options)
        {
            List<DeviceOffer> matching = [.. offers.Where(offer => selects(option, offer))];
            if (option.All ? matching.Count > 0 && Choose(request, option, matching, 0, matching.Count) : Choose(request, option, matching, 0, option.Count)) return true;
        }

        return false;
    }

    /// <summary>Takes <paramref name="count"/> more of the matching devices, and then what the later requests need.</summary>
    private bool Choose(int request, DeviceOption option, List<DeviceOffer> matching, int from, int count)
    {
        if (count == 0) return Satisfy(request + 1);
        for (var i = from; i + count <= matching.Count; i++)
        {
            if (++choices > ChoiceLimit) return false;
            if (CanTake(request, option, matching[i]))
            {
                chosen.Add((request, option, matching[i]));
                if (!option.IsAdmin) used.Add(matching[i].Id);
                if (Choose(request, option, matching, i + 1, count - 1)) return true;
                chosen.RemoveAt(chosen.Count - 1);
                if (!option.IsAdmin) used.Remove(matching[i].Id);
            }

            // All means each of them: none can be left out.
            if (option.All) return false;
        }

        return false;
    }

    private bool CanTake(int request, DeviceOption option, DeviceOffer offer)
    {
        if (!option.IsAdmin && (taken.Contains(offer.Id) || used.Contains(offer.Id))) return false;
        foreach (var taint in offer.Taints)
        {
            if (taint.Effect is "NoSchedule" or "NoExecute" && !Tolerations.Tolerate(option.Tolerations, taint)) return false;
        }

        var (claim, wanted) = requests[request];
        foreach (var constraint in claim.Constraints.Where(constraint => constraint.Concerns(wanted.Name, option.Name)))
        {
            if (offer.Attribute(constraint.Attribute) is not { } value) return false;
            foreach (var (other, otherOption, otherOffer) in chosen)
            {
                if (!ReferenceEquals(requests[other].Claim, claim) || !constraint.Concerns(requests[other].Request.Name, otherOption.Name)) continue;
                if (otherOffer.Attribute(constraint.Attribute) != value) return false;
            }
        }

        return true;
    }
}

/// <summary>A device that a request got.</summary>
/// <param name="Request">The request, or request/alternative.</param>
/// <param name="IsAdmin">Others may have it as well.</param>
internal readonly record struct DeviceChoice(string Request, DeviceOffer Offer, bool IsAdmin);
