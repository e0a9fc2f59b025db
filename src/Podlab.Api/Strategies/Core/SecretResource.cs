using System.Text;
using System.Text.Json;
using Podlab.Api.Defaulting;
using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies.Core;

/// <summary>Secrets: each type has keys that it needs.</summary>
/// <remarks>Follows pkg/apis/core/validation/validation.go, ValidateSecret (v1.36.3).</remarks>
internal sealed class SecretResource : ResourceStrategy<Secret>
{
    private const string ServiceAccountName = "kubernetes.io/service-account.name";

    /// <summary>Texts given as such are bytes like the others, and go over them.</summary>
    protected override Secret Default(Secret value)
    {
        var data = value.Data;
        foreach (var (key, text) in value.StringData)
        {
            data = (data.IsAbsent ? ValueMap<Base64Data>.Empty : data).Set(key, Base64Data.FromBytes(Encoding.UTF8.GetBytes(text)));
        }
        return value with { Data = data, StringData = default, Type = value.Type.Or("Opaque") };
    }

    protected override Secret PrepareForUpdate(Secret value, Secret old) => string.IsNullOrEmpty(value.Type) ? value with { Type = old.Type } : value;

    protected override void Validate(FieldErrorList errors, Secret value)
    {
        long size = 0;
        foreach (var (key, data) in value.Data)
        {
            DataRules.Key(errors, "data", key);
            size += data.ByteLength;
        }
        if (size > DataRules.MaxBytes)
        {
            errors.TooLong(FieldPath.Of("data"), DataRules.MaxBytes);
        }
        switch (value.Type)
        {
            case "kubernetes.io/service-account-token":
                if (string.IsNullOrEmpty(value.Metadata.Annotations.GetValueOrDefault(ServiceAccountName)))
                {
                    errors.Required(FieldPath.Metadata.Child("annotations").Key(ServiceAccountName));
                }
                break;
            case "kubernetes.io/dockercfg":
                Docker(errors, value, ".dockercfg");
                break;
            case "kubernetes.io/dockerconfigjson":
                Docker(errors, value, ".dockerconfigjson");
                break;
            case "kubernetes.io/basic-auth" when !value.Data.ContainsKey("username") && !value.Data.ContainsKey("password"):
                Need(errors, value, "username");
                Need(errors, value, "password");
                break;
            case "kubernetes.io/ssh-auth" when value.Data.GetValueOrDefault("ssh-privatekey").ByteLength == 0:
                errors.Required(FieldPath.Of("data").Key("ssh-privatekey"));
                break;
            case "kubernetes.io/tls":
                Need(errors, value, "tls.crt");
                Need(errors, value, "tls.key");
                break;
        }
    }

    protected override void ValidateUpdate(FieldErrorList errors, Secret value, Secret old)
    {
        if (value.Type != old.Type)
        {
            errors.Invalid(FieldPath.Of("type"), value.Type, FormatRules.Immutable);
        }
        if (old.Immutable == true)
        {
            DataRules.Unchanged(errors, "immutable", value.Immutable == true);
            DataRules.Unchanged(errors, "data", value.Data == old.Data);
        }
        Validate(errors, value);
    }

    protected override void AddWarnings(ref List<string>? warnings, Secret value, Secret? old)
    {
        if (value.Type != "kubernetes.io/tls" || (old is not null && old.Data == value.Data))
        {
            return;
        }
        if (!HasPem(value, "tls.crt"))
        {
            (warnings ??= []).Add("tls: failed to find any PEM data in certificate input");
        }
        else if (!HasPem(value, "tls.key"))
        {
            (warnings ??= []).Add("tls: failed to find any PEM data in key input");
        }
    }

    private static bool HasPem(Secret secret, string key) =>
        secret.Data.TryGetValue(key, out var data) && Encoding.ASCII.GetString(data.ToBytes()).Contains("-----BEGIN ", StringComparison.Ordinal);

    private static void Need(FieldErrorList errors, Secret secret, string key)
    {
        if (!secret.Data.ContainsKey(key))
        {
            errors.Required(FieldPath.Of("data").Key(key));
        }
    }

    private static void Docker(FieldErrorList errors, Secret secret, string key)
    {
        if (!secret.Data.TryGetValue(key, out var data))
        {
            errors.Required(FieldPath.Of("data").Key(key));
            return;
        }
        if (JsonComplaint(data.ToBytes()) is { } complaint)
        {
            errors.Invalid(FieldPath.Of("data").Key(key), "<secret contents redacted>", complaint);
        }
    }

    /// <summary>What Go's decoder says of bytes that are no JSON object; null for one.</summary>
    private static string? JsonComplaint(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object or JsonValueKind.Null => null,
                JsonValueKind.Array => "json: cannot unmarshal array into Go value of type map[string]interface {}",
                JsonValueKind.String => "json: cannot unmarshal string into Go value of type map[string]interface {}",
                JsonValueKind.Number => "json: cannot unmarshal number into Go value of type map[string]interface {}",
                _ => "json: cannot unmarshal bool into Go value of type map[string]interface {}",
            };
        }
        catch (JsonException exception)
        {
            var at = (int)(exception.BytePositionInLine ?? 0);
            return bytes.AsSpan().Trim(" \t\r\n"u8).IsEmpty || at >= bytes.Length ? "unexpected end of JSON input"
                : $"invalid character '{(char)bytes[at]}' looking for beginning of value";
        }
    }
}
