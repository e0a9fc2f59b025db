using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.PersistentVolumes;

/// <summary>
/// Makes volumes out of directories of nodes, for storage classes that name the provisioner of kind and k3s (<c>rancher.io/local-path</c>) or of minikube
/// (<c>k8s.io/minikube-hostpath</c>), and takes them away when their claims are gone and the policy says Delete.
/// </summary>
/// <remarks>Events as sigs.k8s.io/sig-storage-lib-external-provisioner writes them; a volume takes a second to make.</remarks>
internal sealed class LocalPathProvisioner(ControllerContext context) : Controller(context, ControllerName)
{
    public const string ControllerName = "local-path-provisioner";
    private const string LocalPath = "rancher.io/local-path";
    private const string Minikube = "k8s.io/minikube-hostpath";
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, DateTimeOffset> begun = new(StringComparer.Ordinal);

    protected override void Subscribe()
    {
        Watch<PersistentVolumeClaim>((claim, _) => Enqueue(claim), claim => begun.Remove(claim.Metadata.Uid ?? ""));
        Watch<PersistentVolume>((volume, _) => Enqueue(volume), _ => { });
    }

    /// <inheritdoc/>
    protected override void Stopped() => begun.Clear();

    protected override void Reconcile(ObjectKey key)
    {
        if (key.Namespace.Length == 0) Remove(key.Name);
        else if (Context.Of<PersistentVolumeClaim>().Find(key.Namespace, key.Name) is { Metadata.DeletionTimestamp: null } claim) Provision(key, claim);
    }

    private static bool IsOurs(string? provisioner) => provisioner is LocalPath or Minikube;

    private void Remove(string name)
    {
        if (Context.Of<PersistentVolume>().Find("", name) is not { Status.Phase: "Released", Spec.PersistentVolumeReclaimPolicy: "Delete", Metadata.DeletionTimestamp: null } volume) return;
        if (IsOurs(volume.Metadata.Annotations.GetValueOrDefault(VolumeMarks.ProvisionedBy))) Context.Of<PersistentVolume>().Delete("", name, uid: volume.Metadata.Uid);
    }

    private void Provision(ObjectKey key, PersistentVolumeClaim claim)
    {
        if (!string.IsNullOrEmpty(claim.Spec.VolumeName) || !IsOurs(claim.Metadata.Annotations.GetValueOrDefault(VolumeMarks.Provisioner)) || VolumeMarks.ClassOf(Context, claim) is not { } made) return;
        var name = $"pvc-{claim.Metadata.Uid}";
        var node = claim.Metadata.Annotations.GetValueOrDefault(VolumeMarks.SelectedNode);
        if (Context.Of<PersistentVolume>().Find("", name) is not null || (made.VolumeBindingMode == "WaitForFirstConsumer" && node is null)) return;
        IEventRecorder recorder = Context.Recorder(made.Provisioner);
        if (!begun.TryGetValue(claim.Metadata.Uid ?? "", out var start))
        {
            begun[claim.Metadata.Uid ?? ""] = start = Now;
            recorder.Event(claim, "Normal", "Provisioning", $"External provisioner is provisioning volume for claim \"{key}\"");
        }

        if (start + Work > Now)
        {
            EnqueueAfter(key, start + Work - Now);
            return;
        }

        if (Problem(claim, made, node) is { } problem)
        {
            recorder.Event(claim, "Warning", "ProvisioningFailed", $"failed to provision volume with StorageClass \"{made.Metadata.Name}\": {problem}");
            throw ApiException.Internal(problem);
        }

        Context.Of<PersistentVolume>().Create(Volume(claim, made, name, node), ControllerName);
        recorder.Event(claim, "Normal", "ProvisioningSucceeded", $"Successfully provisioned volume {name}");
    }

    private static string? Problem(PersistentVolumeClaim claim, StorageClass made, string? node)
    {
        if (made.Provisioner != LocalPath) return null;
        if (claim.Spec.Selector is not null) return "claim.Spec.Selector is not supported";
        if (claim.Spec.AccessModes.Any(mode => mode is not ("ReadWriteOnce" or "ReadWriteOncePod"))) return "NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes";
        return node is null ? "configuration error, no node was specified" : null;
    }

    private static PersistentVolume Volume(PersistentVolumeClaim claim, StorageClass made, string name, string? node)
    {
        var local = made.Provisioner == LocalPath;
        var path = local
            ? string.Create(CultureInfo.InvariantCulture, $"/var/local-path-provisioner/{name}_{claim.Metadata.Namespace}_{claim.Metadata.Name}")
            : $"/tmp/hostpath-provisioner/{claim.Metadata.Namespace}/{claim.Metadata.Name}";
        return new PersistentVolume
        {
            Metadata = new ObjectMeta { Name = name, Annotations = ValueMap.Of((VolumeMarks.ProvisionedBy, made.Provisioner)) },
            Spec = new PersistentVolumeSpec
            {
                AccessModes = claim.Spec.AccessModes,
                Capacity = ValueMap.Of(("storage", claim.Spec.Resources.Requests.GetValueOrDefault("storage") ?? Quantity.Zero)),
                ClaimRef = VolumeMarks.ReferenceTo(claim),
                HostPath = new HostPathVolumeSource { Path = path, Type = "DirectoryOrCreate" },
                NodeAffinity = local ? new VolumeNodeAffinity { Required = new NodeSelector { NodeSelectorTerms = [new NodeSelectorTerm { MatchExpressions = [new NodeSelectorRequirement { Key = "kubernetes.io/hostname", Operator = "In", Values = [node!] }] }] } } : null,
                PersistentVolumeReclaimPolicy = made.ReclaimPolicy ?? "Delete",
                StorageClassName = made.Metadata.Name,
                VolumeMode = claim.Spec.VolumeMode,
                MountOptions = made.MountOptions,
            },
        };
    }
}
