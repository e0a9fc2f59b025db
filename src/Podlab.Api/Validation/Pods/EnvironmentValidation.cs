using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>Environment variables: names, and values that come from elsewhere.</summary>
internal static class EnvironmentValidation
{
    private static readonly string[] FieldPaths =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ];

    public static void Variables(PodScope scope, ValueList<EnvVar> variables, FieldPath parent)
    {
        if (variables.IsEmpty)
        {
            return;
        }
        var errors = scope.Errors;
        var path = parent.Child("env");
        for (var i = 0; i < variables.Count; i++)
        {
            var variable = variables[i];
            if (variable.Name.Length == 0)
            {
                errors.Required(path.Index(i).Child("name"));
            }
            else if (FormatRules.EnvironmentName(variable.Name) is { Count: > 0 } reasons)
            {
                errors.InvalidAll(path.Index(i).Child("name"), variable.Name, reasons);
            }
            if (variable.ValueFrom is { } source)
            {
                From(scope, variable, source, path.Index(i).Child("valueFrom"));
            }
        }
    }

    public static void Sources(FieldErrorList errors, ValueList<EnvFromSource> sources, FieldPath parent)
    {
        if (sources.IsEmpty)
        {
            return;
        }
        var path = parent.Child("envFrom");
        for (var i = 0; i < sources.Count; i++)
        {
            var source = sources[i];
            var at = path.Index(i);
            if (source.Prefix is { Length: > 0 } prefix)
            {
                errors.InvalidAll(at.Child("prefix"), prefix, FormatRules.EnvironmentName(prefix));
            }
            if (source.ConfigMapRef is { } map)
            {
                Name(errors, at.Child("configMapRef"), map.Name);
            }
            if (source.SecretRef is { } secret)
            {
                Name(errors, at.Child("secretRef"), secret.Name);
            }
            if (source.ConfigMapRef is null && source.SecretRef is null)
            {
                errors.Invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
            }
            else if (source.ConfigMapRef is not null && source.SecretRef is not null)
            {
                errors.Invalid(path, "", "may not have more than one field specified at a time");
            }
        }
    }

    private static void Name(FieldErrorList errors, FieldPath path, string? name)
    {
        if (errors.RequireText(path, "name", name))
        {
            errors.InvalidAll(path.Child("name"), name, NameForm.DnsSubdomain.Check(name!, prefix: true));
        }
    }

    private static void From(PodScope scope, EnvVar variable, EnvVarSource source, FieldPath path)
    {
        var errors = scope.Errors;
        var count = 0;
        if (source.FieldRef is { } field)
        {
            count++;
            DownwardValidation.Field(errors, field, FieldPaths, path.Child("fieldRef"));
        }
        if (source.ResourceFieldRef is { } resource)
        {
            count++;
            DownwardValidation.Resource(errors, resource, path.Child("resourceFieldRef"), inVolume: false);
        }
        if (source.ConfigMapKeyRef is { } map)
        {
            count++;
            Key(errors, path.Child("configMapKeyRef"), map.Name, map.Key);
        }
        if (source.SecretKeyRef is { } secret)
        {
            count++;
            Key(errors, path.Child("secretKeyRef"), secret.Name, secret.Key);
        }
        if (source.FileKeyRef is { } file)
        {
            count++;
            File(scope, file, path.Child("fileKeyRef"));
        }
        if (count == 0)
        {
            errors.Invalid(path, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
        }
        else if (!string.IsNullOrEmpty(variable.Value))
        {
            errors.Invalid(path, "", "may not be specified when `value` is not empty");
        }
        else if (count > 1)
        {
            errors.Invalid(path, "", "may not have more than one field specified at a time");
        }
    }

    private static void Key(FieldErrorList errors, FieldPath path, string? name, string key)
    {
        errors.DnsSubdomain(path, "name", name ?? "");
        if (errors.RequireText(path, "key", key))
        {
            errors.InvalidAll(path.Child("key"), key, FormatRules.ConfigMapKey(key));
        }
    }

    private static void File(PodScope scope, FileKeySelector file, FieldPath path)
    {
        var errors = scope.Errors;
        if (errors.RequireText(path, "key", file.Key))
        {
            errors.InvalidAll(path.Child("key"), file.Key, FormatRules.EnvironmentName(file.Key));
        }
        if (errors.RequireText(path, "volumeName", file.VolumeName))
        {
            if (!scope.Volumes.TryGetValue(file.VolumeName, out var volume))
            {
                errors.NotFound(path.Child("volumeName"), file.VolumeName);
            }
            else if (volume.EmptyDir is null)
            {
                errors.Invalid(path.Child("volumeName"), file.VolumeName, "referenced volume must be of type emptyDir");
            }
        }
        if (errors.RequireText(path, "path", file.Path))
        {
            PathRules.NonReserved(errors, path, "path", file.Path);
        }
    }
}
