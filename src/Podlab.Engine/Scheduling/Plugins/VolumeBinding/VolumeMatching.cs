using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Scheduling.Matching;

namespace Podlab.Engine.Scheduling.Plugins.VolumeBinding;

/// <summary>Which volume a claim gets on a node: the smallest that satisfies it, or a new one where the class can make it.</summary>
/// <remarks>Follows staging/src/k8s.io/component-helpers/storage/volume/pv_helpers.go and volumebinding/binder.go (v1.36.3).</remarks>
internal sealed class VolumeMatching(ApiServer api)
{
    private const string NoProvisioner = "kubernetes.io/no-provisioner";
    private const string BindCompleted = "pv.kubernetes.io/bind-completed";
    private const string BoundByController = "pv.kubernetes.io/bound-by-controller";
    private const string SelectedNode = "volume.kubernetes.io/selected-node";

    public static bool IsBound(PersistentVolumeClaim claim) => !string.IsNullOrEmpty(claim.Spec.VolumeName) && claim.Metadata.Annotations.ContainsKey(BindCompleted);

    public static bool Reaches(PersistentVolume volume, Node node) =>
        volume.Spec.NodeAffinity?.Required is not { } required || NodeSelectors.Matches(required, node);

    public bool WaitsForFirstConsumer(PersistentVolumeClaim claim) => ClassOf(claim)?.VolumeBindingMode == "WaitForFirstConsumer";

    /// <summary>A volume for each claim, null in the pair where one will be made; null where a claim goes empty.</summary>
    public IReadOnlyList<(PersistentVolumeClaim Claim, PersistentVolume? Volume)>? Match(IReadOnlyList<PersistentVolumeClaim> claims, Node node)
    {
        var pairs = new List<(PersistentVolumeClaim, PersistentVolume?)>(claims.Count);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var claim in claims.OrderBy(Wanted))
        {
            var isBeingMade = claim.Metadata.Annotations.ContainsKey(SelectedNode);
            var volume = isBeingMade ? null : Smallest(claim, node, taken);
            if (volume is null && !CanProvision(claim, node)) return null;
            if (volume is not null) taken.Add(volume.Metadata.Name!);
            pairs.Add((claim, volume));
        }

        return pairs;
    }

    /// <summary>Writes both sides of the pair; a claim without a volume is told its node, so that its provisioner can begin.</summary>
    public void Bind(PersistentVolumeClaim claim, PersistentVolume? volume, string node)
    {
        var claims = api.Of<PersistentVolumeClaim>();
        var current = claims.Get(claim.Metadata.Namespace!, claim.Metadata.Name!);
        if (volume is null)
        {
            if (current.Metadata.Annotations.GetValueOrDefault(SelectedNode) != node) claims.Update(current with { Metadata = current.Metadata with { Annotations = current.Metadata.Annotations.Set(SelectedNode, node) } });
            return;
        }

        var reference = new ObjectReference
        {
            ApiVersion = "v1",
            Kind = "PersistentVolumeClaim",
            Namespace = current.Metadata.Namespace,
            Name = current.Metadata.Name,
            Uid = current.Metadata.Uid,
        };
        var volumes = api.Of<PersistentVolume>();
        var fresh = volumes.Get("", volume.Metadata.Name!);
        volumes.Update(fresh with
        {
            // A volume that was meant for the claim from the start was not bound by us.
            Metadata = fresh.Spec.ClaimRef is null ? fresh.Metadata with { Annotations = fresh.Metadata.Annotations.Set(BoundByController, "yes") } : fresh.Metadata,
            Spec = fresh.Spec with { ClaimRef = reference },
        });
        claims.Update(current with
        {
            Metadata = current.Metadata with { Annotations = current.Metadata.Annotations.Set(BindCompleted, "yes").Set(BoundByController, "yes") },
            Spec = current.Spec with { VolumeName = volume.Metadata.Name },
        });
    }

    private static long Wanted(PersistentVolumeClaim claim) => claim.Spec.Resources.Requests.GetValueOrDefault("storage")?.Value ?? 0;

    private static long Size(PersistentVolume volume) => volume.Spec.Capacity.GetValueOrDefault("storage")?.Value ?? 0;

    private StorageClass? ClassOf(PersistentVolumeClaim claim) =>
        string.IsNullOrEmpty(claim.Spec.StorageClassName) ? null : api.Of<StorageClass>().Find("", claim.Spec.StorageClassName);

    private PersistentVolume? Smallest(PersistentVolumeClaim claim, Node node, HashSet<string> taken)
    {
        PersistentVolume? smallest = null;
        var selector = claim.Spec.Selector is { } wanted ? wanted.ToQuery() : LabelQuery.Everything;
        foreach (var volume in api.Of<PersistentVolume>().List())
        {
            if (taken.Contains(volume.Metadata.Name!) || volume.Metadata.DeletionTimestamp is not null) continue;
            if (volume.Spec.ClaimRef is { } owner && !(owner.Name == claim.Metadata.Name && owner.Namespace == claim.Metadata.Namespace && (string.IsNullOrEmpty(owner.Uid) || owner.Uid == claim.Metadata.Uid))) continue;
            if (Size(volume) < Wanted(claim) || (volume.Spec.VolumeMode ?? "Filesystem") != (claim.Spec.VolumeMode ?? "Filesystem")) continue;
            if ((volume.Spec.StorageClassName ?? "") != (claim.Spec.StorageClassName ?? "")) continue;
            if ((volume.Spec.VolumeAttributesClassName ?? "") != (claim.Spec.VolumeAttributesClassName ?? "")) continue;
            // A volume that was meant for the claim from the start is the only one for it.
            if (volume.Spec.ClaimRef is not null) return Reaches(volume, node) ? volume : null;
            if (!Reaches(volume, node) || volume.Status.Phase is "Released" or "Failed" or "Bound") continue;
            if (!selector.Matches(volume.Metadata.Labels) || !claim.Spec.AccessModes.All(mode => volume.Spec.AccessModes.Contains(mode))) continue;
            if (smallest is null || Size(volume) < Size(smallest)) smallest = volume;
        }

        return smallest;
    }

    /// <summary>Where a volume is being made on another node already, it cannot be made here.</summary>
    private bool CanProvision(PersistentVolumeClaim claim, Node node)
    {
        if (claim.Metadata.Annotations.GetValueOrDefault(SelectedNode) is { } chosen && chosen != node.Metadata.Name) return false;
        if (ClassOf(claim) is not { } made || made.Provisioner.Length == 0 || made.Provisioner == NoProvisioner) return false;
        return made.AllowedTopologies.IsEmpty || made.AllowedTopologies.Any(term => !term.MatchLabelExpressions.IsEmpty && term.MatchLabelExpressions.All(expression =>
            node.Metadata.Labels.TryGetValue(expression.Key, out var value) && expression.Values.Contains(value)));
    }
}
