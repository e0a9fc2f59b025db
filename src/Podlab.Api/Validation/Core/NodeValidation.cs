using Podlab.Api.Model;
using Podlab.Api.Validation.Pods;

namespace Podlab.Api.Validation.Core;

/// <summary>Nodes: taints, amounts, pod ranges.</summary>
internal static class NodeValidation
{
    public static void Create(FieldErrorList errors, Node node)
    {
        Taints(errors, node.Spec.Taints);
        Amounts(errors, node.Status);
        if (node.Spec.PodCIDRs.IsEmpty)
        {
            return;
        }
        var path = FieldPath.Spec.Child("podCIDRs");
        var families = new HashSet<System.Net.Sockets.AddressFamily>();
        for (var i = 0; i < node.Spec.PodCIDRs.Count; i++)
        {
            FormatRules.Cidr(errors, path.Index(i), node.Spec.PodCIDRs[i]);
            if (FormatRules.TryParseCidr(node.Spec.PodCIDRs[i], out var address, out _))
            {
                families.Add(address.AddressFamily);
            }
        }
        Several(errors, node.Spec.PodCIDRs, families.Count, path);
    }

    public static void Update(FieldErrorList errors, Node node, Node old)
    {
        Amounts(errors, node.Status);
        var seen = new HashSet<NodeAddress>();
        for (var i = 0; i < node.Status.Addresses.Count; i++)
        {
            var address = node.Status.Addresses[i];
            if (!seen.Add(address))
            {
                errors.Duplicate(FieldPath.Status.Child("addresses").Index(i), GoPrint.Of(writer =>
                {
                    writer.WriteString("Type", address.Type);
                    writer.WriteString("Address", address.Address);
                }));
            }
        }
        if (!old.Spec.PodCIDRs.IsEmpty && old.Spec.PodCIDRs != node.Spec.PodCIDRs)
        {
            errors.Forbidden(FieldPath.Spec.Child("podCIDRs"), "node updates may not change podCIDR except from \"\" to valid");
        }
        if (!string.IsNullOrEmpty(old.Spec.ProviderID) && old.Spec.ProviderID != node.Spec.ProviderID)
        {
            errors.Forbidden(FieldPath.Spec.Child("providerID"), "node updates may not change providerID except from \"\" to valid");
        }
        Taints(errors, node.Spec.Taints);
        if (node.Spec.ExternalID != old.Spec.ExternalID)
        {
            errors.Forbidden(FieldPath.Spec.Child("externalID"), "may not be updated");
        }
    }

    private static void Several(FieldErrorList errors, ValueList<string> ranges, int families, FieldPath path)
    {
        if (ranges.Count < 2)
        {
            return;
        }
        if (families < 2 || ranges.Count > 2)
        {
            errors.Invalid(path, ranges, "may specify no more than one CIDR for each IP family");
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ranges.Count; i++)
        {
            if (!seen.Add(ranges[i]))
            {
                errors.Duplicate(path.Index(i), ranges[i]);
            }
        }
    }

    private static void Taints(FieldErrorList errors, ValueList<Taint> taints)
    {
        var path = FieldPath.Metadata.Child("taints");
        var seen = new HashSet<(string, string)>();
        for (var i = 0; i < taints.Count; i++)
        {
            var taint = taints[i];
            errors.InvalidAll(path.Index(i).Child("key"), taint.Key, NameRules.QualifiedName(taint.Key));
            if (NameRules.LabelValue(taint.Value ?? "") is { Count: > 0 } reasons)
            {
                errors.Invalid(path.Index(i).Child("value"), taint.Value, string.Join(';', reasons));
            }
            if (errors.RequireText(path.Index(i), "effect", taint.Effect))
            {
                TolerationValidation.Effect(errors, taint.Effect, path.Index(i));
            }
            if (!seen.Add((taint.Key, taint.Effect)))
            {
                errors.Add(FieldErrorType.Duplicate, path.Index(i), Print(taint), "taints must be unique by key and effect pair");
            }
        }
    }

    private static GoJson Print(Taint taint) => GoPrint.Of(writer =>
    {
        writer.WriteString("Key", taint.Key);
        writer.WriteString("Value", taint.Value ?? "");
        writer.WriteString("Effect", taint.Effect);
        writer.Text("TimeAdded", taint.TimeAdded?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
    });

    private static void Amounts(FieldErrorList errors, NodeStatus status)
    {
        foreach (var (name, amount) in status.Capacity)
        {
            ResourceValidation.Amount(errors, name, amount, FieldPath.Status.Child("capacity", name));
        }
        foreach (var (name, amount) in status.Allocatable)
        {
            ResourceValidation.Amount(errors, name, amount, FieldPath.Status.Child("allocatable", name));
        }
    }
}
