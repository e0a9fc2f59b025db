using Podlab.Api.Compute;
using Podlab.Api.Defaulting;
using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Pods;
using Podlab.Api.Validation.Storage;

namespace Podlab.Api.Strategies.Storage;

/// <summary>Persistent volumes: their source is fixed.</summary>
/// <remarks>Follows pkg/registry/core/persistentvolume/strategy.go and pkg/apis/core/validation/validation.go (v1.36.3).</remarks>
internal sealed class PersistentVolumeResource : ResourceStrategy<PersistentVolume>
{
    private readonly StatusStrategy<PersistentVolume> status;

    public PersistentVolumeResource() => status = new StatusStrategy<PersistentVolume>(this, static (value, old) => value with { Spec = old.Spec });

    protected override MetadataChecks UpdateChecks => MetadataChecks.Whole;

    public override ResourceStrategy? Subresource(string name) => name == "status" ? status : null;

    protected override PersistentVolume Default(PersistentVolume value)
    {
        var spec = value.Spec;
        return value with
        {
            Spec = spec with
            {
                Capacity = ResourceListDefaults.Apply(spec.Capacity),
                PersistentVolumeReclaimPolicy = spec.PersistentVolumeReclaimPolicy.Or("Retain"),
                VolumeMode = spec.VolumeMode ?? "Filesystem",
                HostPath = spec.HostPath is { Type: null } path ? path with { Type = "" } : spec.HostPath,
                Iscsi = spec.Iscsi is { } iscsi ? iscsi with { IscsiInterface = iscsi.IscsiInterface.Or("default") } : null,
                AzureDisk = spec.AzureDisk is { } disk ? VolumeDefaults.Apply(disk) : null,
            },
            Status = value.Status with { Phase = value.Status.Phase.Or("Pending") },
        };
    }

    protected override PersistentVolume PrepareForCreate(PersistentVolume value) => value with
    {
        Status = new PersistentVolumeStatus { Phase = "Pending", LastPhaseTransitionTime = value.Metadata.CreationTimestamp },
    };

    protected override PersistentVolume PrepareForUpdate(PersistentVolume value, PersistentVolume old) => value with { Status = old.Status };

    protected override void Validate(FieldErrorList errors, PersistentVolume value)
    {
        var (spec, path) = (value.Spec, FieldPath.Spec);
        if (spec.AccessModes.IsEmpty)
        {
            errors.Required(path.Child("accessModes"));
        }
        ClaimValidation.AccessModes(errors, spec.AccessModes, path);
        Capacity(errors, spec.Capacity, path.Child("capacity"));
        if (!string.IsNullOrEmpty(spec.PersistentVolumeReclaimPolicy))
        {
            errors.Supported(path, "persistentVolumeReclaimPolicy", spec.PersistentVolumeReclaimPolicy, "Delete", "Recycle", "Retain");
        }
        if (spec.NodeAffinity is { } affinity)
        {
            if (affinity.Required is { } required)
            {
                AffinityValidation.NodeSelector(errors, required, path.Child("nodeAffinity", "required"), allowsInvalidValues: false);
            }
            else
            {
                errors.Required(path.Child("nodeAffinity", "required"), "must specify required node constraints");
            }
        }
        PersistentSources.Validate(errors, spec, value.Metadata.Name ?? "", path);
        if (spec.HostPath?.Path.TrimEnd('/').Length == 0 && spec.HostPath.Path.Length > 0 && spec.PersistentVolumeReclaimPolicy == "Recycle")
        {
            errors.Forbidden(path.Child("persistentVolumeReclaimPolicy"), "may not be 'recycle' for a hostPath mount of '/'");
        }
        if (!string.IsNullOrEmpty(spec.StorageClassName))
        {
            errors.DnsSubdomain(path, "storageClassName", spec.StorageClassName);
        }
        if (spec.VolumeMode is { } mode)
        {
            errors.Supported(path, "volumeMode", mode, "Block", "Filesystem");
        }
        if (spec.VolumeAttributesClassName is { } attributes)
        {
            if (errors.RequireText(path, "volumeAttributesClassName", attributes, "an empty string is disallowed"))
            {
                errors.DnsSubdomain(path, "volumeAttributesClassName", attributes);
            }
            if (spec.Csi is null)
            {
                errors.Required(path.Child("csi"), "has to be specified when using volumeAttributesClassName");
            }
        }
    }

    protected override void ValidateUpdate(FieldErrorList errors, PersistentVolume value, PersistentVolume old)
    {
        Validate(errors, value);
        var source = value.Spec;
        if (source.Csi is { ControllerExpandSecretRef: not null } csi && old.Spec.Csi is { ControllerExpandSecretRef: null })
        {
            source = source with { Csi = csi with { ControllerExpandSecretRef = null } };
        }
        var allowed = source with
        {
            AccessModes = old.Spec.AccessModes,
            Capacity = old.Spec.Capacity,
            ClaimRef = old.Spec.ClaimRef,
            MountOptions = old.Spec.MountOptions,
            NodeAffinity = old.Spec.NodeAffinity,
            PersistentVolumeReclaimPolicy = old.Spec.PersistentVolumeReclaimPolicy,
            StorageClassName = old.Spec.StorageClassName,
            VolumeAttributesClassName = old.Spec.VolumeAttributesClassName,
            VolumeMode = old.Spec.VolumeMode,
        };
        if (allowed != old.Spec)
        {
            errors.Forbidden(FieldPath.Spec.Child("persistentvolumesource"), "spec.persistentvolumesource is immutable after creation\n" + InternalForm.Diff("PersistentVolumeSource", old.Spec.Write, allowed.Write));
        }
        if (value.Spec.VolumeMode != old.Spec.VolumeMode)
        {
            errors.Invalid(FieldPath.Of("volumeMode"), value.Spec.VolumeMode, FormatRules.Immutable);
        }
        if (old.Spec.NodeAffinity is { } affinity && affinity != value.Spec.NodeAffinity)
        {
            errors.Invalid(FieldPath.Of("nodeAffinity"), value.Spec.NodeAffinity is { } now ? InternalForm.Compact("VolumeNodeAffinity", now.Write) : GoJson.Null,
                FormatRules.Immutable + ", except for updating from beta label to GA");
        }
        if (old.Spec.VolumeAttributesClassName is not null && value.Spec.VolumeAttributesClassName is null)
        {
            errors.Forbidden(FieldPath.Spec.Child("volumeAttributesClassName"), "update from non-nil value to nil is forbidden");
        }
    }

    protected override void AddWarnings(ref List<string>? warnings, PersistentVolume value, PersistentVolume? old) => PersistentVolumeWarnings.Add(ref warnings, value);

    private static void Capacity(FieldErrorList errors, ValueMap<Quantity> capacity, FieldPath path)
    {
        if (capacity.IsEmpty)
        {
            errors.Required(path);
        }
        if (!capacity.ContainsKey(ResourceNames.Storage) || capacity.Count > 1)
        {
            errors.NotSupported(path, capacity.IsAbsent ? GoJson.Null : new GoJson("{" + string.Join(',', capacity.Select(entry => $"{GoText.Quote(entry.Key)}:{GoText.Quote(entry.Value.ToString())}")) + "}"), "storage");
        }
        foreach (var (name, amount) in capacity)
        {
            if (amount.Value < 0)
            {
                errors.Invalid(path.Key(name), amount.Value, "must be a valid resource quantity");
            }
            if (amount.Sign <= 0)
            {
                errors.Invalid(path.Key(name), amount, "must be greater than zero");
            }
        }
    }
}
