using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies.Storage;

/// <summary>Drivers of storage: what is left out means what it always meant.</summary>
/// <remarks>Follows pkg/registry/storage/csidriver/strategy.go and pkg/apis/storage/validation/validation.go (v1.36.3).</remarks>
internal sealed class CSIDriverResource : ResourceStrategy<CSIDriver>
{
    private const int ShortestToken = 600;
    private const int ShortestUpdate = 10;

    protected override MetadataChecks UpdateChecks => MetadataChecks.Step;

    protected override CSIDriver Default(CSIDriver value) => value with
    {
        Spec = value.Spec with
        {
            AttachRequired = value.Spec.AttachRequired ?? true,
            PodInfoOnMount = value.Spec.PodInfoOnMount ?? false,
            StorageCapacity = value.Spec.StorageCapacity ?? false,
            FsGroupPolicy = value.Spec.FsGroupPolicy ?? "ReadWriteOnceWithFSType",
            VolumeLifecycleModes = value.Spec.VolumeLifecycleModes.IsEmpty ? ["Persistent"] : value.Spec.VolumeLifecycleModes,
            RequiresRepublish = value.Spec.RequiresRepublish ?? false,
            SeLinuxMount = value.Spec.SeLinuxMount ?? false,
        },
    };

    protected override void Validate(FieldErrorList errors, CSIDriver value)
    {
        var (spec, path) = (value.Spec, FieldPath.Spec);
        if (spec.FsGroupPolicy is { } policy)
        {
            errors.Supported(path, "fsGroupPolicy", policy, "File", "None", "ReadWriteOnceWithFSType");
        }
        Tokens(errors, spec.TokenRequests, path.Child("tokenRequests"));
        foreach (var mode in spec.VolumeLifecycleModes)
        {
            errors.Supported(path, "volumeLifecycleModes", mode, "Persistent", "Ephemeral");
        }
        if (spec.NodeAllocatableUpdatePeriodSeconds is < ShortestUpdate)
        {
            errors.Invalid(path.Child("nodeAllocatableUpdatePeriodSeconds"), spec.NodeAllocatableUpdatePeriodSeconds, "must be greater than or equal to 10 seconds");
        }
    }

    protected override void ValidateUpdate(FieldErrorList errors, CSIDriver value, CSIDriver old)
    {
        Validate(errors, value);
        if (value.Spec.AttachRequired != old.Spec.AttachRequired)
        {
            errors.Invalid(FieldPath.Spec.Child("attachedRequired"), value.Spec.AttachRequired, FormatRules.Immutable);
        }
        if (value.Spec.VolumeLifecycleModes != old.Spec.VolumeLifecycleModes)
        {
            errors.Invalid(FieldPath.Spec.Child("volumeLifecycleModes"), value.Spec.VolumeLifecycleModes, FormatRules.Immutable);
        }
    }

    private static void Tokens(FieldErrorList errors, ValueList<StorageTokenRequest> requests, FieldPath path)
    {
        var audiences = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < requests.Count; i++)
        {
            if (!audiences.Add(requests[i].Audience))
            {
                errors.Duplicate(path.Index(i).Child("audience"), requests[i].Audience);
                continue;
            }
            if (requests[i].ExpirationSeconds is not { } seconds)
            {
                continue;
            }
            if (seconds < ShortestToken)
            {
                errors.Invalid(path.Index(i).Child("expirationSeconds"), seconds, "may not specify a duration less than 10 minutes");
            }
            if (seconds > 1L << 32)
            {
                errors.Invalid(path.Index(i).Child("expirationSeconds"), seconds, "may not specify a duration larger than 2^32 seconds");
            }
        }
    }
}
