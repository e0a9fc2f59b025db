using Podlab.Api.Model;
using Podlab.Api.Validation.Pods;

namespace Podlab.Api.Validation.Storage;

/// <summary>Sources of persistent volumes, exactly one.</summary>
internal static class PersistentSources
{
    public static void Validate(FieldErrorList errors, PersistentVolumeSpec spec, string name, FieldPath path)
    {
        var count = new SourceCount(errors, path);
        if (spec.HostPath is { } host && count.First("hostPath"))
        {
            VolumeSources.HostPath(errors, host, path.Child("hostPath"));
        }
        if (spec.GcePersistentDisk is { } gce && count.First("gcePersistentDisk"))
        {
            errors.RequireText(path.Child("persistentDisk"), "pdName", gce.PdName);
            VolumeSources.Partition(errors, path.Child("persistentDisk"), gce.Partition);
        }
        if (spec.AwsElasticBlockStore is { } aws && count.First("awsElasticBlockStore"))
        {
            errors.RequireText(path.Child("awsElasticBlockStore"), "volumeID", aws.VolumeID);
            VolumeSources.Partition(errors, path.Child("awsElasticBlockStore"), aws.Partition);
        }
        if (spec.Glusterfs is { } gluster && count.First("glusterfs"))
        {
            errors.RequireText(path.Child("glusterfs"), "endpoints", gluster.Endpoints);
            errors.RequireText(path.Child("glusterfs"), "path", gluster.Path);
            if (gluster.EndpointsNamespace is { } space)
            {
                EndpointsNamespace(errors, space, path.Child("glusterfs"));
            }
        }
        if (spec.Flocker is { } flocker && count.First("flocker"))
        {
            VolumeSources.Flocker(errors, flocker, path.Child("flocker"));
        }
        if (spec.Nfs is { } nfs && count.First("nfs"))
        {
            VolumeSources.Nfs(errors, nfs, path.Child("nfs"));
        }
        if (spec.Rbd is { } rbd && count.First("rbd"))
        {
            Monitors(errors, path.Child("rbd"), rbd.Monitors);
            errors.RequireText(path.Child("rbd"), "image", rbd.Image);
        }
        if (spec.Quobyte is { } quobyte && count.First("quobyte"))
        {
            VolumeSources.Quobyte(errors, quobyte, path.Child("quobyte"));
        }
        if (spec.Cephfs is { } ceph && count.First("cephfs", "cephFS"))
        {
            Monitors(errors, path.Child("cephfs"), ceph.Monitors);
        }
        if (spec.Iscsi is { } iscsi && count.First("iscsi"))
        {
            Iscsi(errors, iscsi, name, path.Child("iscsi"));
        }
        Later(errors, spec, path, ref count);
        if (count.IsEmpty)
        {
            errors.Required(path, "must specify a volume type");
        }
    }

    private static void Later(FieldErrorList errors, PersistentVolumeSpec spec, FieldPath path, ref SourceCount count)
    {
        if (spec.Cinder is { } cinder && count.First("cinder"))
        {
            errors.RequireText(path.Child("cinder"), "volumeID", cinder.VolumeID);
            if (cinder.SecretRef is { } secret)
            {
                errors.RequireText(path.Child("cinder", "secretRef"), "name", secret.Name);
                errors.RequireText(path.Child("cinder", "secretRef"), "namespace", secret.Namespace);
            }
        }
        if (spec.Fc is { } fc && count.First("fc"))
        {
            VolumeSources.FibreChannel(errors, fc, path.Child("fc"));
        }
        // The one source that the server does not count against the others.
        if (spec.FlexVolume is { } flex)
        {
            count.Add();
            errors.RequireText(path.Child("flexVolume"), "driver", flex.Driver);
            VolumeSources.FlexOptions(errors, flex.Options, path.Child("flexVolume"));
        }
        if (spec.AzureFile is { } file && count.First("azureFile"))
        {
            errors.RequireText(path.Child("azureFile"), "secretName", file.SecretName);
            errors.RequireText(path.Child("azureFile"), "shareName", file.ShareName);
            if (file.SecretNamespace is { Length: 0 })
            {
                errors.Required(path.Child("azureFile", "secretNamespace"));
            }
        }
        if (spec.VsphereVolume is { } vsphere && count.First("vsphereVolume"))
        {
            errors.RequireText(path.Child("vsphereVolume"), "volumePath", vsphere.VolumePath);
        }
        if (spec.PhotonPersistentDisk is { } photon && count.First("photonPersistentDisk"))
        {
            errors.RequireText(path.Child("photonPersistentDisk"), "pdID", photon.PdID);
        }
        if (spec.PortworxVolume is { } portworx && count.First("portworxVolume"))
        {
            errors.RequireText(path.Child("portworxVolume"), "volumeID", portworx.VolumeID);
        }
        if (spec.AzureDisk is { } disk && count.First("azureDisk"))
        {
            VolumeSources.AzureDisk(errors, disk, path.Child("azureDisk"));
        }
        if (spec.ScaleIO is { } scale && count.First("scaleIO"))
        {
            errors.RequireText(path.Child("scaleIO"), "gateway", scale.Gateway);
            errors.RequireText(path.Child("scaleIO"), "system", scale.System);
            errors.RequireText(path.Child("scaleIO"), "volumeName", scale.VolumeName);
        }
        if (spec.Local is { } local && count.First("local"))
        {
            if (errors.RequireText(path.Child("local"), "path", local.Path))
            {
                PathRules.NoBacksteps(errors, path.Child("local"), "path", local.Path);
            }
            if (spec.NodeAffinity?.Required is null)
            {
                errors.Required(path.Child("nodeAffinity"), "Local volume requires node affinity");
            }
        }
        if (spec.Storageos is { } storage && count.First("storageos"))
        {
            StorageOs(errors, storage, path.Child("storageos"));
        }
        if (spec.Csi is { } csi && count.First("csi"))
        {
            Csi(errors, csi, path.Child("csi"));
        }
    }

