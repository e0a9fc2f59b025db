using Podlab.Api.Compute;
using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>Requests and limits, of containers and of the pod as a whole.</summary>
internal static class ResourceValidation
{
    public static void Container(PodScope scope, ResourceRequirements resources, FieldPath path)
    {
        if (!ReferenceEquals(resources, ResourceRequirements.Empty))
        {
            Requirements(scope, resources, path, podLevel: false);
        }
    }

    public static void PodLevel(PodScope scope, FieldPath path)
    {
        if (scope.Spec.Resources is not { } resources)
        {
            return;
        }
        if (!resources.Claims.IsAbsent)
        {
            scope.Errors.Forbidden(path.Child("claims"), "claims may not be set for Resources at pod-level");
        }
        Requirements(scope, resources, path, podLevel: true);
        Consistency(scope, resources, path);
    }

    /// <summary>An amount is not negative, and whole where the resource is counted.</summary>
    public static void Amount(FieldErrorList errors, string name, Quantity amount, FieldPath path)
    {
        if (amount.Sign < 0)
        {
            errors.Invalid(path, amount, FormatRules.NotNegative);
        }
        if (ResourceNames.IsInteger(name) && amount.MilliValue % 1000 != 0)
        {
            errors.Invalid(path, amount, "must be an integer");
        }
    }

    public static void ContainerName(FieldErrorList errors, string name, FieldPath path)
    {
        Name(errors, name, path);
        if (!name.Contains('/'))
        {
            if (!ResourceNames.IsStandardContainer(name))
            {
                errors.Invalid(path, name, "must be a standard resource for containers");
            }
        }
        else if (!ResourceNames.IsNative(name) && !ResourceNames.IsExtended(name))
        {
            errors.Invalid(path, name, "doesn't follow extended resource name standard");
        }
    }

    /// <returns>Whether the name is well-formed and known.</returns>
    public static bool Name(FieldErrorList errors, string name, FieldPath path)
    {
        if (NameRules.QualifiedName(name) is { Count: > 0 } reasons)
        {
            errors.InvalidAll(path, name, reasons);
            return false;
        }
        if (!name.Contains('/') && !ResourceNames.IsStandard(name))
        {
            errors.Invalid(path, name, "must be a standard resource type or fully qualified");
            return false;
        }
        return true;
    }

    private static void PodLevelName(FieldErrorList errors, string name, FieldPath path)
    {
        if (Name(errors, name, path) && !ResourceNames.IsPodLevel(name))
        {
            errors.NotSupported(path, name, "cpu", "hugepages-", "memory");
        }
    }

    private static void Requirements(PodScope scope, ResourceRequirements resources, FieldPath path, bool podLevel)
    {
        var errors = scope.Errors;
        bool compute = false, huge = false;
        foreach (var (name, limit) in resources.Limits)
        {
            One(scope, name, limit, path, "limits", podLevel);
            compute |= name is ResourceNames.Cpu or ResourceNames.Memory;
            huge |= ResourceNames.IsHugePages(name);
        }
        foreach (var (name, request) in resources.Requests)
        {
            OneRequest(scope, resources, name, request, path, podLevel);
            compute |= name is ResourceNames.Cpu or ResourceNames.Memory;
            huge |= ResourceNames.IsHugePages(name);
        }
        if (huge && !compute)
        {
            errors.Forbidden(path, "HugePages require cpu or memory");
        }
        Claims(scope, resources.Claims, path);
    }

    private static void One(PodScope scope, string name, Quantity amount, FieldPath path, string field, bool podLevel)
    {
        if (IsPlainlyRight(name, amount, podLevel))
        {
            return;
        }
        var at = path.Child(field).Key(name);
        NameAndAmount(scope.Errors, name, amount, at, podLevel);
        HugePages(scope, name, amount, at);
    }

