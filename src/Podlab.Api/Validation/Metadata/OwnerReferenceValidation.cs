using Podlab.Api.Model;

namespace Podlab.Api.Validation;

/// <summary>Owners are named in full, are no Events, and only one of them controls.</summary>
internal static class OwnerReferenceValidation
{
    public static void Validate(FieldErrorList errors, ValueList<OwnerReference> owners, FieldPath path)
    {
        var controller = "";
        foreach (var owner in owners)
        {
            One(errors, owner, path);
            if (owner.Controller != true)
            {
                continue;
            }
            if (controller.Length > 0)
            {
                errors.Invalid(path, GoJson.Of(writer => Write(writer, owners)),
                    $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {owner.Kind}/{owner.Name}");
            }
            else
            {
                controller = $"{owner.Kind}/{owner.Name}";
            }
        }
    }

    private static void One(FieldErrorList errors, OwnerReference owner, FieldPath path)
    {
        var version = owner.ApiVersion[(owner.ApiVersion.IndexOf('/') + 1)..];
        if (version.Length == 0 || owner.ApiVersion.Count(c => c == '/') > 1)
        {
            errors.Invalid(path.Child("apiVersion"), owner.ApiVersion, "version must not be empty");
        }
        NotEmpty(errors, owner.Kind, path, "kind");
        NotEmpty(errors, owner.Name, path, "name");
        NotEmpty(errors, owner.Uid, path, "uid");
        if (owner is { ApiVersion: "v1", Kind: "Event" })
        {
            errors.Invalid(path, GoJson.Of(writer => Write(writer, owner)), "/v1, Kind=Event is disallowed from being an owner");
        }
    }

    private static void NotEmpty(FieldErrorList errors, string value, FieldPath path, string name)
    {
        if (value.Length == 0)
        {
            errors.Invalid(path.Child(name), value, "must not be empty");
        }
    }

    private static void Write(System.Text.Json.Utf8JsonWriter writer, ValueList<OwnerReference> owners)
    {
        writer.WriteStartArray();
        foreach (var owner in owners)
        {
            Write(writer, owner);
        }
        writer.WriteEndArray();
    }

    private static void Write(System.Text.Json.Utf8JsonWriter writer, OwnerReference owner)
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion", owner.ApiVersion);
        writer.WriteString("kind", owner.Kind);
        writer.WriteString("name", owner.Name);
        writer.WriteString("uid", owner.Uid);
        if (owner.Controller is { } controller)
        {
            writer.WriteBoolean("controller", controller);
        }
        if (owner.BlockOwnerDeletion is { } block)
        {
            writer.WriteBoolean("blockOwnerDeletion", block);
        }
        writer.WriteEndObject();
    }
}
