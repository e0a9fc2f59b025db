using Podlab.Api.Model;
using Podlab.Api.Strategies.Pods;
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
        if (value.Overhead is { } overhead)
        {
            var scope = new PodScope(errors, PodSpec.Empty, IsPod: false, PodName: null);
            ResourceValidation.Container(scope, new ResourceRequirements { Limits = overhead.PodFixed }, FieldPath.Of("overhead"));
        }
        if (value.Scheduling is { } scheduling)
        {
            var path = FieldPath.Of("scheduling");
            ObjectMetaValidation.Labels(errors, scheduling.NodeSelector, path.Child("nodeSelector"));
            TolerationValidation.Validate(errors, scheduling.Tolerations, path);
            Unique(errors, scheduling.Tolerations, path.Child("tolerations"));
        }
    }

    protected override void AddWarnings(ref List<string>? warnings, RuntimeClass value, RuntimeClass? old)
    {
        foreach (var (key, _) in value.Scheduling?.NodeSelector ?? default)
        {
            if (NodeLabels.Deprecation(key) is { } text)
            {
                (warnings ??= []).Add($"scheduling.nodeSelector: {text}");
            }
        }
    }

    /// <summary>Pods merge their own tolerations with these, so none may stand here twice; for how long is no difference.</summary>
    private static void Unique(FieldErrorList errors, ValueList<Toleration> tolerations, FieldPath path)
    {
        var seen = new HashSet<Toleration>();
        for (var i = 0; i < tolerations.Count; i++)
        {
            if (!seen.Add(tolerations[i] with { TolerationSeconds = null }))
            {
                errors.Duplicate(path.Index(i), InternalForm.Compact("Toleration", tolerations[i].Write));
            }
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
