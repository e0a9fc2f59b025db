using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Quotas;

/// <summary>Which pods a quota with scopes is for.</summary>
internal static class QuotaScopes
{
    public static bool Matches(ResourceQuota quota, IKubernetesObject value)
    {
        foreach (var scope in quota.Spec.Scopes)
        {
            if (!Matches(new ScopedResourceSelectorRequirement { ScopeName = scope, Operator = "Exists" }, value)) return false;
        }

        foreach (var requirement in quota.Spec.ScopeSelector?.MatchExpressions ?? default)
        {
            if (!Matches(requirement, value)) return false;
        }

        return true;
    }

    private static bool Matches(ScopedResourceSelectorRequirement requirement, IKubernetesObject value) => (value, requirement.ScopeName) switch
    {
        (Pod pod, "Terminating") => pod.Spec.ActiveDeadlineSeconds >= 0,
        (Pod pod, "NotTerminating") => pod.Spec.ActiveDeadlineSeconds is null,
        (Pod pod, "BestEffort") => IsBestEffort(pod),
        (Pod pod, "NotBestEffort") => !IsBestEffort(pod),
        (Pod pod, "PriorityClass") => MatchesValue(requirement, pod.Spec.PriorityClassName),
        (Pod pod, "CrossNamespacePodAffinity") => UsesOtherNamespaces(pod),
        (PersistentVolumeClaim claim, "VolumeAttributesClass") => MatchesValue(requirement, claim.Spec.VolumeAttributesClassName),
        _ => false,
    };

    private static bool MatchesValue(ScopedResourceSelectorRequirement requirement, string? value) => requirement.Operator switch
    {
        "In" => requirement.Values.Contains(value ?? ""),
        "NotIn" => !requirement.Values.Contains(value ?? ""),
        "Exists" => !string.IsNullOrEmpty(value),
        _ => string.IsNullOrEmpty(value),
    };

    private static bool IsBestEffort(Pod pod) =>
        pod.Spec.Containers.Concat(pod.Spec.InitContainers).All(container => !Counts(container.Resources)) && (pod.Spec.Resources is not { } own || !Counts(own));

    private static bool Counts(ResourceRequirements resources) =>
        resources.Requests.Any(entry => entry.Key is "cpu" or "memory" && !entry.Value.IsZero) || resources.Limits.Any(entry => entry.Key is "cpu" or "memory" && !entry.Value.IsZero);

    private static bool UsesOtherNamespaces(Pod pod)
    {
        bool Crosses(PodAffinityTerm term) => !term.Namespaces.IsEmpty || term.NamespaceSelector is not null;
        var (affinity, anti) = (pod.Spec.Affinity?.PodAffinity, pod.Spec.Affinity?.PodAntiAffinity);
        return (affinity is not null && (affinity.RequiredDuringSchedulingIgnoredDuringExecution.Any(Crosses) || affinity.PreferredDuringSchedulingIgnoredDuringExecution.Any(term => Crosses(term.PodAffinityTerm))))
            || (anti is not null && (anti.RequiredDuringSchedulingIgnoredDuringExecution.Any(Crosses) || anti.PreferredDuringSchedulingIgnoredDuringExecution.Any(term => Crosses(term.PodAffinityTerm))));
    }
}
