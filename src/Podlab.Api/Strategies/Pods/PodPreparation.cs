using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Pods;

/// <summary>What each way to a pod may change of it.</summary>
internal static class PodPreparation
{
    /// <summary>The generation counts changes of the spec.</summary>
    public static Pod Counted(Pod value, Pod old) =>
        value.Spec == old.Spec ? value : value with { Metadata = value.Metadata with { Generation = old.Metadata.Generation + 1 } };

    public static Pod Status(Pod value, Pod old)
    {
        var status = Observed(SameIps(value.Status), old.Status);
        if (string.IsNullOrEmpty(status.QosClass) && status.QosClass != old.Status.QosClass)
        {
            status = status with { QosClass = old.Status.QosClass };
        }
        var isSame = ReferenceEquals(status, value.Status) && ReferenceEquals(value.Spec, old.Spec) && value.Metadata.OwnerReferences.IsSameAs(old.Metadata.OwnerReferences);
        return isSame ? value : value with
        {
            Spec = old.Spec,
            Metadata = value.Metadata.OwnerReferences.IsSameAs(old.Metadata.OwnerReferences) ? value.Metadata : value.Metadata with { OwnerReferences = old.Metadata.OwnerReferences },
            Status = status,
        };
    }

    /// <summary>Which generation a status speaks of is never forgotten, nor that of a condition of the same type.</summary>
    private static PodStatus Observed(PodStatus status, PodStatus old)
    {
        if (status.ObservedGeneration == 0)
        {
            status = status with { ObservedGeneration = old.ObservedGeneration };
        }
        if (!AnyUnobserved(status.Conditions) || old.Conditions.All(condition => condition.ObservedGeneration == 0))
        {
            return status;
        }
        var known = old.Conditions.GroupBy(condition => condition.Type).ToDictionary(group => group.Key, group => new Queue<long>(group.Select(condition => condition.ObservedGeneration)), StringComparer.Ordinal);
        return status with
        {
            Conditions = status.Conditions.Select(condition =>
            {
                var before = known.TryGetValue(condition.Type, out var generations) && generations.TryDequeue(out var generation) ? generation : 0;
                return condition.ObservedGeneration == 0 ? condition with { ObservedGeneration = before } : condition;
            }).ToValueList(),
        };
    }

    private static bool AnyUnobserved(ValueList<PodCondition> conditions)
    {
        foreach (var condition in conditions)
        {
            if (condition.ObservedGeneration == 0)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>One address and the list of them are the same field, of two ages.</summary>
    public static PodStatus SameIps(PodStatus status)
    {
        var single = status.PodIP ?? "";
        if (single.Length > 0 && (status.PodIPs.IsEmpty || status.PodIPs[0].Ip != single))
        {
            return status with { PodIPs = [new PodIP { Ip = single }] };
        }
        return single.Length == 0 && !status.PodIPs.IsEmpty ? status with { PodIP = status.PodIPs[0].Ip } : status;
    }

    /// <summary>Resources and resize policies; where containers come, go or are renamed everything is kept, so that validation can say so.</summary>
    public static Pod Resize(Pod value, Pod old)
    {
        if (!SameNames(value.Spec.Containers, old.Spec.Containers) || !SameNames(value.Spec.InitContainers, old.Spec.InitContainers))
        {
            return value with { Status = old.Status };
        }
        return Counted(Kept(value, old) with
        {
            Spec = old.Spec with
            {
                Resources = value.Spec.Resources,
                Containers = Resized(old.Spec.Containers, value.Spec.Containers),
                InitContainers = Resized(old.Spec.InitContainers, value.Spec.InitContainers),
            },
        }, old);
    }

    public static Pod EphemeralContainers(Pod value, Pod old) =>
        Counted(Kept(value, old) with { Spec = old.Spec with { EphemeralContainers = value.Spec.EphemeralContainers } }, old);

    private static Pod Kept(Pod value, Pod old) => old with
    {
        Metadata = old.Metadata with { ResourceVersion = value.Metadata.ResourceVersion, ManagedFields = value.Metadata.ManagedFields },
    };

    private static ValueList<Container> Resized(ValueList<Container> old, ValueList<Container> value) => old.IsEmpty ? old
        : old.Select((container, i) => container with { Resources = value[i].Resources, ResizePolicy = value[i].ResizePolicy }).ToValueList();

    private static bool SameNames(ValueList<Container> value, ValueList<Container> old) =>
        value.Count == old.Count && value.Zip(old).All(pair => pair.First.Name == pair.Second.Name);
}
