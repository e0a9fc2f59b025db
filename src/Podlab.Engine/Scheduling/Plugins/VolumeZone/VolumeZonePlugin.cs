using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Plugins.Volumes;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.VolumeZone;

/// <summary>A bound volume that carries labels of a zone or region keeps its pods there.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/volumezone/volume_zone.go (v1.36.3).</remarks>
internal sealed class VolumeZonePlugin(ApiServer api) : IPreFilterPlugin, IFilterPlugin, IEventHints
{
    private const string BetaPrefix = "failure-domain.beta.kubernetes.io/";
    private const string Prefix = "topology.kubernetes.io/";
    private static readonly string[] Labels = [BetaPrefix + "zone", BetaPrefix + "region", Prefix + "zone", Prefix + "region"];
    private static readonly PluginStatus Refusal = PluginStatus.Unresolvable(PluginNames.VolumeZone, "node(s) had no available volume zone");
    private static readonly PluginStatus Nothing = PluginStatus.Skip(PluginNames.VolumeZone);

    public string Name => PluginNames.VolumeZone;

    public IReadOnlyList<EventHint> Hints { get; } =
    [
        new(EventResource.Node, EventAction.Add | EventAction.UpdateNodeLabel),
        new(EventResource.PersistentVolumeClaim, EventAction.Add | EventAction.UpdateOther, static (pod, change) => PodClaims.Includes(pod, (PersistentVolumeClaim)change.New!)),
        new(EventResource.PersistentVolume, EventAction.Add | EventAction.UpdateOther, static (_, change) =>
            change.Old is not PersistentVolume old || Array.Exists(Labels, label =>
                old.Metadata.Labels.GetValueOrDefault(label) != ((PersistentVolume)change.New!).Metadata.Labels.GetValueOrDefault(label))),
        new(EventResource.StorageClass, EventAction.Add, static (_, change) => ((StorageClass)change.New!).VolumeBindingMode == "WaitForFirstConsumer"),
    ];

    public PreFilterAnswer PreFilter(CycleState state, PodInfo pod, ClusterCache cache)
    {
        if (!PodClaims.Any(pod)) return new PreFilterAnswer(Nothing);
        var wanted = new List<(string Label, HashSet<string> Values)>();
        foreach (var (name, isEphemeral) in PodClaims.Names(pod))
        {
            if (isEphemeral) continue;
            var volume = api.Of<PersistentVolumeClaim>().Find(pod.Namespace, name)?.Spec.VolumeName;
            if (string.IsNullOrEmpty(volume)) continue;
            if (api.Of<PersistentVolume>().Find("", volume) is not { } found)
                return new PreFilterAnswer(PluginStatus.Unresolvable(Name, $"persistentvolume \"{volume}\" not found"));
            foreach (var label in Labels)
            {
                if (!found.Metadata.Labels.TryGetValue(label, out var value)) continue;
                // A label with an empty zone in it is no label.
                var zones = value.Split("__", StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
                if (!zones.Contains("")) wanted.Add((label, zones));
            }
        }

        if (wanted.Count == 0) return new PreFilterAnswer(Nothing);
        state.Write(StateSlot.VolumeZoneFilter, wanted);
        return PreFilterAnswer.AllNodes;
    }

    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        var labels = node.Node!.Metadata.Labels;
        if (!Array.Exists(Labels, label => labels.ContainsKey(label))) return null;
        foreach (var (label, values) in state.Read<List<(string Label, HashSet<string> Values)>>(StateSlot.VolumeZoneFilter))
        {
            var there = labels.GetValueOrDefault(label)
                ?? (label.StartsWith(BetaPrefix, StringComparison.Ordinal) ? labels.GetValueOrDefault(Prefix + label[BetaPrefix.Length..]) : null);
            if (there is null || !values.Contains(there)) return Refusal;
        }

        return null;
    }
}
