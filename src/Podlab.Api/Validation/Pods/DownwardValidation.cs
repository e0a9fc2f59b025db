using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>References from a container to fields and resources of its own pod.</summary>
internal static class DownwardValidation
{
    private static readonly string[] Resources =
        ["limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"];

    private static readonly string[] ByteDivisors = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

    public static void Field(FieldErrorList errors, ObjectFieldSelector reference, ReadOnlySpan<string> supported, FieldPath path)
    {
        if (!errors.RequireText(path, "apiVersion", reference.ApiVersion) || !errors.RequireText(path, "fieldPath", reference.FieldPath))
        {
            return;
        }
        var (name, subscript) = Split(reference.FieldPath);
        if (Unsupported(reference.ApiVersion!, reference.FieldPath, name, subscript) is { } reason)
        {
            errors.Invalid(path.Child("fieldPath"), reference.FieldPath, "error converting fieldPath: " + reason);
            return;
        }
        name = name == "spec.host" ? "spec.nodeName" : name;
        if (subscript is not null)
        {
            errors.QualifiedName(path, name == "metadata.annotations" ? subscript.ToLowerInvariant() : subscript);
        }
        else if (!supported.Contains(name))
        {
            errors.NotSupported(path.Child("fieldPath"), name, supported);
        }
    }

    public static void Resource(FieldErrorList errors, ResourceFieldSelector reference, FieldPath path, bool inVolume)
    {
        var resource = reference.Resource;
        if (inVolume && string.IsNullOrEmpty(reference.ContainerName))
        {
            errors.Required(path.Child("containerName"));
        }
        else if (resource.Length == 0)
        {
            errors.Required(path.Child("resource"));
        }
        else if (!Resources.Contains(resource) && !IsHugePages(resource))
        {
            errors.NotSupported(path.Child("resource"), resource, Resources);
        }
        Divisor(errors, resource, reference.Divisor ?? Quantity.Zero, path);
    }

    private static bool IsHugePages(string resource) =>
        resource.StartsWith("requests.hugepages-", StringComparison.Ordinal) || resource.StartsWith("limits.hugepages-", StringComparison.Ordinal);

    private static void Divisor(FieldErrorList errors, string resource, Quantity divisor, FieldPath path)
    {
        if (divisor.IsZero)
        {
            return;
        }
        var kind = resource switch
        {
            "limits.cpu" or "requests.cpu" => "cpu",
            "limits.memory" or "requests.memory" => "memory",
            "limits.ephemeral-storage" or "requests.ephemeral-storage" => "local ephemeral storage",
            _ => IsHugePages(resource) ? "hugepages" : null,
        };
        var text = divisor.ToString();
        if (kind == "cpu" ? text is "1" or "1m" : kind is null || ByteDivisors.Contains(text))
        {
            return;
        }
        var choices = kind == "cpu" ? "1m and 1" : string.Join(", ", ByteDivisors);
        errors.Invalid(path.Child("divisor"), resource, $"only divisor's values {choices} are supported with the {kind} resource");
    }

    /// <summary><c>metadata.labels['app']</c> is a name and a subscript.</summary>
    private static (string Name, string? Subscript) Split(string path)
    {
        if (!path.EndsWith("']", StringComparison.Ordinal))
        {
            return (path, null);
        }
        var start = path.IndexOf("['", StringComparison.Ordinal);
        return start <= 0 ? (path, null) : (path[..start], path[(start + 2)..^2]);
    }

    private static string? Unsupported(string version, string label, string name, string? subscript)
    {
        if (version != "v1")
        {
            return "unsupported pod version: " + version;
        }
        if (subscript is not null)
        {
            return name is "metadata.annotations" or "metadata.labels" ? null : "field label does not support subscript: " + label;
        }
        return name is "metadata.annotations" or "metadata.labels" or "metadata.name" or "metadata.namespace" or "metadata.uid"
            or "spec.nodeName" or "spec.restartPolicy" or "spec.serviceAccountName" or "spec.schedulerName" or "spec.hostNetwork" or "spec.host"
            or "status.phase" or "status.hostIP" or "status.hostIPs" or "status.podIP" or "status.podIPs" or "status.nominatedNodeName"
            ? null : "field label not supported: " + label;
    }
}