    private static void Csi(FieldErrorList errors, CSIPersistentVolumeSource csi, FieldPath path)
    {
        VolumeSources.DriverName(errors, csi.Driver, path.Child("driver"));
        errors.RequireText(path, "volumeHandle", csi.VolumeHandle);
        Secret(errors, csi.ControllerPublishSecretRef, path, "controllerPublishSecretRef");
        Secret(errors, csi.ControllerExpandSecretRef, path, "controllerExpandSecretRef");
        Secret(errors, csi.NodePublishSecretRef, path, "nodePublishSecretRef");
        Secret(errors, csi.NodeExpandSecretRef, path, "nodeExpandSecretRef");
    }

    private static void Secret(FieldErrorList errors, SecretReference? secret, FieldPath path, string name)
    {
        if (secret is null)
        {
            return;
        }
        if (errors.RequireText(path.Child(name), "name", secret.Name))
        {
            errors.DnsSubdomain(path.Child(name), "name", secret.Name!);
        }
        if (errors.RequireText(path.Child(name), "namespace", secret.Namespace))
        {
            errors.DnsLabel(path.Child(name), "namespace", secret.Namespace!);
        }
    }

    private static void StorageOs(FieldErrorList errors, StorageOSPersistentVolumeSource storage, FieldPath path)
    {
        if (errors.RequireText(path, "volumeName", storage.VolumeName))
        {
            errors.DnsLabel(path, "volumeName", storage.VolumeName!);
        }
        if (!string.IsNullOrEmpty(storage.VolumeNamespace))
        {
            errors.DnsLabel(path, "volumeNamespace", storage.VolumeNamespace);
        }
        if (storage.SecretRef is { } secret)
        {
            errors.RequireText(path.Child("secretRef"), "name", secret.Name);
            errors.RequireText(path.Child("secretRef"), "namespace", secret.Namespace);
        }
    }

    private static void EndpointsNamespace(FieldErrorList errors, string space, FieldPath path)
    {
        if (space.Length == 0)
        {
            errors.Invalid(path.Child("endpointsNamespace"), space, "if the endpointnamespace is set, it must be a valid namespace name");
        }
        else
        {
            errors.DnsLabel(path, "endpointsNamespace", space);
        }
    }

    private static void Monitors(FieldErrorList errors, FieldPath path, ValueList<string> monitors)
    {
        if (monitors.IsEmpty)
        {
            errors.Required(path.Child("monitors"));
        }
    }

    private static void Iscsi(FieldErrorList errors, ISCSIPersistentVolumeSource iscsi, string name, FieldPath path)
    {
        errors.RequireText(path, "targetPortal", iscsi.TargetPortal);
        if (iscsi.InitiatorName is not null && (name + ":" + iscsi.TargetPortal).Length > 64)
        {
            errors.Invalid(path.Child("targetportal"), iscsi.TargetPortal,
                "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.");
        }
        if (errors.RequireText(path, "iqn", iscsi.Iqn))
        {
            VolumeSources.IscsiName(errors, iscsi.Iqn, path.Child("iqn"), "must be valid format");
        }
        if (iscsi.Lun is < 0 or > 255)
        {
            errors.Invalid(path.Child("lun"), iscsi.Lun, FormatRules.InclusiveRange(0, 255));
        }
        if ((iscsi.ChapAuthDiscovery == true || iscsi.ChapAuthSession == true) && iscsi.SecretRef is null)
        {
            errors.Required(path.Child("secretRef"));
        }
        if (iscsi.SecretRef is { } secret)
        {
            errors.RequireText(path.Child("secretRef"), "name", secret.Name);
        }
        if (iscsi.InitiatorName is { } initiator)
        {
            VolumeSources.IscsiName(errors, initiator, path.Child("initiatorname"), "must be valid format");
        }
    }
}
