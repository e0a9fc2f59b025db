using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Limits;

/// <summary>Minimum, maximum and ratio of one item of a limit range.</summary>
internal static class LimitBounds
{
    public static void Check(List<string> errors, LimitRangeItem item, ValueMap<Quantity> requests, ValueMap<Quantity> limits)
    {
        foreach (var (name, bound) in item.Min) Minimum(errors, item.Type, name, bound, requests.GetValueOrDefault(name), limits.GetValueOrDefault(name));
        foreach (var (name, bound) in item.Max) Maximum(errors, item.Type, name, bound, requests.GetValueOrDefault(name), limits.GetValueOrDefault(name));
        foreach (var (name, bound) in item.MaxLimitRequestRatio) Ratio(errors, item.Type, name, bound, requests.GetValueOrDefault(name), limits.GetValueOrDefault(name));
    }

    public static void CheckClaim(List<string> errors, LimitRangeItem item, ValueMap<Quantity> requests)
    {
        foreach (var (name, bound) in item.Min)
        {
            if (requests.GetValueOrDefault(name) is not { } request) errors.Add($"minimum {name} usage per {item.Type} is {bound}.  No request is specified");
            else if (request < bound) errors.Add($"minimum {name} usage per {item.Type} is {bound}, but request is {request}");
        }

        foreach (var (name, bound) in item.Max)
        {
            if (requests.GetValueOrDefault(name) is not { } request) errors.Add($"maximum {name} usage per {item.Type} is {bound}.  No request is specified");
            else if (request > bound) errors.Add($"maximum {name} usage per {item.Type} is {bound}, but request is {request}");
        }
    }

    private static void Minimum(List<string> errors, string type, string name, Quantity bound, Quantity? request, Quantity? limit)
    {
        if (request is null) errors.Add($"minimum {name} usage per {type} is {bound}.  No request is specified");
        else if (request < bound) errors.Add($"minimum {name} usage per {type} is {bound}, but request is {request}");
        else if (limit is not null && limit < bound) errors.Add($"minimum {name} usage per {type} is {bound}, but limit is {limit}");
    }

    private static void Maximum(List<string> errors, string type, string name, Quantity bound, Quantity? request, Quantity? limit)
    {
        if (limit is null) errors.Add($"maximum {name} usage per {type} is {bound}.  No limit is specified");
        else if (limit > bound) errors.Add($"maximum {name} usage per {type} is {bound}, but limit is {limit}");
        else if (request is not null && request > bound) errors.Add($"maximum {name} usage per {type} is {bound}, but request is {request}");
    }

    private static void Ratio(List<string> errors, string type, string name, Quantity bound, Quantity? request, Quantity? limit)
    {
        var head = $"{name} max limit to request ratio per {type} is {bound}, but ";
        if (request is null || request.IsZero)
        {
            errors.Add(head + "no request is specified or request is 0");
        }
        else if (limit is null || limit.IsZero)
        {
            errors.Add(head + "no limit is specified or limit is 0");
        }
        else
        {
            var ratio = limit.ToDouble() / request.ToDouble();
            if (ratio > bound.ToDouble()) errors.Add(head + "provided ratio is " + ratio.ToString("F6", CultureInfo.InvariantCulture));
        }
    }
}
