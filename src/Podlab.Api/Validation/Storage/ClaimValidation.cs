using Podlab.Api.Compute;
using Podlab.Api.Model;
using Podlab.Api.Validation.Selectors;

namespace Podlab.Api.Validation.Storage;

/// <summary>What a claim asks of storage.</summary>
internal static class ClaimValidation
{
    public static void Spec(FieldErrorList errors, PersistentVolumeClaimSpec spec, FieldPath path)
    {
        if (spec.AccessModes.IsEmpty)
        {
            errors.Required(path.Child("accessModes"), "at least 1 access mode is required");
        }
        if (spec.Selector is { } selector)
        {
            LabelSelectorValidation.Validate(errors, selector, path.Child("selector"));
        }
        AccessModes(errors, spec.AccessModes, path);
        var at = path.Child("resources").Key(ResourceNames.Storage);
        if (!spec.Resources.Requests.TryGetValue(ResourceNames.Storage, out var size))
        {
            errors.Required(at);
        }
        else if (size.Sign <= 0)
        {
            errors.Invalid(at, size, "must be greater than zero");
        }
        if (!string.IsNullOrEmpty(spec.StorageClassName))
        {
            errors.DnsSubdomain(path, "storageClassName", spec.StorageClassName);
        }
        if (spec.VolumeMode is { } mode)
        {
            errors.Supported(path, "volumeMode", mode, "Block", "Filesystem");
        }
        if (spec.DataSource is { } source)
        {
            DataSource(errors, source.Name, source.Kind, source.ApiGroup, path.Child("dataSource"));
        }
        if (spec.DataSourceRef is { } reference)
        {
            DataSource(errors, reference.Name, reference.Kind, reference.ApiGroup, path.Child("dataSourceRef"));
            if (!string.IsNullOrEmpty(reference.Namespace))
            {
                errors.DnsLabel(path.Child("dataSourceRef"), "namespace", reference.Namespace);
            }
        }
        SourcesAgree(errors, spec, path);
        if (!string.IsNullOrEmpty(spec.VolumeAttributesClassName))
        {
            errors.DnsSubdomain(path, "volumeAttributesClassName", spec.VolumeAttributesClassName);
        }
    }

    public static void AccessModes(FieldErrorList errors, ValueList<string> modes, FieldPath path)
    {
        bool single = false, other = false;
        foreach (var mode in modes)
        {
            errors.Supported(path, "accessModes", mode, "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
            single |= mode == "ReadWriteOncePod";
            other |= mode is "ReadOnlyMany" or "ReadWriteMany" or "ReadWriteOnce";
        }
        if (single && other)
        {
            errors.Forbidden(path.Child("accessModes"), "may not use ReadWriteOncePod with other access modes");
        }
    }

    private static void DataSource(FieldErrorList errors, string name, string kind, string? group, FieldPath path)
    {
        errors.RequireText(path, "name", name);
        errors.RequireText(path, "kind", kind);
        if (string.IsNullOrEmpty(group))
        {
            if (kind != "PersistentVolumeClaim")
            {
                errors.Invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
            }
        }
        else
        {
            errors.DnsSubdomain(path, "apiGroup", group);
        }
    }

    private static void SourcesAgree(FieldErrorList errors, PersistentVolumeClaimSpec spec, FieldPath path)
    {
        if (spec is not { DataSource: { } source, DataSourceRef: { } reference })
        {
            return;
        }
        var at = new GoJson("{}");
        if (!string.IsNullOrEmpty(reference.Namespace))
        {
            errors.Invalid(path, at, "may not be specified when dataSourceRef.namespace is specified");
        }
        else if (source.ApiGroup != reference.ApiGroup || source.Kind != reference.Kind || source.Name != reference.Name)
        {
            errors.Invalid(path, at, "must match dataSourceRef");
        }
    }
}
