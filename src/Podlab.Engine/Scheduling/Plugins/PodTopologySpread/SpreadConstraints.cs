using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Matching;

namespace Podlab.Engine.Scheduling.Plugins.PodTopologySpread;

/// <summary>Which constraints hold for a pod: its own, or the cluster's mild defaults for pods of services and controllers.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/podtopologyspread/common.go and plugins/helper/spread.go (v1.36.3).</remarks>
internal sealed class SpreadConstraints(ApiServer api)
{
    public const string Required = "DoNotSchedule";
    public const string Preferred = "ScheduleAnyway";
    private const int DefaultSkewByHost = 3;
    private const int DefaultSkewByZone = 5;

    private readonly ObjectIndex<Service> services = api.Of<Service>().Index(service => service.Spec.Selector.IsEmpty ? null : service.Metadata.Namespace);

    public static SpreadConstraint[] Of(PodInfo pod, string whenUnsatisfiable)
    {
        var all = pod.Pod.Spec.TopologySpreadConstraints;
        if (all.IsEmpty) return [];
        var result = new List<SpreadConstraint>(all.Count);
        foreach (var constraint in all)
        {
            if (constraint.WhenUnsatisfiable == whenUnsatisfiable) result.Add(new SpreadConstraint(constraint, pod));
        }

        return [.. result];
    }

    /// <summary>For pods without constraints of their own; none where no service or controller selects the pod.</summary>
    public SpreadConstraint[] DefaultsOf(PodInfo pod)
    {
        var selector = SelectorOf(pod);
        if (selector.MatchesEverything) return [];
        return
        [
            new SpreadConstraint("kubernetes.io/hostname", DefaultSkewByHost, selector),
            new SpreadConstraint("topology.kubernetes.io/zone", DefaultSkewByZone, selector),
        ];
    }

    private LabelQuery SelectorOf(PodInfo pod)
    {
        var labels = default(ValueMap<string>);
        foreach (var service in services.Find(pod.Namespace))
        {
            if (Selects(service.Spec.Selector, pod.Labels)) labels = Merge(labels, service.Spec.Selector);
        }

        foreach (var owner in pod.Pod.Metadata.OwnerReferences)
        {
            if (owner.Controller is not true) continue;
            switch (owner.ApiVersion, owner.Kind)
            {
                case ("v1", "ReplicationController"):
                    return LabelQuery.OfLabels(Merge(labels, api.Of<ReplicationController>().Find(pod.Namespace, owner.Name)?.Spec.Selector ?? default));
                case ("apps/v1", "ReplicaSet"):
                    return LabelQuery.OfLabels(labels).And(RequirementsOf(api.Of<ReplicaSet>().Find(pod.Namespace, owner.Name)?.Spec.Selector));
                case ("apps/v1", "StatefulSet"):
                    return LabelQuery.OfLabels(labels).And(RequirementsOf(api.Of<StatefulSet>().Find(pod.Namespace, owner.Name)?.Spec.Selector));
            }
        }

        return LabelQuery.OfLabels(labels);
    }

    private static IReadOnlyCollection<LabelRequirement> RequirementsOf(LabelSelector? selector) => selector.ToQuery().Requirements.ToArray();

    private static bool Selects(ValueMap<string> selector, ValueMap<string> labels)
    {
        foreach (var (key, value) in selector)
        {
            if (!labels.TryGetValue(key, out var found) || found != value) return false;
        }

        return true;
    }

    private static ValueMap<string> Merge(ValueMap<string> into, ValueMap<string> more)
    {
        foreach (var (key, value) in more) into = into.Set(key, value);
        return into;
    }
}
