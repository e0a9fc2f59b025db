using Podlab.Api.Model;
using Podlab.Api.Validation.Storage;

namespace Podlab.Api.Validation.Pods;

/// <summary>A pod's volumes: names, exactly one source each, and what the source needs.</summary>
internal static class VolumeValidation
{
    public static void Validate(PodScope scope, FieldPath path)
    {
        var volumes = scope.Spec.Volumes;
        if (volumes.IsEmpty)
        {
            return;
        }
        var created = new HashSet<string>(StringComparer.Ordinal);
        foreach (var volume in volumes)
        {
            if (!string.IsNullOrEmpty(scope.PodName) && volume.Ephemeral is not null)
            {
                created.Add(scope.PodName + "-" + volume.Name);
            }
        }
        for (var i = 0; i < volumes.Count; i++)
        {
            var volume = volumes[i];
            var at = path.Index(i);
            var before = scope.Errors.Count;
            Source(scope, volume, at);
            if (scope.Errors.RequireText(at, "name", volume.Name))
            {
                scope.Errors.DnsLabel(at, "name", volume.Name);
            }
            if (scope.Volumes.ContainsKey(volume.Name))
            {
                scope.Errors.Duplicate(at.Child("name"), volume.Name);
            }
            if (scope.Errors.Count == before)
            {
                scope.Volumes.Add(volume.Name, volume);
            }
            if (volume.PersistentVolumeClaim is { } claim && created.Contains(claim.ClaimName))
            {
                scope.Errors.Invalid(at.Child("persistentVolumeClaim", "claimName"), claim.ClaimName,
                    "must not reference a PVC that gets created for an ephemeral volume");
            }
        }
    }

    private static void Source(PodScope scope, Volume volume, FieldPath path)
    {
        var errors = scope.Errors;
        var count = new SourceCount(errors, path);
        if (volume.EmptyDir is { } empty && count.First("emptyDir") && empty.SizeLimit is { Sign: < 0 })
        {
            errors.Forbidden(path.Child("emptyDir", "sizeLimit"), "SizeLimit field must be a valid resource quantity");
        }
        if (volume.HostPath is { } host && count.First("hostPath"))
        {
            VolumeSources.HostPath(errors, host, path.Child("hostPath"));
        }
        if (volume.GitRepo is { } git && count.First("gitRepo"))
        {
            errors.RequireText(path.Child("gitRepo"), "repository", git.Repository);
            PathRules.Descending(errors, path.Child("gitRepo"), "directory", git.Directory ?? "");
        }
        LegacySources.BeforeSecret(errors, volume, path, ref count);
        if (volume.Secret is { } secret && count.First("secret"))
        {
            var at = path.Child("secret");
            errors.RequireText(at, "secretName", secret.SecretName);
            errors.Mode(at, "defaultMode", secret.DefaultMode);
            Items(errors, secret.Items, at);
        }
        LegacySources.AfterSecret(errors, volume, path, ref count);
        if (volume.PersistentVolumeClaim is { } claim && count.First("persistentVolumeClaim"))
        {
            errors.RequireText(path.Child("persistentVolumeClaim"), "claimName", claim.ClaimName);
        }
        LegacySources.AfterClaim(errors, volume, path, ref count);
        if (volume.DownwardAPI is { } downward && count.First("downwardAPI", "downwarAPI"))
        {
            var at = path.Child("downwardAPI");
            errors.Mode(at, "defaultMode", downward.DefaultMode);
            foreach (var file in downward.Items)
            {
                ProjectedValidation.DownwardFile(errors, file, at);
            }
        }
        LegacySources.AfterDownward(errors, volume, path, ref count);
        if (volume.ConfigMap is { } map && count.First("configMap"))
        {
            var at = path.Child("configMap");
            errors.RequireText(at, "name", map.Name);
            errors.Mode(at, "defaultMode", map.DefaultMode);
            Items(errors, map.Items, at);
        }
        LegacySources.AfterConfigMap(errors, volume, path, ref count);
        if (volume.Projected is { } projected && count.First("projected"))
        {
            ProjectedValidation.Validate(errors, projected, path.Child("projected"));
        }
        LegacySources.AfterProjected(errors, volume, path, ref count);
        Newest(scope, volume, path, ref count);
        if (count.IsEmpty)
        {
            errors.Required(path, "must specify a volume type");
        }
    }

    public static void Items(FieldErrorList errors, ValueList<KeyToPath> items, FieldPath parent)
    {
        for (var i = 0; i < items.Count; i++)
        {
            Item(errors, items[i], parent.Child("items").Index(i));
        }
    }

