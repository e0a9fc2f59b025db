using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Matching;

/// <summary>One term of pod (anti-)affinity, ready to be asked: pods of these namespaces with these labels, within one value of a node label.</summary>
public sealed class AffinityTerm
{
    private readonly string[] namespaces;
    private readonly LabelQuery namespaceSelector;
    private readonly LabelQuery selector;

    private AffinityTerm(PodAffinityTerm term, string ownNamespace, int weight)
    {
        selector = term.LabelSelector.ToQuery();
        namespaceSelector = term.NamespaceSelector.ToQuery();
        namespaces = term.Namespaces.IsEmpty && term.NamespaceSelector is null ? [ownNamespace] : [.. LabelSelectors.Sorted(term.Namespaces)];
        TopologyKey = term.TopologyKey;
        Weight = weight;
        PodsKey = $"{string.Join(',', namespaces)}|{(namespaceSelector.MatchesNothing ? "-" : namespaceSelector.ToString())}|{(selector.MatchesNothing ? "-" : selector.ToString())}";
        Key = $"{PodsKey}|{TopologyKey}";
    }

    public string TopologyKey { get; }

    /// <summary>1 for required terms.</summary>
    public int Weight { get; }

    /// <summary>Terms with the same key ask the same question, topology aside.</summary>
    public string PodsKey { get; }

    /// <summary>Terms with the same key ask the same question.</summary>
    public string Key { get; }

    /// <summary>Whether the pod is one the term speaks of: the question to the terms of pods that are there.</summary>
    public bool Matches(PodInfo pod, NamespaceLabels labels) => InNamespaces(pod.Namespace, labels.Of(pod.Namespace)) && selector.Matches(pod.Labels);

    /// <summary>
    /// The question to the incoming pod's own terms. Their namespace selector is asked twice, of the namespace's labels and of no labels at all,
    /// so that one like <c>!team</c> reaches every namespace: the real scheduler does so.
    /// </summary>
    public bool MatchesAsOwn(PodInfo pod, NamespaceLabels labels) =>
        (InNamespaces(pod.Namespace, labels.Of(pod.Namespace)) || namespaceSelector.Matches(default(ValueMap<string>))) && selector.Matches(pod.Labels);

    /// <summary>The question where no labels of namespaces are at hand.</summary>
    public bool MatchesUnlabelled(PodInfo pod) => InNamespaces(pod.Namespace, default) && selector.Matches(pod.Labels);

    public static AffinityTerm[] Required(ValueList<PodAffinityTerm> terms, string ownNamespace)
    {
        if (terms.IsEmpty) return [];
        var result = new AffinityTerm[terms.Count];
        for (var i = 0; i < result.Length; i++) result[i] = new AffinityTerm(terms[i], ownNamespace, 1);
        return result;
    }

    public static AffinityTerm[] Preferred(ValueList<WeightedPodAffinityTerm> terms, string ownNamespace)
    {
        if (terms.IsEmpty) return [];
        var result = new AffinityTerm[terms.Count];
        for (var i = 0; i < result.Length; i++) result[i] = new AffinityTerm(terms[i].PodAffinityTerm, ownNamespace, terms[i].Weight);
        return result;
    }

    private bool InNamespaces(string name, ValueMap<string> labels)
    {
        foreach (var candidate in namespaces)
        {
            if (candidate == name) return true;
        }

        return !namespaceSelector.MatchesNothing && namespaceSelector.Matches(labels);
    }
}
