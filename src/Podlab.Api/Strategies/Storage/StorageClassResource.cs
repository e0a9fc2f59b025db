using Podlab.Api.Model;
using Podlab.Api.Strategies.Pods;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies.Storage;

/// <summary>Storage classes: fixed, but for whether volumes may grow.</summary>
/// <remarks>Follows pkg/apis/storage/validation/validation.go (v1.36.3).</remarks>
internal sealed class StorageClassResource : ResourceStrategy<StorageClass>
{
    private const int MaxParameters = 512;
    private const int MaxParameterBytes = 256 * 1024;

    protected override MetadataChecks UpdateChecks => MetadataChecks.Step;

    public override bool AllowsCreateOnUpdate => false;

    protected override StorageClass Default(StorageClass value) => value with
    {
        ReclaimPolicy = value.ReclaimPolicy ?? "Delete",
        VolumeBindingMode = value.VolumeBindingMode ?? "Immediate",
    };

    protected override void Validate(FieldErrorList errors, StorageClass value)
    {
        if (value.Provisioner.Length == 0)
        {
            errors.Required(FieldPath.Of("provisioner"));
        }
        else
        {
            errors.QualifiedName(FieldPath.Of("provisioner"), value.Provisioner.ToLowerInvariant());
        }
        Parameters(errors, value.Parameters);
        if (value.ReclaimPolicy is { Length: > 0 } policy && policy is not ("Delete" or "Retain"))
        {
            errors.NotSupported(FieldPath.Of("reclaimPolicy"), policy, "Delete", "Retain");
        }
        if (value.VolumeBindingMode is null)
        {
            errors.Required(FieldPath.Of("volumeBindingMode"));
        }
        else if (value.VolumeBindingMode is not ("Immediate" or "WaitForFirstConsumer"))
        {
            errors.NotSupported(FieldPath.Of("volumeBindingMode"), value.VolumeBindingMode, "Immediate", "WaitForFirstConsumer");
        }
        for (var i = 0; i < value.AllowedTopologies.Count; i++)
        {
            Topology(errors, value.AllowedTopologies, i, FieldPath.Of("allowedTopologies").Index(i));
        }
    }

    protected override void ValidateUpdate(FieldErrorList errors, StorageClass value, StorageClass old)
    {
        if (value.Parameters != old.Parameters)
        {
            errors.Forbidden(FieldPath.Of("parameters"), "updates to parameters are forbidden.");
        }
        if (value.Provisioner != old.Provisioner)
        {
            errors.Forbidden(FieldPath.Of("provisioner"), "updates to provisioner are forbidden.");
        }
        if (value.ReclaimPolicy != old.ReclaimPolicy)
        {
            errors.Forbidden(FieldPath.Of("reclaimPolicy"), "updates to reclaimPolicy are forbidden.");
        }
        if (value.VolumeBindingMode != old.VolumeBindingMode)
        {
            errors.Invalid(FieldPath.Of("volumeBindingMode"), value.VolumeBindingMode, FormatRules.Immutable);
        }
    }

    protected override void AddWarnings(ref List<string>? warnings, StorageClass value, StorageClass? old)
    {
        for (var i = 0; i < value.AllowedTopologies.Count; i++)
        {
            var expressions = value.AllowedTopologies[i].MatchLabelExpressions;
            for (var e = 0; e < expressions.Count; e++)
            {
                if (NodeLabels.Deprecation(expressions[e].Key) is { } text)
                {
                    (warnings ??= []).Add($"allowedTopologies[{i}].matchLabelExpressions[{e}].key: {text}");
                }
            }
        }
    }

    private static void Parameters(FieldErrorList errors, ValueMap<string> parameters)
    {
        if (parameters.Count > MaxParameters)
        {
            errors.TooLong(FieldPath.Of("parameters"), MaxParameters);
        }
        long size = 0;
        foreach (var (key, value) in parameters)
        {
            if (key.Length == 0)
            {
                errors.Invalid(FieldPath.Of("parameters"), key, "field can not be empty.");
            }
            size += key.Length + value.Length;
        }
        if (size > MaxParameterBytes)
        {
            errors.TooLong(FieldPath.Of("parameters"), MaxParameterBytes);
        }
    }

    private static void Topology(FieldErrorList errors, ValueList<TopologySelectorTerm> terms, int index, FieldPath path)
    {
        var expressions = terms[index].MatchLabelExpressions;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < expressions.Count; i++)
        {
            var at = path.Child("matchLabelExpressions").Index(i);
            if (expressions[i].Values.IsEmpty)
            {
                errors.Required(at.Child("values"));
            }
            var values = new HashSet<string>(StringComparer.Ordinal);
            for (var v = 0; v < expressions[i].Values.Count; v++)
            {
                if (!values.Add(expressions[i].Values[v]))
                {
                    errors.Duplicate(at.Child("values").Index(v), expressions[i].Values[v]);
                }
            }
            errors.InvalidAll(at.Child("key"), expressions[i].Key, NameRules.QualifiedName(expressions[i].Key));
            if (!keys.Add(expressions[i].Key))
            {
                errors.Duplicate(at.Child("key"), expressions[i].Key);
            }
        }
        // An empty term equals all those that the comparison has not filled in yet.
        var same = expressions.IsEmpty ? terms.Count : 0;
        for (var i = 0; i < index; i++)
        {
            same += terms[i] == terms[index] ? 1 : 0;
        }
        for (; same > 0; same--)
        {
            errors.Duplicate(path.Child("matchLabelExpressions"), "");
        }
    }
}
