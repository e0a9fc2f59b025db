using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies.Policy;

/// <summary>Priority classes: a number for ever; the highest belong to the system.</summary>
/// <remarks>Follows pkg/apis/scheduling/validation/validation.go (v1.36.3).</remarks>
internal sealed class PriorityClassResource : ResourceStrategy<PriorityClass>
{
    private const int HighestOfUsers = 1_000_000_000;

    protected override MetadataChecks UpdateChecks => MetadataChecks.Step;

    protected override PriorityClass Default(PriorityClass value) => value with { PreemptionPolicy = value.PreemptionPolicy ?? "PreemptLowerPriority" };

    protected override PriorityClass PrepareForCreate(PriorityClass value) => value with { Metadata = value.Metadata with { Generation = 1 } };

    protected override void Validate(FieldErrorList errors, PriorityClass value)
    {
        var name = value.Metadata.Name ?? "";
        if (name.StartsWith("system-", StringComparison.Ordinal))
        {
            if (Unknown(name, value) is { } error)
            {
                errors.Forbidden(FieldPath.Metadata.Child("name"), $"priority class names with 'system-' prefix are reserved for system use only. error: {error}");
            }
        }
        else if (value.Value > HighestOfUsers)
        {
            errors.Forbidden(FieldPath.Of("value"), $"maximum allowed value of a user defined priority is {HighestOfUsers}");
        }
        if (value.PreemptionPolicy is { } policy)
        {
            if (policy.Length == 0)
            {
                errors.Required(FieldPath.Of("preemptionPolicy"));
            }
            else if (policy is not ("PreemptLowerPriority" or "Never"))
            {
                errors.NotSupported(FieldPath.Of("preemptionPolicy"), policy, "PreemptLowerPriority", "Never");
            }
        }
    }

    protected override void ValidateUpdate(FieldErrorList errors, PriorityClass value, PriorityClass old)
    {
        if (value.Value != old.Value)
        {
            errors.Forbidden(FieldPath.Of("value"), "may not be changed in an update.");
        }
        if (value.PreemptionPolicy != old.PreemptionPolicy)
        {
            errors.Invalid(FieldPath.Of("preemptionPolicy"), value.PreemptionPolicy, FormatRules.Immutable);
        }
    }

    private static string? Unknown(string name, PriorityClass value)
    {
        int? known = name switch { "system-node-critical" => 2_000_001_000, "system-cluster-critical" => 2_000_000_000, _ => null };
        return known is null ? $"{name} is not a known system priority class"
            : known != value.Value ? $"value of {name} PriorityClass must be {known}"
            : value.GlobalDefault ? $"globalDefault of {name} PriorityClass must be false" : null;
    }
}
