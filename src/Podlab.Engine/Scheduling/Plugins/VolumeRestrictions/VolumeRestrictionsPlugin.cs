using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Plugins.Volumes;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.VolumeRestrictions;

/// <summary>Volumes that cannot be shared: claims for one pod only, disks for one node only.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/volumerestrictions/volume_restrictions.go (v1.36.3).</remarks>
internal sealed class VolumeRestrictionsPlugin(ApiServer api) : IPreFilterExtensions, IFilterPlugin, IEventHints
{
    private static readonly PluginStatus DiskConflict = PluginStatus.Unschedulable(PluginNames.VolumeRestrictions, "node(s) had no available disk");
    private static readonly PluginStatus InUse = PluginStatus.Unschedulable(
        PluginNames.VolumeRestrictions, "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod");

    private static readonly PluginStatus Nothing = PluginStatus.Skip(PluginNames.VolumeRestrictions);

    public string Name => PluginNames.VolumeRestrictions;

    public IReadOnlyList<EventHint> Hints { get; } =
    [
        new(EventResource.AssignedPod, EventAction.Delete, static (pod, change) => SharesVolume(pod, (Pod)change.Old!)),
        new(EventResource.Node, EventAction.Add),
        new(EventResource.PersistentVolumeClaim, EventAction.Add, static (pod, change) => PodClaims.Includes(pod, (PersistentVolumeClaim)change.New!)),
    ];

    public PreFilterAnswer PreFilter(CycleState state, PodInfo pod, ClusterCache cache)
    {
        var needsCheck = false;
        foreach (var volume in pod.Pod.Spec.Volumes) needsCheck |= DiskConflicts.Restricts(volume);
        SortedSet<string>? exclusive = null;
        foreach (var (name, isEphemeral) in PodClaims.Names(pod))
        {
            if (isEphemeral) continue;
            if (api.Of<PersistentVolumeClaim>().Find(pod.Namespace, name) is not { } claim)
                return new PreFilterAnswer(PluginStatus.Unresolvable(Name, $"persistentvolumeclaim \"{name}\" not found"));
            if (claim.Spec.AccessModes.Contains("ReadWriteOncePod")) (exclusive ??= new SortedSet<string>(StringComparer.Ordinal)).Add(name);
        }

        var claims = new ExclusiveClaims(exclusive ?? [], pod, cache);
        if (claims.InUse == 0 && !needsCheck) return new PreFilterAnswer(Nothing);
        state.Write(StateSlot.VolumeRestrictionsFilter, claims);
        return PreFilterAnswer.AllNodes;
    }

    public void AddPod(CycleState state, PodInfo pod, PodInfo added, NodeInfo node) => state.Read<ExclusiveClaims>(StateSlot.VolumeRestrictionsFilter).Update(pod, added, 1);

    public void RemovePod(CycleState state, PodInfo pod, PodInfo removed, NodeInfo node) => state.Read<ExclusiveClaims>(StateSlot.VolumeRestrictionsFilter).Update(pod, removed, -1);

    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        foreach (var volume in pod.Pod.Spec.Volumes)
        {
            if (DiskConflicts.Restricts(volume) && DiskConflicts.Conflicts(volume, node)) return DiskConflict;
        }

        return state.Read<ExclusiveClaims>(StateSlot.VolumeRestrictionsFilter).InUse > 0 ? InUse : null;
    }

    /// <summary>Whether a pod that is gone had a disk or a claim that the waiting pod wants. Pods of other namespaces are not looked at.</summary>
    private static bool SharesVolume(PodInfo pod, Pod gone)
    {
        if (gone.Metadata.Namespace != pod.Namespace) return false;
        if (pod.Pod.Spec.Volumes.Any(volume => DiskConflicts.Restricts(volume) && DiskConflicts.Conflicts(volume, gone))) return true;
        var mine = PodClaims.Names(pod).Where(named => !named.IsEphemeral).Select(named => named.Claim).ToHashSet(StringComparer.Ordinal);
        return gone.Spec.Volumes.Any(volume => volume.PersistentVolumeClaim is { } claim && mine.Contains(claim.ClaimName));
    }
}
