using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>Projected volumes: several sources into one directory, no path twice.</summary>
internal static class ProjectedValidation
{
    private const long MinTokenSeconds = 10 * 60;
    private const long MaxTokenSeconds = 1L << 32;

    private static readonly string[] FieldPaths = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

    public static void Validate(FieldErrorList errors, ProjectedVolumeSource projected, FieldPath path)
    {
        errors.Mode(path, "defaultMode", projected.DefaultMode);
        var paths = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < projected.Sources.Count; i++)
        {
            Source(errors, projected.Sources[i], path, path.Child("sources").Index(i), paths);
        }
    }

    public static void DownwardFile(FieldErrorList errors, DownwardAPIVolumeFile file, FieldPath path)
    {
        errors.RequireText(path, "path", file.Path);
        PathRules.NonReserved(errors, path, "path", file.Path);
        if (file.FieldRef is { } field)
        {
            DownwardValidation.Field(errors, field, FieldPaths, path.Child("fieldRef"));
            if (file.ResourceFieldRef is not null)
            {
                errors.Invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
            }
        }
        else if (file.ResourceFieldRef is { } resource)
        {
            DownwardValidation.Resource(errors, resource, path.Child("resourceFieldRef"), inVolume: true);
        }
        else
        {
            errors.Required(path, "one of fieldRef and resourceFieldRef is required");
        }
        errors.Mode(path, "mode", file.Mode);
    }

    private static void Source(FieldErrorList errors, VolumeProjection source, FieldPath path, FieldPath at, HashSet<string> paths)
    {
        var count = 0;
        if (source.Secret is { } secret)
        {
            count++;
            Files(errors, secret.Name, secret.Items, path, at.Child("secret"), paths);
        }
        if (source.ConfigMap is { } map)
        {
            count++;
            Files(errors, map.Name, map.Items, path, at.Child("configMap"), paths);
        }
        if (source.DownwardAPI is { } downward)
        {
            count++;
            foreach (var file in downward.Items)
            {
                DownwardFile(errors, file, at.Child("downwardAPI"));
                Once(errors, file.Path, file.Path, path, paths);
            }
        }
        if (source.ServiceAccountToken is { } token)
        {
            count++;
            Token(errors, token, path, at.Child("serviceAccountToken"));
        }
        if (source.ClusterTrustBundle is { } bundle)
        {
            count++;
            TrustBundle(errors, bundle, path, at.Child("clusterTrustBundle"), paths);
        }
        count += source.PodCertificate is null ? 0 : 1;
        if (count > 1)
        {
            errors.Forbidden(at, "may not specify more than 1 volume type per source");
        }
    }

    private static void Files(FieldErrorList errors, string? name, ValueList<KeyToPath> items, FieldPath path, FieldPath at, HashSet<string> paths)
    {
        errors.RequireText(at, "name", name);
        for (var i = 0; i < items.Count; i++)
        {
            VolumeValidation.Item(errors, items[i], at.Child("items").Index(i));
            Once(errors, items[i].Path, name ?? "", path, paths);
        }
    }

    private static void Once(FieldErrorList errors, string file, string said, FieldPath path, HashSet<string> paths)
    {
        if (file.Length > 0 && !paths.Add(file))
        {
            errors.Invalid(path, said, "conflicting duplicate paths");
        }
    }

    private static void Token(FieldErrorList errors, ServiceAccountTokenProjection token, FieldPath path, FieldPath at)
    {
        if (token.ExpirationSeconds < MinTokenSeconds)
        {
            errors.Invalid(at.Child("expirationSeconds"), token.ExpirationSeconds, "may not specify a duration less than 10 minutes");
        }
        if (token.ExpirationSeconds > MaxTokenSeconds)
        {
            errors.Invalid(at.Child("expirationSeconds"), token.ExpirationSeconds, "may not specify a duration larger than 2^32 seconds");
        }
        if (errors.RequireText(path, "path", token.Path))
        {
            PathRules.NonReserved(errors, path, "path", token.Path);
        }
    }

    private static void TrustBundle(FieldErrorList errors, ClusterTrustBundleProjection bundle, FieldPath path, FieldPath at, HashSet<string> paths)
    {
        if (bundle.Name is null && bundle.SignerName is null)
        {
            errors.Required(at, "either name or signerName must be specified");
        }
        else if (bundle.Name is { } name)
        {
            if (bundle.SignerName is not null)
            {
                errors.Invalid(at, InternalForm.Compact("ClusterTrustBundleProjection", bundle.Write), "only one of name and signerName may be used");
            }
            else
            {
                errors.RequireText(at, "name", name, "must be a valid object name");
                foreach (var reason in NameRules.DnsSubdomain(name))
                {
                    errors.Invalid(at.Child("name"), name, "not a valid clustertrustbundlename: " + reason);
                }
            }
        }
        errors.RequireText(at, "path", bundle.Path);
        PathRules.NonReserved(errors, at, "path", bundle.Path);
        if (!paths.Add(bundle.Path))
        {
            errors.Invalid(path, bundle.Path, "conflicting duplicate paths");
        }
    }
}