    private static void OneRequest(PodScope scope, ResourceRequirements resources, string name, Quantity request, FieldPath path, bool podLevel)
    {
        var errors = scope.Errors;
        var plain = IsPlainlyRight(name, request, podLevel);
        if (!plain)
        {
            NameAndAmount(errors, name, request, path.Child("requests").Key(name), podLevel);
        }
        if (resources.Limits.TryGetValue(name, out var limit))
        {
            var order = request.CompareTo(limit);
            if (order != 0 && !ResourceNames.IsOvercommitAllowed(name))
            {
                errors.Invalid(path.Child("requests"), request, $"must be equal to {name} limit of {limit}");
            }
            else if (order > 0)
            {
                errors.Invalid(path.Child("requests"), request, $"must be less than or equal to {name} limit of {limit}");
            }
        }
        else if (!ResourceNames.IsOvercommitAllowed(name))
        {
            errors.Required(path.Child("limits"), "Limit must be set for non overcommitable resources");
        }
        if (!plain)
        {
            HugePages(scope, name, request, path.Child("requests").Key(name));
        }
    }

    private static bool IsPlainlyRight(string name, Quantity amount, bool podLevel) =>
        amount.Sign >= 0 && (name is ResourceNames.Cpu or ResourceNames.Memory || (!podLevel && name == ResourceNames.EphemeralStorage));

    private static void NameAndAmount(FieldErrorList errors, string name, Quantity amount, FieldPath path, bool podLevel)
    {
        if (podLevel)
        {
            PodLevelName(errors, name, path);
        }
        else
        {
            ContainerName(errors, name, path);
        }
        Amount(errors, name, amount, path);
    }

    private static void HugePages(PodScope scope, string name, Quantity amount, FieldPath path)
    {
        if (!ResourceNames.IsHugePages(name) || scope.AllowsOldValues)
        {
            return;
        }
        if (!Quantity.TryParse(name[ResourceNames.HugePagesPrefix.Length..], out var page) || page.Value == 0 || amount.Value % page.Value != 0)
        {
            scope.Errors.Invalid(path, amount, $"{amount} is not positive integer multiple of {name}");
        }
    }

    private static void Claims(PodScope scope, ValueList<ResourceClaim> claims, FieldPath parent)
    {
        if (claims.IsEmpty)
        {
            return;
        }
        var errors = scope.Errors;
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < claims.Count; i++)
        {
            var (name, request) = (claims[i].Name, claims[i].Request ?? "");
            var path = parent.Child("claims").Index(i);
            if (name.Length == 0)
            {
                errors.Required(path);
                continue;
            }
            if (names.Contains(name))
            {
                errors.Duplicate(path, name);
            }
            else
            {
                if (request.Length > 0)
                {
                    errors.DnsLabel(path, "request", request);
                }
                var key = request.Length > 0 ? name + "/" + request : name;
                if (names.Contains(key))
                {
                    errors.Duplicate(path, key);
                }
                else if (request.Length == 0 && names.Any(other => other.StartsWith(name + "/", StringComparison.Ordinal)))
                {
                    errors.Duplicate(path, name);
                }
                names.Add(key);
            }
            if (!scope.ClaimNames.Contains(name))
            {
                var known = scope.ClaimNames.Count == 0 ? " which is empty" : ": " + string.Join(", ", scope.ClaimNames.Order(StringComparer.Ordinal));
                errors.Add(FieldErrorType.NotFound, path, name, "must be one of the names in pod.spec.resourceClaims" + known);
            }
        }
    }

    private static void Consistency(PodScope scope, ResourceRequirements resources, FieldPath path)
    {
        foreach (var (name, sum) in PodResources.AggregateRequests(scope.Spec))
        {
            if (resources.Requests.TryGetValue(name, out var own) && sum > own)
            {
                scope.Errors.Invalid(path.Child("requests").Key(name), own, $"must be greater than or equal to aggregate container requests of {sum}");
            }
        }
        for (var i = 0; i < scope.Spec.Containers.Count; i++)
        {
            foreach (var (name, limit) in scope.Spec.Containers[i].Resources.Limits)
            {
                if (resources.Limits.TryGetValue(name, out var own) && limit > own)
                {
                    scope.Errors.Invalid(path.Child("containers").Index(i).Key(name).Child("limits"), limit, $"must be less than or equal to pod limits of {own}");
                }
            }
        }
    }
}
