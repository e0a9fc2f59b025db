using Podlab.Api.Model;
using Podlab.Api.Validation.Selectors;

namespace Podlab.Api.Validation.Pods;

/// <summary>Affinity to nodes and to other pods.</summary>
internal static class AffinityValidation
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";

    public static void Validate(FieldErrorList errors, Affinity? affinity, FieldPath path, bool allowsOldValues)
    {
        if (affinity?.NodeAffinity is { } node)
        {
            Node(errors, node, path.Child("nodeAffinity"), allowsOldValues);
        }
        if (affinity?.PodAffinity is { } pod)
        {
            Pod(errors, pod.RequiredDuringSchedulingIgnoredDuringExecution, pod.PreferredDuringSchedulingIgnoredDuringExecution, path.Child("podAffinity"));
        }
        if (affinity?.PodAntiAffinity is { } anti)
        {
            Pod(errors, anti.RequiredDuringSchedulingIgnoredDuringExecution, anti.PreferredDuringSchedulingIgnoredDuringExecution, path.Child("podAntiAffinity"));
        }
    }

    public static void NodeSelector(FieldErrorList errors, NodeSelector selector, FieldPath path, bool allowsInvalidValues)
    {
        var terms = path.Child("nodeSelectorTerms");
        if (selector.NodeSelectorTerms.IsEmpty)
        {
            errors.Required(terms, "must have at least one node selector term");
        }
        for (var i = 0; i < selector.NodeSelectorTerms.Count; i++)
        {
            Term(errors, selector.NodeSelectorTerms[i], terms.Index(i), allowsInvalidValues);
        }
    }

    private static void Node(FieldErrorList errors, NodeAffinity affinity, FieldPath path, bool allowsOldValues)
    {
        if (affinity.RequiredDuringSchedulingIgnoredDuringExecution is { } required)
        {
            NodeSelector(errors, required, path.Child(Required), allowsOldValues);
        }
        var preferred = affinity.PreferredDuringSchedulingIgnoredDuringExecution;
        for (var i = 0; i < preferred.Count; i++)
        {
            var at = path.Child(Preferred).Index(i);
            Weight(errors, preferred[i].Weight, at);
            Term(errors, preferred[i].Preference, at.Child("preference"), allowsInvalidValues: true);
        }
    }

    private static void Weight(FieldErrorList errors, int weight, FieldPath path)
    {
        if (weight is <= 0 or > 100)
        {
            errors.Invalid(path.Child("weight"), weight, "must be in the range 1-100");
        }
    }

    private static void Term(FieldErrorList errors, NodeSelectorTerm term, FieldPath path, bool allowsInvalidValues)
    {
        for (var i = 0; i < term.MatchExpressions.Count; i++)
        {
            Expression(errors, term.MatchExpressions[i], path.Child("matchExpressions").Index(i), allowsInvalidValues);
        }
        for (var i = 0; i < term.MatchFields.Count; i++)
        {
            Field(errors, term.MatchFields[i], path.Child("matchFields").Index(i));
        }
    }

    private static void Expression(FieldErrorList errors, NodeSelectorRequirement requirement, FieldPath path, bool allowsInvalidValues)
    {
        switch (requirement.Operator)
        {
            case "In" or "NotIn":
                if (requirement.Values.IsEmpty)
                {
                    errors.Required(path.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                }
                break;
            case "Exists" or "DoesNotExist":
                if (!requirement.Values.IsEmpty)
                {
                    errors.Forbidden(path.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
                break;
            case "Gt" or "Lt":
                if (requirement.Values.Count != 1)
                {
                    errors.Required(path.Child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'");
                }
                break;
            default:
                errors.Invalid(path.Child("operator"), requirement.Operator, "not a valid selector operator");
                break;
        }
        errors.InvalidAll(path.Child("key"), requirement.Key, NameRules.QualifiedName(requirement.Key));
        for (var i = 0; i < requirement.Values.Count && !allowsInvalidValues; i++)
        {
            errors.InvalidAll(path.Child("values").Index(i), requirement.Values[i], NameRules.LabelValue(requirement.Values[i]));
        }
    }

    private static void Field(FieldErrorList errors, NodeSelectorRequirement requirement, FieldPath path)
    {
        if (requirement.Operator is not ("In" or "NotIn"))
        {
            errors.Invalid(path.Child("operator"), requirement.Operator, "not a valid selector operator");
        }
        else if (requirement.Values.Count != 1)
        {
            errors.Required(path.Child("values"), "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
        }
        if (requirement.Key != "metadata.name")
        {
            errors.Invalid(path.Child("key"), requirement.Key, "not a valid field selector key");
            return;
        }
        for (var i = 0; i < requirement.Values.Count; i++)
        {
            errors.InvalidAll(path.Child("values").Index(i), requirement.Values[i], NameRules.DnsSubdomain(requirement.Values[i]));
        }
    }

    private static void Pod(FieldErrorList errors, ValueList<PodAffinityTerm> required, ValueList<WeightedPodAffinityTerm> preferred, FieldPath path)
    {
        for (var i = 0; i < required.Count; i++)
        {
            PodTerm(errors, required[i], path.Child(Required).Index(i));
        }
        for (var i = 0; i < preferred.Count; i++)
        {
            var at = path.Child(Preferred).Index(i);
            Weight(errors, preferred[i].Weight, at);
            PodTerm(errors, preferred[i].PodAffinityTerm, at.Child("podAffinityTerm"));
        }
    }

    private static void PodTerm(FieldErrorList errors, PodAffinityTerm term, FieldPath path)
    {
        LabelSelectorValidation.Validate(errors, term.LabelSelector, path.Child("labelSelector"));
        LabelSelectorValidation.Validate(errors, term.NamespaceSelector, path.Child("namespaceSelector"));
        foreach (var name in term.Namespaces)
        {
            errors.DnsLabel(path, "namespace", name);
        }
        LabelKeyRules.Affinity(errors, term, path);
        errors.RequireText(path, "topologyKey", term.TopologyKey, "can not be empty");
        errors.InvalidAll(path.Child("topologyKey"), term.TopologyKey, NameRules.QualifiedName(term.TopologyKey));
    }
}
