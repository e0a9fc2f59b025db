using System.Text.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Untyped;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Plugins.Volumes;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.NodeVolumeLimits;

/// <summary>A CSI driver can attach so many volumes to a node, as the CSINode says.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/nodevolumelimits/csi.go (v1.36.3).</remarks>
internal sealed class NodeVolumeLimitsPlugin(ApiServer api) : IPreFilterPlugin, IFilterPlugin, IEventHints
{
    private static readonly ResourceInfo CsiNodes = ApiServer.ResourceOf(new GroupVersionKind("storage.k8s.io", "v1", "CSINode"));
    private static readonly PluginStatus TooMany = PluginStatus.Unschedulable(PluginNames.NodeVolumeLimits, "node(s) exceed max volume count");
    private static readonly PluginStatus Nothing = PluginStatus.Skip(PluginNames.NodeVolumeLimits);

    public string Name => PluginNames.NodeVolumeLimits;

    public IReadOnlyList<EventHint> Hints { get; } =
    [
        new(EventResource.CsiNode, EventAction.Add | EventAction.UpdateOther),
        new(EventResource.AssignedPod, EventAction.Delete, static (_, change) => ((Pod)change.Old!).Spec.Volumes.Any(volume => volume.PersistentVolumeClaim is not null || volume.Ephemeral is not null || volume.Csi is not null)),
        new(EventResource.PersistentVolumeClaim, EventAction.Add, static (pod, change) => PodClaims.Includes(pod, (PersistentVolumeClaim)change.New!, ephemeral: true)),
    ];

    public PreFilterAnswer PreFilter(CycleState state, PodInfo pod, ClusterCache cache) =>
        PodClaims.Any(pod) ? PreFilterAnswer.AllNodes : new PreFilterAnswer(Nothing);

    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        var limits = LimitsOf(node.Name);
        if (limits.Count == 0) return null;
        var wanted = new SortedSet<(string Driver, string Volume)>();
        Collect(pod, wanted);
        if (wanted.Count == 0) return null;
        var there = new SortedSet<(string Driver, string Volume)>();
        foreach (var other in node.Pods) Collect(other, there);
        foreach (var driver in wanted.Except(there).GroupBy(volume => volume.Driver))
        {
            if (limits.TryGetValue(driver.Key, out var limit) && there.Count(volume => volume.Driver == driver.Key) + driver.Count() > limit) return TooMany;
        }

        return null;
    }

    private SortedDictionary<string, int> LimitsOf(string node)
    {
        var limits = new SortedDictionary<string, int>(StringComparer.Ordinal);
        if (api.Find(CsiNodes, "", node) is not UntypedObject found || found.Field("spec")?.ToElement() is not { ValueKind: JsonValueKind.Object } spec) return limits;
        if (!spec.TryGetProperty("drivers", out var drivers) || drivers.ValueKind != JsonValueKind.Array) return limits;
        foreach (var driver in drivers.EnumerateArray())
        {
            if (driver.TryGetProperty("allocatable", out var allocatable) && allocatable.TryGetProperty("count", out var count))
                limits[driver.GetProperty("name").GetString()!] = count.GetInt32();
        }

        return limits;
    }

    /// <summary>The volumes that a pod's claims stand for; a claim that is still to be provisioned stands for one of its own.</summary>
    private void Collect(PodInfo pod, SortedSet<(string Driver, string Volume)> into)
    {
        foreach (var (name, _) in PodClaims.Names(pod))
        {
            if (api.Of<PersistentVolumeClaim>().Find(pod.Namespace, name) is not { } claim) continue;
            if (claim.Spec.VolumeName is { Length: > 0 } volume)
            {
                if (api.Of<PersistentVolume>().Find("", volume)?.Spec.Csi is { } csi) into.Add((csi.Driver, csi.VolumeHandle));
            }
            else if (claim.Spec.StorageClassName is { Length: > 0 } className && api.Of<StorageClass>().Find("", className) is { } made)
            {
                into.Add((made.Provisioner, $"{pod.Namespace}/{name}"));
            }
        }
    }
}
