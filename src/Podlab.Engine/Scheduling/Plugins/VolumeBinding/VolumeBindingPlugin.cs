using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Plugins.Volumes;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.VolumeBinding;

/// <summary>Bound claims must be reachable from the node; claims that wait for their first pod must find a volume there, and are bound with the pod.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/volumebinding (v1.36.3).</remarks>
internal sealed class VolumeBindingPlugin(ApiServer api) : IPreFilterPlugin, IFilterPlugin, IPreBindPlugin, IEventHints
{
    private static readonly PluginStatus Nothing = PluginStatus.Skip(PluginNames.VolumeBinding);
    private static readonly PluginStatus WrongNode = Refusal("node(s) didn't match PersistentVolume's node affinity");
    private static readonly PluginStatus NoVolume = Refusal("node(s) didn't find available persistent volumes to bind");
    private static readonly PluginStatus VolumeGone = Refusal("node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)");
    private static readonly PluginStatus WrongNodeAndNoVolume = Refusal([.. WrongNode.Reasons, .. NoVolume.Reasons]);
    private static readonly PluginStatus NoVolumeAndVolumeGone = Refusal([.. NoVolume.Reasons, .. VolumeGone.Reasons]);
    private static readonly PluginStatus Immediate = Refusal("pod has unbound immediate PersistentVolumeClaims");

    private static readonly PluginStatus BeingMade = new(StatusCode.Pending, PluginNames.VolumeBinding, "waiting for the volume to be provisioned");

    private readonly VolumeMatching matching = new(api);

    public string Name => PluginNames.VolumeBinding;

    public IReadOnlyList<EventHint> Hints { get; } =
    [
        new(EventResource.StorageClass, EventAction.Add | EventAction.UpdateOther, static (_, change) =>
            change.Old is not StorageClass old || old.AllowedTopologies != ((StorageClass)change.New!).AllowedTopologies),
        new(EventResource.PersistentVolumeClaim, EventAction.Add | EventAction.UpdateOther, static (pod, change) =>
            PodClaims.Includes(pod, (PersistentVolumeClaim)change.New!, ephemeral: true)),
        new(EventResource.PersistentVolume, EventAction.Add | EventAction.UpdateOther),
        new(EventResource.Node, EventAction.Add | EventAction.UpdateNodeLabel),
        new(EventResource.CsiNode, EventAction.Add),
    ];

    public PreFilterAnswer PreFilter(CycleState state, PodInfo pod, ClusterCache cache)
    {
        if (!PodClaims.Any(pod)) return new PreFilterAnswer(Nothing);
        List<PersistentVolumeClaim> bound = [], waiting = [];
        var immediate = false;
        foreach (var (name, isEphemeral) in PodClaims.Names(pod))
        {
            if (PodClaims.Problem(api, pod, name, isEphemeral, out var claim) is { } problem) return new PreFilterAnswer(Refusal(problem));
            if (VolumeMatching.IsBound(claim!)) bound.Add(claim!);
            else if (string.IsNullOrEmpty(claim!.Spec.VolumeName) && matching.WaitsForFirstConsumer(claim)) waiting.Add(claim);
            else immediate = true;
        }

        if (immediate) return new PreFilterAnswer(Immediate);
        state.Write(StateSlot.VolumeBindingFilter, new Claims(bound, waiting));
        return PreFilterAnswer.AllNodes;
    }

    /// <summary>Bound and unbound claims are looked at both; a node can be refused for either and for both.</summary>
    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        var claims = state.Read<Claims>(StateSlot.VolumeBindingFilter);
        PluginStatus? bound = null;
        foreach (var claim in claims.Bound)
        {
            if (api.Of<PersistentVolume>().Find("", claim.Spec.VolumeName!) is not { } volume) bound = VolumeGone;
            else if (!VolumeMatching.Reaches(volume, node.Node!)) bound = WrongNode;
            if (bound is not null) break;
        }

        if (claims.Waiting.Count == 0 || matching.Match(claims.Waiting, node.Node!) is not null) return bound;
        return bound is null ? NoVolume : ReferenceEquals(bound, WrongNode) ? WrongNodeAndNoVolume : NoVolumeAndVolumeGone;
    }

    public PluginStatus? PreBind(CycleState state, PodInfo pod, NodeInfo node)
    {
        if (state.Find<Claims>(StateSlot.VolumeBindingFilter) is not { Waiting.Count: > 0 } claims) return null;
        if (matching.Match(claims.Waiting, node.Node!) is not { } pairs) return NoVolume;
        try
        {
            foreach (var (claim, volume) in pairs) matching.Bind(claim, volume, node.Name);
            // The pod goes to its node when its provisioner has made the volume.
            return pairs.Any(pair => pair.Volume is null) ? BeingMade : null;
        }
        catch (ApiException refused)
        {
            return PluginStatus.Error(Name, refused.Message);
        }
    }

    private static PluginStatus Refusal(params string[] reasons) => PluginStatus.Unresolvable(PluginNames.VolumeBinding, reasons);

    /// <param name="Waiting">Unbound claims that are bound where their first pod goes.</param>
    private sealed record Claims(List<PersistentVolumeClaim> Bound, List<PersistentVolumeClaim> Waiting);
}
