using System.Text.RegularExpressions;
using Podlab.Api.Model;
using Podlab.Api.Validation.Pods;

namespace Podlab.Api.Validation.Storage;

/// <summary>Sources that pods' volumes and persistent volumes have in common.</summary>
internal static partial class VolumeSources
{
    public static void HostPath(FieldErrorList errors, HostPathVolumeSource source, FieldPath path)
    {
        if (!errors.RequireText(path, "path", source.Path))
        {
            return;
        }
        PathRules.NoBacksteps(errors, path, "path", source.Path);
        if (source.Type is { } type)
        {
            errors.Supported(path, "type", type, "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");
        }
    }

    public static void DriverName(FieldErrorList errors, string driver, FieldPath path)
    {
        if (driver.Length == 0)
        {
            errors.Required(path);
            return;
        }
        if (driver.Length > 63)
        {
            errors.TooLong(path, 63);
        }
        errors.InvalidAll(path, driver, NameRules.DnsSubdomain(driver.ToLowerInvariant()));
    }

    public static void Nfs(FieldErrorList errors, NFSVolumeSource nfs, FieldPath path)
    {
        errors.RequireText(path, "server", nfs.Server);
        errors.RequireText(path, "path", nfs.Path);
        if (!nfs.Path.StartsWith('/'))
        {
            errors.Invalid(path.Child("path"), nfs.Path, "must be an absolute path");
        }
    }

    public static void Partition(FieldErrorList errors, FieldPath path, int partition)
    {
        if (partition is < 0 or > 255)
        {
            errors.Invalid(path.Child("partition"), partition, FormatRules.InclusiveRange(1, 255));
        }
    }

    public static void FibreChannel(FieldErrorList errors, FCVolumeSource fc, FieldPath path)
    {
        if (fc.TargetWWNs.IsEmpty && fc.Wwids.IsEmpty)
        {
            errors.Required(path.Child("targetWWNs"), "must specify either targetWWNs or wwids, but not both");
        }
        if (!fc.TargetWWNs.IsEmpty && !fc.Wwids.IsEmpty)
        {
            errors.Invalid(path.Child("targetWWNs"), fc.TargetWWNs, "targetWWNs and wwids can not be specified simultaneously");
        }
        if (fc.TargetWWNs.IsEmpty)
        {
            return;
        }
        if (fc.Lun is not { } lun)
        {
            errors.Required(path.Child("lun"), "lun is required if targetWWNs is specified");
        }
        else if (lun is < 0 or > 255)
        {
            errors.Invalid(path.Child("lun"), lun, FormatRules.InclusiveRange(0, 255));
        }
    }

    public static void Quobyte(FieldErrorList errors, QuobyteVolumeSource quobyte, FieldPath path)
    {
        const string pairs = "must be a host:port pair or multiple pairs separated by commas";
        if (quobyte.Registry.Length == 0)
        {
            errors.Required(path.Child("registry"), pairs);
        }
        else if (quobyte.Tenant?.Length >= 65)
        {
            errors.Required(path.Child("tenant"), "must be a UUID and may not exceed a length of 64 characters");
        }
        else
        {
            foreach (var pair in quobyte.Registry.Split(','))
            {
                if (pair.Count(c => c == ':') != 1 && !(pair.StartsWith('[') && pair.Contains("]:", StringComparison.Ordinal)))
                {
                    errors.Invalid(path.Child("registry"), quobyte.Registry, pairs);
                }
            }
        }
        errors.RequireText(path, "volume", quobyte.Volume);
    }

    public static void Flocker(FieldErrorList errors, FlockerVolumeSource flocker, FieldPath path)
    {
        var (name, id) = (flocker.DatasetName ?? "", flocker.DatasetUUID ?? "");
        if (name.Length == 0 && id.Length == 0)
        {
            errors.Required(path, "one of datasetName and datasetUUID is required");
        }
        if (name.Length > 0 && id.Length > 0)
        {
            errors.Invalid(path, "resource", "datasetName and datasetUUID can not be specified simultaneously");
        }
        if (name.Contains('/'))
        {
            errors.Invalid(path.Child("datasetName"), name, "must not contain '/'");
        }
    }

    public static void FlexOptions(FieldErrorList errors, ValueMap<string> options, FieldPath path)
    {
        foreach (var (key, _) in options)
        {
            var slash = key.IndexOf('/');
            var space = "." + (slash < 0 ? key : key[..slash]).ToLowerInvariant();
            if (space.EndsWith(".kubernetes.io", StringComparison.Ordinal) || space.EndsWith(".k8s.io", StringComparison.Ordinal))
            {
                errors.Invalid(path.Child("options").Key(key), key, "kubernetes.io and k8s.io namespaces are reserved");
            }
        }
    }

    public static void AzureDisk(FieldErrorList errors, AzureDiskVolumeSource disk, FieldPath path)
    {
        errors.RequireText(path, "diskName", disk.DiskName);
        errors.RequireText(path, "diskURI", disk.DiskURI);
        if (disk.CachingMode is { } caching)
        {
            errors.Supported(path, "cachingMode", caching, "None", "ReadOnly", "ReadWrite");
        }
        if (disk.Kind is not { } kind)
        {
            return;
        }
        errors.Supported(path, "kind", kind, "Dedicated", "Managed", "Shared");
        if (kind == "Managed" && !disk.DiskURI.StartsWith("/subscriptions/", StringComparison.Ordinal))
        {
            errors.NotSupported(path.Child("diskURI"), disk.DiskURI,
                "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}");
        }
        if (kind != "Managed" && !disk.DiskURI.StartsWith("https://", StringComparison.Ordinal))
        {
            errors.NotSupported(path.Child("diskURI"), disk.DiskURI, "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd");
        }
    }

    /// <param name="hint">Pods' volumes say what the name must start with; persistent volumes do not.</param>
    public static void IscsiName(FieldErrorList errors, string name, FieldPath path, string hint)
    {
        if (!name.StartsWith("iqn", StringComparison.Ordinal) && !name.StartsWith("eui", StringComparison.Ordinal) && !name.StartsWith("naa", StringComparison.Ordinal))
        {
            errors.Invalid(path, name, hint);
        }
        else if (!(name[0] switch { 'i' => Iqn(), 'e' => Eui(), _ => Naa() }).IsMatch(name))
        {
            errors.Invalid(path, name, "must be valid format");
        }
    }

    [GeneratedRegex(@"iqn\.\d{4}-\d{2}\.([a-zA-Z0-9\-.]+)(:[^,;*&$|\s]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Iqn();

    [GeneratedRegex("^eui.[a-zA-Z0-9]{16}$", RegexOptions.CultureInvariant)]
    private static partial Regex Eui();

    [GeneratedRegex("^naa.[a-zA-Z0-9]{32}$", RegexOptions.CultureInvariant)]
    private static partial Regex Naa();
}
