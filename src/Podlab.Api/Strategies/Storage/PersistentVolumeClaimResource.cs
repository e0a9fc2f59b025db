using Podlab.Api.Compute;
using Podlab.Api.Defaulting;
using Podlab.Api.Model;
using Podlab.Api.Strategies.Pods;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Storage;

namespace Podlab.Api.Strategies.Storage;

/// <summary>Claims: fixed once made, but for the size of bound ones.</summary>
/// <remarks>Follows pkg/registry/core/persistentvolumeclaim/strategy.go and pkg/api/persistentvolumeclaim/util.go (v1.36.3).</remarks>
internal sealed class PersistentVolumeClaimResource : ResourceStrategy<PersistentVolumeClaim>
{
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";
    private readonly StatusStrategy<PersistentVolumeClaim> status;

    public PersistentVolumeClaimResource() =>
        status = new StatusStrategy<PersistentVolumeClaim>(this, static (value, old) => value with { Spec = old.Spec }, ValidateStatus);

    public override ResourceStrategy? Subresource(string name) => name == "status" ? status : null;

    protected override PersistentVolumeClaim Default(PersistentVolumeClaim value) => value with
    {
        Spec = VolumeDefaults.Claim(value.Spec),
        Status = value.Status with { Phase = value.Status.Phase.Or("Pending"), Capacity = ResourceListDefaults.Apply(value.Status.Capacity) },
    };

    protected override PersistentVolumeClaim PrepareForCreate(PersistentVolumeClaim value) => value with
    {
        Spec = Sources(value.Spec),
        Status = new PersistentVolumeClaimStatus { Phase = "Pending" },
    };

    protected override PersistentVolumeClaim PrepareForUpdate(PersistentVolumeClaim value, PersistentVolumeClaim old) =>
        value with { Status = old.Status, Spec = value.Spec.DataSource == old.Spec.DataSource && value.Spec.DataSourceRef == old.Spec.DataSourceRef ? value.Spec : Sources(value.Spec) };

    protected override void Validate(FieldErrorList errors, PersistentVolumeClaim value) => ClaimValidation.Spec(errors, value.Spec, FieldPath.Spec);

    protected override void ValidateUpdate(FieldErrorList errors, PersistentVolumeClaim value, PersistentVolumeClaim old)
    {
        Validate(errors, value);
        var (spec, before, path) = (value.Spec, old.Spec, FieldPath.Spec);
        var (annotated, wasAnnotated) = (value.Metadata.Annotations.GetValueOrDefault(ClassAnnotation) ?? "", old.Metadata.Annotations.GetValueOrDefault(ClassAnnotation) ?? "");
        if (annotated != wasAnnotated && !MovesFromAnnotation(value, old))
        {
            errors.Invalid(FieldPath.Metadata.Child("annotations", ClassAnnotation), annotated, FormatRules.Immutable);
        }
        var allowed = before with
        {
            VolumeName = string.IsNullOrEmpty(before.VolumeName) ? spec.VolumeName : before.VolumeName,
            StorageClassName = before.StorageClassName is null && ClassMayCome(value, old) ? spec.StorageClassName : before.StorageClassName,
        };
        var bound = value.Status.Phase == "Bound";
        if (bound)
        {
            allowed = allowed with
            {
                Resources = allowed.Resources with { Requests = WithSize(allowed.Resources.Requests, spec.Resources.Requests) },
                VolumeAttributesClassName = spec.VolumeAttributesClassName,
            };
        }
        if (spec != allowed)
        {
            errors.Forbidden(path, "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n"
                + InternalForm.Diff("PersistentVolumeClaimSpec", before.Write, spec.Write));
        }
        Size(errors, spec, before, old.Status.Capacity.GetValueOrDefault(ResourceNames.Storage) ?? Quantity.Zero, path);
        if (spec.VolumeMode != before.VolumeMode)
        {
            errors.Invalid(FieldPath.Of("volumeMode"), spec.VolumeMode, FormatRules.Immutable);
        }
        if (before.VolumeAttributesClassName is not null && string.IsNullOrEmpty(spec.VolumeAttributesClassName))
        {
            errors.Forbidden(path.Child("volumeAttributesClassName"), $"update from non-nil value to {(spec.VolumeAttributesClassName is null ? "nil" : "an empty string")} is forbidden");
        }
    }

