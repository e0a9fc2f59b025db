using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies.Core;

/// <summary>Config maps: keys of files, at most a mebibyte, and unchangeable where they say so.</summary>
internal sealed class ConfigMapResource : ResourceStrategy<ConfigMap>
{
    protected override void Validate(FieldErrorList errors, ConfigMap value)
    {
        long size = 0;
        foreach (var (key, text) in value.Data)
        {
            DataRules.Key(errors, "data", key);
            if (value.BinaryData.ContainsKey(key))
            {
                errors.Invalid(FieldPath.Of("data").Key(key), key, "duplicate of key present in binaryData");
            }
            size += DataRules.Size(text);
        }
        foreach (var (key, data) in value.BinaryData)
        {
            DataRules.Key(errors, "binaryData", key);
            size += data.ByteLength;
        }
        if (size > DataRules.MaxBytes)
        {
            errors.TooLong(FieldPath.Of(""), DataRules.MaxBytes);
        }
    }

    protected override void ValidateUpdate(FieldErrorList errors, ConfigMap value, ConfigMap old)
    {
        if (old.Immutable == true)
        {
            DataRules.Unchanged(errors, "immutable", value.Immutable == true);
            DataRules.Unchanged(errors, "data", value.Data == old.Data);
            DataRules.Unchanged(errors, "binaryData", value.BinaryData == old.BinaryData);
        }
        Validate(errors, value);
    }
}
