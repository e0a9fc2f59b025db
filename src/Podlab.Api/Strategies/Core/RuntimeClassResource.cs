using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Pods;

namespace Podlab.Api.Strategies.Core;

/// <summary>Runtime classes.</summary>
/// <remarks>Follows pkg/apis/node/validation/validation.go (v1.36.3).</remarks>
internal sealed class RuntimeClassResource : ResourceStrategy<RuntimeClass>
{
    protected override MetadataChecks UpdateChecks => MetadataChecks.Step;

    protected override void Validate(FieldErrorList errors, RuntimeClass value)
    {
        errors.InvalidAll(FieldPath.Of("handler"), value.Handler, NameRules.DnsLabel(value.Handler));
        if (value.Scheduling is { } scheduling)
        {
            var path = FieldPath.Of("scheduling");
            ObjectMetaValidation.Labels(errors, scheduling.NodeSelector, path.Child("nodeSelector"));
            TolerationValidation.Validate(errors, scheduling.Tolerations, path);
        }
    }

    protected override void ValidateUpdate(FieldErrorList errors, RuntimeClass value, RuntimeClass old)
    {
        if (value.Handler != old.Handler)
        {
            errors.Invalid(FieldPath.Of("handler"), value.Handler, FormatRules.Immutable);
        }
    }
}
