using Podlab.Api.Compute;
using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies.Core;

/// <summary>Which objects a quota counts.</summary>
internal static class QuotaScopes
{
    private static readonly string[] Known =
        ["Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity", "VolumeAttributesClass"];

    public static void Validate(FieldErrorList errors, ResourceQuotaSpec spec)
    {
        ResourceQuotaResource.List(errors, spec.Hard, FieldPath.Spec.Child("hard"));
        var path = FieldPath.Spec.Child("scopes");
        foreach (var scope in spec.Scopes)
        {
            if (!Known.Contains(scope, StringComparer.Ordinal))
            {
                errors.Invalid(path, spec.Scopes, "unsupported scope");
            }
            foreach (var (name, _) in spec.Hard)
            {
                if (ResourceNames.IsStandardQuota(name) && !Fits(scope, name))
                {
                    errors.Invalid(path, spec.Scopes, "unsupported scope applied to resource");
                }
            }
        }
        Conflicts(errors, spec, spec.Scopes.ToHashSet(StringComparer.Ordinal), path);
        if (spec.ScopeSelector is { } selector)
        {
            Selector(errors, spec, selector, FieldPath.Spec.Child("scopeSelector").Child("matchExpressions"));
        }
    }

    private static void Conflicts(FieldErrorList errors, ResourceQuotaSpec spec, HashSet<string> scopes, FieldPath path)
    {
        foreach (var (one, other) in (ReadOnlySpan<(string, string)>)[("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")])
        {
            if (scopes.Contains(one) && scopes.Contains(other))
            {
                errors.Invalid(path, spec.Scopes.IsAbsent ? GoJson.Null : spec.Scopes, "conflicting scopes");
            }
        }
    }

    private static void Selector(FieldErrorList errors, ResourceQuotaSpec spec, ScopeSelector selector, FieldPath path)
    {
        foreach (var requirement in selector.MatchExpressions)
        {
            if (!Known.Contains(requirement.ScopeName, StringComparer.Ordinal))
            {
                errors.Invalid(path.Child("scopeName"), requirement.ScopeName, "unsupported scope");
            }
            foreach (var (name, _) in spec.Hard)
            {
                if (ResourceNames.IsStandardQuota(name) && !Fits(requirement.ScopeName, name))
                {
                    errors.Invalid(path, Print(selector), "unsupported scope applied to resource");
                }
            }
            Operator(errors, requirement, path);
        }
        Conflicts(errors, spec, selector.MatchExpressions.Select(requirement => requirement.ScopeName).ToHashSet(StringComparer.Ordinal), path);
    }

    private static void Operator(FieldErrorList errors, ScopedResourceSelectorRequirement requirement, FieldPath path)
    {
        if (requirement.ScopeName is "BestEffort" or "NotBestEffort" or "Terminating" or "NotTerminating" or "CrossNamespacePodAffinity" && requirement.Operator != "Exists")
        {
            errors.Invalid(path.Child("operator"), requirement.Operator, "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, "
                + "ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity");
        }
        switch (requirement.Operator)
        {
            case "In" or "NotIn":
                if (requirement.Values.IsEmpty)
                {
                    errors.Required(path.Child("values"), "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
                }
                break;
            case "Exists" or "DoesNotExist":
                if (!requirement.Values.IsEmpty)
                {
                    errors.Invalid(path.Child("values"), requirement.Values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
                }
                break;
            default:
                errors.Invalid(path.Child("operator"), requirement.Operator, "not a valid selector operator");
                break;
        }
    }

    private static bool Fits(string scope, string resource) => scope switch
    {
        "Terminating" or "NotTerminating" or "NotBestEffort" or "PriorityClass" or "CrossNamespacePodAffinity" =>
            resource is "pods" or "cpu" or "memory" or "ephemeral-storage" or "requests.cpu" or "requests.memory" or "requests.ephemeral-storage"
                or "limits.cpu" or "limits.memory" or "limits.ephemeral-storage"
            || ResourceNames.IsHugePages(resource) || resource.StartsWith("requests.hugepages-", StringComparison.Ordinal),
        "BestEffort" => resource == "pods",
        "VolumeAttributesClass" => resource is "persistentvolumeclaims" or "requests.storage",
        _ => true,
    };

    private static GoJson Print(ScopeSelector selector) => GoPrint.Of(writer =>
    {
        writer.WriteStartArray("MatchExpressions");
        foreach (var requirement in selector.MatchExpressions)
        {
            writer.WriteStartObject();
            writer.WriteString("ScopeName", requirement.ScopeName);
            writer.WriteString("Operator", requirement.Operator);
            writer.Texts("Values", requirement.Values);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });
}