    protected override void AddWarnings(ref List<string>? warnings, PersistentVolumeClaim value, PersistentVolumeClaim? old)
    {
        if (value.Metadata.Annotations.ContainsKey(ClassAnnotation))
        {
            (warnings ??= []).Add($"metadata.annotations[{ClassAnnotation}]: deprecated since v1.8; use \"storageClassName\" attribute instead");
        }
        ClaimWarnings.Spec(ref warnings, "spec", value.Spec);
    }

    /// <summary>The source of old names claims and snapshots only; the newer field says the same and more.</summary>
    private static PersistentVolumeClaimSpec Sources(PersistentVolumeClaimSpec spec)
    {
        if (spec.DataSource is { } source && !IsKnown(source.Kind, source.ApiGroup))
        {
            spec = spec with { DataSource = null };
        }
        // A namespace in the reference is a feature that is off.
        if (spec.DataSourceRef is { Namespace: not null } foreign)
        {
            spec = spec with { DataSourceRef = foreign with { Namespace = null } };
        }
        if (spec is { DataSource: { } given, DataSourceRef: null })
        {
            return spec with { DataSourceRef = new TypedObjectReference { ApiGroup = given.ApiGroup, Kind = given.Kind, Name = given.Name } };
        }
        return spec is { DataSource: null, DataSourceRef: { } reference } && IsKnown(reference.Kind, reference.ApiGroup)
            ? spec with { DataSource = new TypedLocalObjectReference { ApiGroup = reference.ApiGroup, Kind = reference.Kind, Name = reference.Name } } : spec;
    }

    private static bool IsKnown(string kind, string? group) =>
        (kind == "PersistentVolumeClaim" && string.IsNullOrEmpty(group)) || (kind == "VolumeSnapshot" && group == "snapshot.storage.k8s.io");

    /// <summary>The class goes from the annotation into the field, and stays the same.</summary>
    private static bool MovesFromAnnotation(PersistentVolumeClaim value, PersistentVolumeClaim old) =>
        old.Spec.StorageClassName is null && old.Metadata.Annotations.TryGetValue(ClassAnnotation, out var name) && value.Spec.StorageClassName == name
        && (!value.Metadata.Annotations.TryGetValue(ClassAnnotation, out var kept) || kept == name);

    private static bool ClassMayCome(PersistentVolumeClaim value, PersistentVolumeClaim old) =>
        value.Spec.StorageClassName is { } name && (!old.Metadata.Annotations.TryGetValue(ClassAnnotation, out var annotated) || annotated == name);

    private static ValueMap<Quantity> WithSize(ValueMap<Quantity> requests, ValueMap<Quantity> from) =>
        from.TryGetValue(ResourceNames.Storage, out var size) ? (requests.IsAbsent ? ValueMap<Quantity>.Empty : requests).Set(ResourceNames.Storage, size) : requests;

    private static void Size(FieldErrorList errors, PersistentVolumeClaimSpec spec, PersistentVolumeClaimSpec before, Quantity capacity, FieldPath path)
    {
        var now = spec.Resources.Requests.GetValueOrDefault(ResourceNames.Storage) ?? Quantity.Zero;
        var was = before.Resources.Requests.GetValueOrDefault(ResourceNames.Storage) ?? Quantity.Zero;
        if (now < was && now <= capacity)
        {
            errors.Forbidden(path.Child("resources").Child("requests", "storage"), "field can not be less than status.capacity");
        }
    }

    private static void ValidateStatus(FieldErrorList errors, PersistentVolumeClaim value, PersistentVolumeClaim old)
    {
        if (value.Spec.AccessModes.IsEmpty)
        {
            errors.Required(FieldPath.Of("Spec").Child("accessModes"));
        }
        foreach (var (name, amount) in value.Status.Capacity)
        {
            if (amount.Value < 0)
            {
                errors.Invalid(FieldPath.Status.Child("capacity").Key(name), amount.Value, "must be a valid resource quantity");
            }
        }
    }
}
