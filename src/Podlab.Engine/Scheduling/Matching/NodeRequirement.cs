using System.Text;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Scheduling.Matching;

/// <summary>The nodes a pod accepts: its nodeSelector and its required node affinity.</summary>
/// <remarks>Follows staging/src/k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go (v1.36.3).</remarks>
public sealed class NodeRequirement
{
    private readonly ValueMap<string> labels;
    private readonly NodeSelector? affinity;
    private string? key;

    private NodeRequirement(ValueMap<string> labels, NodeSelector? affinity)
    {
        this.labels = labels;
        this.affinity = affinity;
    }

    /// <summary>Requirements with the same key accept the same nodes.</summary>
    public string Key => key ??= KeyOf();

    /// <summary>Null where the pod accepts every node.</summary>
    public static NodeRequirement? Of(PodSpec spec)
    {
        var required = spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution;
        return spec.NodeSelector.IsEmpty && required is null ? null : new NodeRequirement(spec.NodeSelector, required);
    }

    public bool Matches(Node node)
    {
        foreach (var (key, value) in labels)
        {
            if (!node.Metadata.Labels.TryGetValue(key, out var found) || found != value) return false;
        }

        return affinity is null || NodeSelectors.Matches(affinity, node);
    }

    private string KeyOf()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in labels) text.Append(name).Append('=').Append(value).Append(',');
        foreach (var term in affinity?.NodeSelectorTerms ?? default)
        {
            text.Append('|');
            foreach (var requirement in term.MatchExpressions) Append(text, requirement);
            text.Append('@');
            foreach (var requirement in term.MatchFields) Append(text, requirement);
        }

        return affinity is null ? text.ToString() : text.Append('.').ToString();
    }

    private static void Append(StringBuilder text, NodeSelectorRequirement requirement)
    {
        text.Append(requirement.Key).Append(' ').Append(requirement.Operator).Append('(');
        foreach (var value in requirement.Values) text.Append(value).Append(',');
        text.Append(')');
    }
}
