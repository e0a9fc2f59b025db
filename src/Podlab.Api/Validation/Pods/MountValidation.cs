using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>What of the pod's volumes a container sees, and where.</summary>
internal static class MountValidation
{
    public static void Mounts(PodScope scope, Container container, FieldPath parent)
    {
        if (container.VolumeMounts.IsEmpty)
        {
            return;
        }
        var errors = scope.Errors;
        var path = parent.Child("volumeMounts");
        var points = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < container.VolumeMounts.Count; i++)
        {
            var mount = container.VolumeMounts[i];
            var at = path.Index(i);
            errors.RequireText(at, "name", mount.Name);
            if (!scope.Volumes.TryGetValue(mount.Name, out var volume))
            {
                errors.NotFound(at.Child("name"), mount.Name);
            }
            errors.RequireText(at, "mountPath", mount.MountPath);
            if (!points.Add(mount.MountPath))
            {
                errors.Invalid(at.Child("mountPath"), mount.MountPath, "must be unique");
            }
            AgainstDevices(errors, container, mount, at);
            if (volume?.Image is not null)
            {
                NotInImage(errors, at, "subPath", mount.SubPath);
                NotInImage(errors, at, "subPathExpr", mount.SubPathExpr);
            }
            SubPaths(errors, mount, path, at);
            Propagation(errors, mount, container, path);
            RecursiveReadOnly(errors, mount, path);
        }
    }

    public static void Devices(PodScope scope, Container container, FieldPath parent)
    {
        if (container.VolumeDevices.IsEmpty)
        {
            return;
        }
        var errors = scope.Errors;
        var path = parent.Child("volumeDevices");
        if (!scope.UsesHostUsers)
        {
            errors.Forbidden(path, "when `hostUsers` is false");
        }
        var (paths, names) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < container.VolumeDevices.Count; i++)
        {
            var device = container.VolumeDevices[i];
            var at = path.Index(i);
            errors.RequireText(at, "name", device.Name);
            if (names.Contains(device.Name))
            {
                errors.Invalid(at.Child("name"), device.Name, "must be unique");
            }
            if (!scope.Volumes.TryGetValue(device.Name, out var volume))
            {
                errors.NotFound(at.Child("name"), device.Name);
            }
            else if (volume.PersistentVolumeClaim is null && volume.Ephemeral is null)
            {
                errors.Invalid(at.Child("name"), device.Name, "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
            }
            errors.RequireText(at, "devicePath", device.DevicePath);
            if (paths.Contains(device.DevicePath))
            {
                errors.Invalid(at.Child("devicePath"), device.DevicePath, "must be unique");
            }
            if (PathRules.HasBackstep(device.DevicePath))
            {
                errors.Invalid(at.Child("devicePath"), device.DevicePath, "can not contain backsteps ('..')");
            }
            else
            {
                paths.Add(device.DevicePath);
            }
            AgainstMounts(errors, container, device, at);
            if (device.Name.Length > 0)
            {
                names.Add(device.Name);
            }
        }
    }

    private static void AgainstDevices(FieldErrorList errors, Container container, VolumeMount mount, FieldPath path)
    {
        var (name, point) = (false, false);
        foreach (var device in container.VolumeDevices)
        {
            name |= device.Name == mount.Name;
            point |= device.DevicePath == mount.MountPath;
        }
        if (name)
        {
            errors.Invalid(path.Child("name"), mount.Name, "must not already exist in volumeDevices");
        }
        if (point)
        {
            errors.Invalid(path.Child("mountPath"), mount.MountPath, "must not already exist as a path in volumeDevices");
        }
    }

    private static void AgainstMounts(FieldErrorList errors, Container container, VolumeDevice device, FieldPath path)
    {
        var (name, point) = (false, false);
        foreach (var mount in container.VolumeMounts)
        {
            name |= mount.Name == device.Name;
            point |= mount.MountPath == device.DevicePath;
        }
        if (name)
        {
            errors.Invalid(path.Child("name"), device.Name, "must not already exist in volumeMounts");
        }
        if (point)
        {
            errors.Invalid(path.Child("devicePath"), device.DevicePath, "must not already exist as a path in volumeMounts");
        }
    }

    private static void NotInImage(FieldErrorList errors, FieldPath path, string name, string? value)
    {
        if (name == "subPathExpr" && !string.IsNullOrEmpty(value))
        {
            errors.Invalid(path.Child(name), value, "not allowed in image volume sources");
        }
    }

    private static void SubPaths(FieldErrorList errors, VolumeMount mount, FieldPath path, FieldPath at)
    {
        if (!string.IsNullOrEmpty(mount.SubPath))
        {
            PathRules.Descending(errors, path, "subPath", mount.SubPath);
        }
        if (string.IsNullOrEmpty(mount.SubPathExpr))
        {
            return;
        }
        if (!string.IsNullOrEmpty(mount.SubPath))
        {
            errors.Invalid(at.Child("subPathExpr"), mount.SubPathExpr, "subPathExpr and subPath are mutually exclusive");
        }
        PathRules.Descending(errors, path, "subPathExpr", mount.SubPathExpr);
    }

    private static void Propagation(FieldErrorList errors, VolumeMount mount, Container container, FieldPath path)
    {
        if (mount.MountPropagation is not { } propagation)
        {
            return;
        }
        errors.Supported(path, "mountPropagation", propagation, "Bidirectional", "HostToContainer", "None");
        if (propagation == "Bidirectional" && container.SecurityContext?.Privileged != true)
        {
            errors.Forbidden(path.Child("mountPropagation"), "Bidirectional mount propagation is available only to privileged containers");
        }
    }

    private static void RecursiveReadOnly(FieldErrorList errors, VolumeMount mount, FieldPath path)
    {
        if (mount.RecursiveReadOnly is not { } mode || mode == "Disabled")
        {
            return;
        }
        if (mode is not ("Enabled" or "IfPossible"))
        {
            errors.NotSupported(path.Child("recursiveReadOnly"), mode, "Disabled", "Enabled", "IfPossible");
            return;
        }
        if (!mount.ReadOnly)
        {
            errors.Forbidden(path.Child("recursiveReadOnly"), "may only be specified when readOnly is true");
        }
        if (mount.MountPropagation is not (null or "None"))
        {
            errors.Forbidden(path.Child("recursiveReadOnly"), "may only be specified when mountPropagation is None or not specified");
        }
    }
}