    public static void Item(FieldErrorList errors, KeyToPath item, FieldPath path)
    {
        errors.RequireText(path, "key", item.Key);
        errors.RequireText(path, "path", item.Path);
        PathRules.NonReserved(errors, path, "path", item.Path);
        errors.Mode(path, "mode", item.Mode);
    }

    private static void Newest(PodScope scope, Volume volume, FieldPath path, ref SourceCount count)
    {
        var errors = scope.Errors;
        if (volume.Csi is { } csi && count.First("csi"))
        {
            var at = path.Child("csi");
            VolumeSources.DriverName(errors, csi.Driver, at.Child("driver"));
            if (csi.NodePublishSecretRef is { } secret && errors.RequireText(at.Child("nodePublishSecretRef"), "name", secret.Name))
            {
                errors.DnsSubdomain(at, "name", secret.Name!);
            }
        }
        if (volume.Ephemeral is { } ephemeral && count.First("ephemeral"))
        {
            Ephemeral(scope, volume, ephemeral, path);
        }
        if (volume.Image is { } image && count.First("image"))
        {
            if (scope.IsPod)
            {
                errors.RequireText(path.Child("image"), "reference", image.Reference);
            }
            ContainerValidation.PullPolicy(errors, path.Child("image"), "pullPolicy", image.PullPolicy);
        }
    }

    private static void Ephemeral(PodScope scope, Volume volume, EphemeralVolumeSource ephemeral, FieldPath path)
    {
        var errors = scope.Errors;
        var at = path.Child("ephemeral").Child("volumeClaimTemplate");
        if (ephemeral.VolumeClaimTemplate is not { } template)
        {
            errors.Required(at);
        }
        else
        {
            TemplateMetadata(errors, template.Metadata, at.Child("metadata"));
            ClaimValidation.Spec(errors, template.Spec, at.Child("spec"));
        }
        if (!string.IsNullOrEmpty(scope.PodName) && volume.Name.Length > 0)
        {
            var name = scope.PodName + "-" + volume.Name;
            foreach (var reason in NameRules.DnsSubdomain(name))
            {
                errors.Invalid(path.Child("name"), volume.Name, $"PVC name {GoText.Quote(name)}: {reason}");
            }
        }
    }

    private static void TemplateMetadata(FieldErrorList errors, ObjectMeta meta, FieldPath path)
    {
        ObjectMetaValidation.Annotations(errors, meta.Annotations, path.Child("annotations"));
        ObjectMetaValidation.Labels(errors, meta.Labels, path.Child("labels"));
        ReadOnlySpan<(bool IsSet, string Field)> others =
        [
            (!string.IsNullOrEmpty(meta.Name), "name"),
            (!string.IsNullOrEmpty(meta.GenerateName), "generateName"),
            (!string.IsNullOrEmpty(meta.Namespace), "namespace"),
            (!string.IsNullOrEmpty(meta.SelfLink), "selfLink"),
            (!string.IsNullOrEmpty(meta.Uid), "uID"),
            (!string.IsNullOrEmpty(meta.ResourceVersion), "resourceVersion"),
            (meta.Generation != 0, "generation"),
            (meta.CreationTimestamp is not null, "creationTimestamp"),
            (meta.DeletionTimestamp is not null, "deletionTimestamp"),
            (meta.DeletionGracePeriodSeconds is not null, "deletionGracePeriodSeconds"),
            (!meta.OwnerReferences.IsAbsent, "ownerReferences"),
            (!meta.Finalizers.IsAbsent, "finalizers"),
            (!meta.ManagedFields.IsAbsent, "managedFields"),
        ];
        foreach (var (isSet, field) in others)
        {
            if (isSet)
            {
                errors.Forbidden(path.Child(field), "cannot be set");
            }
        }
    }
}

/// <summary>Counts the sources of one volume: the first is looked at, each further one refused.</summary>
internal ref struct SourceCount(FieldErrorList errors, FieldPath path)
{
    private int count;

    public readonly bool IsEmpty => count == 0;

    /// <summary>A source that is looked at whatever stands before it.</summary>
    public void Add() => count++;

    /// <param name="said">The name in the refusal, where Kubernetes spells it in another way.</param>
    public bool First(string name, string? said = null)
    {
        if (count++ == 0)
        {
            return true;
        }
        errors.Forbidden(path.Child(said ?? name), "may not specify more than 1 volume type");
        return false;
    }
}
