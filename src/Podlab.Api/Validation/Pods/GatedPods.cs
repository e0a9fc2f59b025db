using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>While a pod waits behind its gates, where it may go can be narrowed.</summary>
internal static class GatedPods
{
    /// <returns>The spec with the allowed changes taken back, so that what remains different is not allowed.</returns>
    public static PodSpec Mutable(FieldErrorList errors, PodSpec spec, PodSpec before, FieldPath path)
    {
        if (spec.NodeSelector != before.NodeSelector)
        {
            foreach (var (key, value) in before.NodeSelector)
            {
                if (spec.NodeSelector.GetValueOrDefault(key) != value)
                {
                    errors.Invalid(path.Child("nodeSelector"), spec.NodeSelector.IsAbsent ? GoJson.Null : spec.NodeSelector,
                        "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
                    break;
                }
            }
            spec = spec with { NodeSelector = before.NodeSelector };
        }
        var (affinity, old) = (spec.Affinity?.NodeAffinity, before.Affinity?.NodeAffinity);
        if (affinity == old)
        {
            return spec;
        }
        Affinity(errors, affinity, old, path.Child("affinity", "nodeAffinity").Child("requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"));
        var rest = spec.Affinity is { } whole ? whole with { NodeAffinity = old } : old is null ? null : new Affinity { NodeAffinity = old };
        return spec with { Affinity = rest == Model.Affinity.Empty && before.Affinity is null ? null : rest };
    }

    private static void Affinity(FieldErrorList errors, NodeAffinity? affinity, NodeAffinity? old, FieldPath path)
    {
        if (old?.RequiredDuringSchedulingIgnoredDuringExecution is not { } required)
        {
            return;
        }
        var terms = affinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms ?? default;
        var before = required.NodeSelectorTerms;
        if (!before.IsEmpty && terms.Count != before.Count)
        {
            errors.Invalid(path, Print(terms), "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
            return;
        }
        for (var i = 0; i < before.Count; i++)
        {
            if (!OnlyAdds(terms[i], before[i]))
            {
                errors.Invalid(path.Index(i), InternalForm.Compact("NodeSelectorTerm", terms[i].Write), "only additions are allowed (no mutations or deletions)");
            }
        }
    }

    private static GoJson Print(ValueList<NodeSelectorTerm> terms) => terms.IsAbsent ? GoJson.Null : GoJson.Of(writer =>
    {
        writer.WriteStartArray();
        foreach (var term in terms)
        {
            writer.WriteRawValue(InternalForm.Compact("NodeSelectorTerm", term.Write).Text, skipInputValidation: true);
        }
        writer.WriteEndArray();
    });

    private static bool OnlyAdds(NodeSelectorTerm term, NodeSelectorTerm old)
    {
        if (old.MatchExpressions.IsEmpty && old.MatchFields.IsEmpty)
        {
            return term.MatchExpressions.IsEmpty && term.MatchFields.IsEmpty;
        }
        return StartsWith(term.MatchExpressions, old.MatchExpressions) && StartsWith(term.MatchFields, old.MatchFields);
    }

    private static bool StartsWith(ValueList<NodeSelectorRequirement> list, ValueList<NodeSelectorRequirement> old) =>
        list.Count >= old.Count && list.AsSpan()[..old.Count].SequenceEqual(old.AsSpan());
}
