using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Pods;

/// <summary>Old node labels and absent selectors in affinity.</summary>
internal static class AffinityWarnings
{
    public static void Add(ref List<string>? warnings, string path, Affinity affinity)
    {
        if (affinity.NodeAffinity is { } node)
        {
            Node(ref warnings, path + ".nodeAffinity", node);
        }
        if (affinity.PodAffinity is { } pod)
        {
            Pods(ref warnings, path + ".podAffinity", pod.RequiredDuringSchedulingIgnoredDuringExecution, pod.PreferredDuringSchedulingIgnoredDuringExecution);
        }
        if (affinity.PodAntiAffinity is { } anti)
        {
            Pods(ref warnings, path + ".podAntiAffinity", anti.RequiredDuringSchedulingIgnoredDuringExecution, anti.PreferredDuringSchedulingIgnoredDuringExecution);
        }
    }

    private static void Node(ref List<string>? warnings, string path, NodeAffinity node)
    {
        var required = node.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms ?? default;
        for (var i = 0; i < required.Count; i++)
        {
            Term(ref warnings, $"{path}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[{i}]", required[i]);
        }
        var preferred = node.PreferredDuringSchedulingIgnoredDuringExecution;
        for (var i = 0; i < preferred.Count; i++)
        {
            Term(ref warnings, $"{path}.preferredDuringSchedulingIgnoredDuringExecution[{i}].preference", preferred[i].Preference);
        }
    }

    public static void Term(ref List<string>? warnings, string path, NodeSelectorTerm term)
    {
        for (var i = 0; i < term.MatchExpressions.Count; i++)
        {
            if (NodeLabels.Deprecation(term.MatchExpressions[i].Key) is { } text)
            {
                PodWarnings.Say(ref warnings, $"{path}.matchExpressions[{i}].key: {term.MatchExpressions[i].Key} is {text}");
            }
        }
    }

    private static void Pods(ref List<string>? warnings, string path, ValueList<PodAffinityTerm> required, ValueList<WeightedPodAffinityTerm> preferred)
    {
        const string nothing = "a null labelSelector results in matching no pod";
        for (var i = 0; i < required.Count; i++)
        {
            if (required[i].LabelSelector is null)
            {
                PodWarnings.Say(ref warnings, $"{path}.requiredDuringSchedulingIgnoredDuringExecution[{i}].labelSelector: {nothing}");
            }
        }
        for (var i = 0; i < preferred.Count; i++)
        {
            if (preferred[i].PodAffinityTerm.LabelSelector is null)
            {
                PodWarnings.Say(ref warnings, $"{path}.preferredDuringSchedulingIgnoredDuringExecution[{i}].podAffinityTerm.labelSelector: {nothing}");
            }
        }
    }
}
