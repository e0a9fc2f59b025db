using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Describe;

/// <summary>Volumes of a pod or of a pod template.</summary>
internal static class VolumesSection
{
    /// <summary>Kinds whose description is their type and fields: source, description, then title, field and whether a flag.</summary>
    private static readonly (string Source, string Type, (string Title, string Field, string Fallback)[] Fields)[] Plain =
    [
        ("hostPath", "HostPath (bare host directory volume)", [("Path", "path", ""), ("HostPathType", "type", "")]),
        ("gcePersistentDisk", "GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)", [("PDName", "pdName", ""), ("FSType", "fsType", ""), ("Partition", "partition", "0"), ("ReadOnly", "readOnly", "false")]),
        ("awsElasticBlockStore", "AWSElasticBlockStore (a Persistent Disk resource in AWS)", [("VolumeID", "volumeID", ""), ("FSType", "fsType", ""), ("Partition", "partition", "0"), ("ReadOnly", "readOnly", "false")]),
        ("secret", "Secret (a volume populated by a Secret)", [("SecretName", "secretName", ""), ("Optional", "optional", "false")]),
        ("configMap", "ConfigMap (a volume populated by a ConfigMap)", [("Name", "name", ""), ("Optional", "optional", "false")]),
        ("nfs", "NFS (an NFS mount that lasts the lifetime of a pod)", [("Server", "server", ""), ("Path", "path", ""), ("ReadOnly", "readOnly", "false")]),
        ("persistentVolumeClaim", "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)", [("ClaimName", "claimName", ""), ("ReadOnly", "readOnly", "false")]),
        ("image", "Image (a container image or OCI artifact)", [("Reference", "reference", ""), ("PullPolicy", "pullPolicy", "")]),
        ("csi", "CSI (a Container Storage Interface (CSI) volume source)", [("Driver", "driver", ""), ("FSType", "fsType", ""), ("ReadOnly", "readOnly", "false")]),
        ("local", "LocalVolume (a persistent volume backed by local storage on a node)", [("Path", "path", "")]),
        ("iscsi", "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)", [("TargetPortal", "targetPortal", ""), ("IQN", "iqn", ""), ("Lun", "lun", "0"), ("ISCSIInterface", "iscsiInterface", ""), ("FSType", "fsType", ""), ("ReadOnly", "readOnly", "false")]),
    ];

    public static void Write(DescribeWriter w, IEnumerable<JsonNode?> volumes, string space)
    {
        var all = volumes.ToList();
        if (all.Count == 0)
        {
            w.Line($"{space}Volumes:\t<none>");
            return;
        }

        w.Line($"{space}Volumes:");
        foreach (var volume in all)
        {
            w.Line(1, $"{(space.Length > 0 ? " " : "")}{volume.Text("name")}:");
            Source(w, volume);
        }
    }

    /// <summary>The source of a volume or persistent volume.</summary>
    public static void Source(DescribeWriter w, JsonNode? volume)
    {
        foreach (var (source, type, fields) in Plain)
        {
            if (volume.At(source) is not { } found) continue;
            w.Field(2, "Type", type);
            foreach (var (title, field, fallback) in fields) w.Field(2, title, found.Has(field) ? found.Text(field) : fallback);
            return;
        }

        if (volume.At("emptyDir") is { } empty)
        {
            w.Field(2, "Type", "EmptyDir (a temporary directory that shares a pod's lifetime)");
            w.Field(2, "Medium", empty.Text("medium"));
            w.Field(2, "SizeLimit", empty.Text("sizeLimit") is { Length: > 0 } size && size != "0" ? size : "<unset>");
        }
        else if (volume.At("downwardAPI") is { } down)
        {
            w.Line(2, "Type:\tDownwardAPI (a volume populated by information about the pod)\n    Items:");
            Items(w, down);
        }
        else if (volume.At("projected") is { } projected)
        {
            Projected(w, projected);
        }
        else if (volume.At("ephemeral") is { } ephemeral)
        {
            w.Field(2, "Type", "EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)");
            Claim(w, ephemeral.At("volumeClaimTemplate"));
        }
        else
        {
            w.Line(1, "<unknown>");
        }
    }

    private static void Items(DescribeWriter w, JsonNode down)
    {
        foreach (var item in down.Items("items"))
        {
            if (item.Has("fieldRef")) w.Line(3, $"{item.Text("fieldRef", "fieldPath")} -> {item.Text("path")}");
            if (item.Has("resourceFieldRef")) w.Line(3, $"{item.Text("resourceFieldRef", "resource")} -> {item.Text("path")}");
        }
    }

    private static void Projected(DescribeWriter w, JsonNode projected)
    {
        w.Field(2, "Type", "Projected (a volume that contains injected data from multiple sources)");
        foreach (var source in projected.Items("sources"))
        {
            if (source.At("secret") is { } secret)
            {
                w.Field(2, "SecretName", secret.Text("name"));
                w.Field(2, "Optional", secret.True("optional") ? "true" : "false");
            }
            else if (source.Has("downwardAPI"))
            {
                w.Field(2, "DownwardAPI", "true");
            }
            else if (source.At("configMap") is { } map)
            {
                w.Field(2, "ConfigMapName", map.Text("name"));
                w.Field(2, "Optional", map.True("optional") ? "true" : "false");
            }
            else if (source.At("serviceAccountToken") is { } token)
            {
                w.Field(2, "TokenExpirationSeconds", token.Text("expirationSeconds"));
            }
        }
    }

    /// <summary>An ephemeral volume's claim; its request is not shown, as it is no claim yet.</summary>
    private static void Claim(DescribeWriter w, JsonNode? claim)
    {
        w.Field(2, "StorageClass", claim.Text("spec", "storageClassName"));
        w.Field(2, "Volume", claim.Text("spec", "volumeName"));
        w.Labels("Labels", claim.At("metadata", "labels"), "    ", "\t    ");
        w.Raw("    ");
        w.Labels("Annotations", claim.At("metadata", "annotations"), "", "\t    ");
        w.Field(2, "Capacity", "");
        w.Field(2, "Access Modes", "");
        w.Field(2, "VolumeMode", claim.Text("spec", "volumeMode") is { Length: > 0 } mode ? mode : "Filesystem");
    }
}
