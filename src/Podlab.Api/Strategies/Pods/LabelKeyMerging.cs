using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Pods;

/// <summary>matchLabelKeys become requirements of the selector next to them, with the values of the pod's own labels.</summary>
internal static class LabelKeyMerging
{
    public static PodSpec Apply(PodSpec spec, ValueMap<string> labels)
    {
        if (spec.Affinity is { } affinity && (affinity.PodAffinity is not null || affinity.PodAntiAffinity is not null))
        {
            spec = spec with
            {
                Affinity = affinity with
                {
                    PodAffinity = affinity.PodAffinity is { } pod ? pod with
                    {
                        RequiredDuringSchedulingIgnoredDuringExecution = pod.RequiredDuringSchedulingIgnoredDuringExecution.Map(term => Term(term, labels)),
                        PreferredDuringSchedulingIgnoredDuringExecution = pod.PreferredDuringSchedulingIgnoredDuringExecution.Map(term => Weighted(term, labels)),
                    } : null,
                    PodAntiAffinity = affinity.PodAntiAffinity is { } anti ? anti with
                    {
                        RequiredDuringSchedulingIgnoredDuringExecution = anti.RequiredDuringSchedulingIgnoredDuringExecution.Map(term => Term(term, labels)),
                        PreferredDuringSchedulingIgnoredDuringExecution = anti.PreferredDuringSchedulingIgnoredDuringExecution.Map(term => Weighted(term, labels)),
                    } : null,
                },
            };
        }
        return spec.TopologySpreadConstraints.IsEmpty ? spec : spec with
        {
            TopologySpreadConstraints = spec.TopologySpreadConstraints.Map(constraint =>
                constraint with { LabelSelector = Merge(constraint.LabelSelector, constraint.MatchLabelKeys, labels, "In") }),
        };
    }

    private static WeightedPodAffinityTerm Weighted(WeightedPodAffinityTerm term, ValueMap<string> labels) =>
        term with { PodAffinityTerm = Term(term.PodAffinityTerm, labels) };

    private static PodAffinityTerm Term(PodAffinityTerm term, ValueMap<string> labels) => term with
    {
        LabelSelector = Merge(Merge(term.LabelSelector, term.MatchLabelKeys, labels, "In"), term.MismatchLabelKeys, labels, "NotIn"),
    };

    private static LabelSelector? Merge(LabelSelector? selector, ValueList<string> keys, ValueMap<string> labels, string operation)
    {
        if (selector is null || keys.IsEmpty)
        {
            return selector;
        }
        foreach (var key in keys)
        {
            if (labels.TryGetValue(key, out var value))
            {
                selector = selector with
                {
                    MatchExpressions = selector.MatchExpressions.Add(new LabelSelectorRequirement { Key = key, Operator = operation, Values = [value] }),
                };
            }
        }
        return selector;
    }
}
