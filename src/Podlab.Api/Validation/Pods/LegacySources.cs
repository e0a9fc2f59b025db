using Podlab.Api.Model;
using Podlab.Api.Validation.Storage;

namespace Podlab.Api.Validation.Pods;

/// <summary>Sources of clouds and storage systems of old, in the places where their turn comes.</summary>
internal static class LegacySources
{
    private const string IscsiStart = "must be valid format starting with iqn, eui, or naa";

    public static void BeforeSecret(FieldErrorList errors, Volume volume, FieldPath path, ref SourceCount count)
    {
        if (volume.GcePersistentDisk is { } gce && count.First("gcePersistentDisk"))
        {
            errors.RequireText(path.Child("persistentDisk"), "pdName", gce.PdName);
            VolumeSources.Partition(errors, path.Child("persistentDisk"), gce.Partition);
        }
        if (volume.AwsElasticBlockStore is { } aws && count.First("awsElasticBlockStore"))
        {
            errors.RequireText(path.Child("awsElasticBlockStore"), "volumeID", aws.VolumeID);
            VolumeSources.Partition(errors, path.Child("awsElasticBlockStore"), aws.Partition);
        }
    }

    public static void AfterSecret(FieldErrorList errors, Volume volume, FieldPath path, ref SourceCount count)
    {
        if (volume.Nfs is { } nfs && count.First("nfs"))
        {
            VolumeSources.Nfs(errors, nfs, path.Child("nfs"));
        }
        if (volume.Iscsi is { } iscsi)
        {
            if (count.First("iscsi"))
            {
                Iscsi(errors, iscsi, path.Child("iscsi"));
            }
            if (iscsi.InitiatorName is not null && (volume.Name + ":" + iscsi.TargetPortal).Length > 64)
            {
                errors.Invalid(path.Child("name"), volume.Name,
                    "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.");
            }
        }
        if (volume.Glusterfs is { } gluster && count.First("glusterfs"))
        {
            errors.RequireText(path.Child("glusterfs"), "endpoints", gluster.Endpoints);
            errors.RequireText(path.Child("glusterfs"), "path", gluster.Path);
        }
        if (volume.Flocker is { } flocker && count.First("flocker"))
        {
            VolumeSources.Flocker(errors, flocker, path.Child("flocker"));
        }
    }

    public static void AfterClaim(FieldErrorList errors, Volume volume, FieldPath path, ref SourceCount count)
    {
        if (volume.Rbd is { } rbd && count.First("rbd"))
        {
            Monitors(errors, path.Child("rbd"), rbd.Monitors);
            errors.RequireText(path.Child("rbd"), "image", rbd.Image);
        }
        if (volume.Cinder is { } cinder && count.First("cinder"))
        {
            errors.RequireText(path.Child("cinder"), "volumeID", cinder.VolumeID);
            SecretName(errors, path.Child("cinder"), cinder.SecretRef);
        }
        if (volume.Cephfs is { } ceph && count.First("cephfs", "cephFS"))
        {
            Monitors(errors, path.Child("cephfs"), ceph.Monitors);
        }
        if (volume.Quobyte is { } quobyte && count.First("quobyte"))
        {
            VolumeSources.Quobyte(errors, quobyte, path.Child("quobyte"));
        }
    }

    public static void AfterDownward(FieldErrorList errors, Volume volume, FieldPath path, ref SourceCount count)
    {
        if (volume.Fc is { } fc && count.First("fc"))
        {
            VolumeSources.FibreChannel(errors, fc, path.Child("fc"));
        }
        if (volume.FlexVolume is { } flex && count.First("flexVolume"))
        {
            errors.RequireText(path.Child("flexVolume"), "driver", flex.Driver);
            VolumeSources.FlexOptions(errors, flex.Options, path.Child("flexVolume"));
        }
    }

    public static void AfterConfigMap(FieldErrorList errors, Volume volume, FieldPath path, ref SourceCount count)
    {
        if (volume.AzureFile is { } file && count.First("azureFile"))
        {
            errors.RequireText(path.Child("azureFile"), "secretName", file.SecretName);
            errors.RequireText(path.Child("azureFile"), "shareName", file.ShareName);
        }
        if (volume.VsphereVolume is { } vsphere && count.First("vsphereVolume"))
        {
            errors.RequireText(path.Child("vsphereVolume"), "volumePath", vsphere.VolumePath);
        }
        if (volume.PhotonPersistentDisk is { } photon && count.First("photonPersistentDisk"))
        {
            errors.RequireText(path.Child("photonPersistentDisk"), "pdID", photon.PdID);
        }
        if (volume.PortworxVolume is { } portworx && count.First("portworxVolume"))
        {
            errors.RequireText(path.Child("portworxVolume"), "volumeID", portworx.VolumeID);
        }
        if (volume.AzureDisk is { } disk && count.First("azureDisk"))
        {
            VolumeSources.AzureDisk(errors, disk, path.Child("azureDisk"));
        }
        if (volume.Storageos is { } storage && count.First("storageos"))
        {
            StorageOs(errors, storage, path.Child("storageos"));
        }
    }

    public static void AfterProjected(FieldErrorList errors, Volume volume, FieldPath path, ref SourceCount count)
    {
        if (volume.ScaleIO is { } scale && count.First("scaleIO"))
        {
            var at = path.Child("scaleIO");
            errors.RequireText(at, "gateway", scale.Gateway);
            errors.RequireText(at, "system", scale.System);
            errors.RequireText(at, "volumeName", scale.VolumeName);
        }
    }

    private static void Monitors(FieldErrorList errors, FieldPath path, ValueList<string> monitors)
    {
        if (monitors.IsEmpty)
        {
            errors.Required(path.Child("monitors"));
        }
    }

    private static void SecretName(FieldErrorList errors, FieldPath path, LocalObjectReference? secret)
    {
        if (secret is not null)
        {
            errors.RequireText(path.Child("secretRef"), "name", secret.Name);
        }
    }

    private static void StorageOs(FieldErrorList errors, StorageOSVolumeSource storage, FieldPath path)
    {
        if (errors.RequireText(path, "volumeName", storage.VolumeName))
        {
            errors.DnsLabel(path, "volumeName", storage.VolumeName!);
        }
        if (!string.IsNullOrEmpty(storage.VolumeNamespace))
        {
            errors.DnsLabel(path, "volumeNamespace", storage.VolumeNamespace);
        }
        SecretName(errors, path, storage.SecretRef);
    }

    private static void Iscsi(FieldErrorList errors, ISCSIVolumeSource iscsi, FieldPath path)
    {
        errors.RequireText(path, "targetPortal", iscsi.TargetPortal);
        if (errors.RequireText(path, "iqn", iscsi.Iqn))
        {
            VolumeSources.IscsiName(errors, iscsi.Iqn, path.Child("iqn"), IscsiStart);
        }
        if (iscsi.Lun is < 0 or > 255)
        {
            errors.Invalid(path.Child("lun"), iscsi.Lun, FormatRules.InclusiveRange(0, 255));
        }
        if ((iscsi.ChapAuthDiscovery == true || iscsi.ChapAuthSession == true) && iscsi.SecretRef is null)
        {
            errors.Required(path.Child("secretRef"));
        }
        if (iscsi.InitiatorName is { } initiator)
        {
            VolumeSources.IscsiName(errors, initiator, path.Child("initiatorname"), IscsiStart);
        }
    }
}
