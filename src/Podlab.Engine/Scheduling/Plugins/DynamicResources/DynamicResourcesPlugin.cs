using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Untyped;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Matching;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources;

/// <summary>Claims of devices: a node must have free devices for each, and gets them with the pod.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/dynamicresources (v1.36.3).</remarks>
internal sealed class DynamicResourcesPlugin(ApiServer api) : IPreEnqueuePlugin, IPreFilterPlugin, IFilterPlugin, IPostFilterPlugin, IScorePlugin, IPreBindPlugin, IEventHints
{
    private static readonly PluginStatus Nothing = PluginStatus.Skip(PluginNames.DynamicResources);
    private static readonly PluginStatus NoClaims = PluginStatus.Unschedulable(PluginNames.DynamicResources, "no new claims to deallocate");
    private static readonly PluginStatus NoHelp = PluginStatus.Unschedulable(PluginNames.DynamicResources, "still not schedulable");
    private static readonly PluginStatus Deallocated = PluginStatus.Unschedulable(PluginNames.DynamicResources, "deallocation of ResourceClaim completed");
    private static readonly PluginStatus NotAsked = PluginStatus.Error(PluginNames.DynamicResources, "not found");
    private static readonly PluginStatus CannotAllocate = PluginStatus.Unresolvable(PluginNames.DynamicResources, "cannot allocate all claims");
    private static readonly PluginStatus Elsewhere = PluginStatus.Unresolvable(PluginNames.DynamicResources, "resourceclaim not available on the node");
    private static readonly PodClaimState Empty = new([], null);

    public string Name => PluginNames.DynamicResources;

    public IReadOnlyList<EventHint> Hints { get; } =
    [
        new(EventResource.ResourceClaim, EventAction.Add | EventAction.Delete | EventAction.UpdateOther, (pod, change) => ClaimChanged(api, pod, change)),
        new(EventResource.ResourceSlice, EventAction.Add | EventAction.UpdateOther),
        new(EventResource.DeviceClass, EventAction.Add | EventAction.UpdateOther),
        new(EventResource.Node, EventAction.Add | EventAction.UpdateNodeLabel),
        new(EventResource.TargetPod, EventAction.UpdatePodGeneratedResourceClaim),
    ];

    public PluginStatus? PreEnqueue(PodInfo pod)
    {
        if (pod.Pod.Spec.ResourceClaims.IsEmpty) return null;
        foreach (var name in DeviceClaim.NamesOf(pod))
        {
            if (name is null) return PluginStatus.Unresolvable(Name, "waiting for dynamic resource controller to create the resourceclaim");
            if (DeviceClaim.Find(api, pod.Namespace, name) is null) return PluginStatus.Unresolvable(Name, $"resourceclaim \"{name}\" not found");
        }

        return null;
    }

    public PreFilterAnswer PreFilter(CycleState state, PodInfo pod, ClusterCache cache)
    {
        state.Write(StateSlot.DynamicResources, Empty);
        if (pod.Pod.Spec.ResourceClaims.IsEmpty) return new PreFilterAnswer(Nothing);
        var inventory = new DeviceInventory(api);
        var claims = new List<DeviceClaim>();
        foreach (var name in DeviceClaim.NamesOf(pod))
        {
            if (name is null || DeviceClaim.Find(api, pod.Namespace, name) is not { } claim) return Refuse($"resourceclaim \"{name}\" not found");
            if (claim.Value.Metadata.DeletionTimestamp is not null) return Refuse("resourceclaim is being deleted");
            foreach (var option in claim.Requests.SelectMany(request => request.Options))
            {
                if (!claim.IsAllocated && inventory.SelectorsOf(option.DeviceClass) is null)
                    return Refuse($"request {option.Name}: device class {option.DeviceClass} does not exist");
            }

            claims.Add(claim);
        }

        state.Write(StateSlot.DynamicResources, new PodClaimState(claims, inventory));
        return PreFilterAnswer.AllNodes;
    }

    public PluginStatus? Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        var found = state.Read<PodClaimState>(StateSlot.DynamicResources);
        var (claims, inventory) = found;
        var unavailable = claims.Where(claim => claim.NodeSelector is { } nodes && !NodeSelectors.Matches(nodes, node.Node!)).ToList();
        if (unavailable.Count > 0)
        {
            found.Unavailable.UnionWith(unavailable);
            return Elsewhere;
        }

        var open = claims.Where(claim => !claim.IsAllocated).ToList();
        return open.Count == 0 || inventory!.Allocate(open, node.Node!) is not null ? null : CannotAllocate;
    }

    /// <summary>
    /// Gives back the devices of a claim that nobody else uses and that binds the pod to nodes where it cannot run. Where an earlier plugin refused the
    /// pod as a whole, this one was never asked, and its failure ends the phase: preemption is not tried.
    /// </summary>
    public PostFilterAnswer PostFilter(CycleState state, PodInfo pod, Diagnosis diagnosis)
    {
        if (state.Find<PodClaimState>(StateSlot.DynamicResources) is not { } found) return new PostFilterAnswer(NotAsked, null);
        if (found.Claims.Count == 0) return new PostFilterAnswer(NoClaims, null);
        if (found.Claims.Find(claim => found.Unavailable.Contains(claim) && claim.Consumers.All(uid => uid == pod.Uid)) is not { } idle) return new PostFilterAnswer(NoHelp, null);
        try
        {
            ClaimWriter.Deallocate(api, idle);
            return new PostFilterAnswer(Deallocated, null);
        }
        catch (ApiException refused)
        {
            return new PostFilterAnswer(PluginStatus.Error(Name, refused.Message), null);
        }
    }

    public void Score(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores) => scores.Clear();

    public PluginStatus? PreBind(CycleState state, PodInfo pod, NodeInfo node)
    {
        var (claims, inventory) = state.Read<PodClaimState>(StateSlot.DynamicResources);
        if (claims.Count == 0) return null;
        try
        {
            var open = claims.Where(claim => !claim.IsAllocated).ToList();
            var allocated = open.Count == 0 ? [] : inventory!.Allocate(open, node.Node!);
            if (allocated is null) return CannotAllocate;
            foreach (var (claim, devices) in allocated) ClaimWriter.Allocate(api, claim, devices, node.Name, pod);
            foreach (var claim in claims.Where(claim => claim.IsAllocated)) ClaimWriter.Reserve(api, claim, pod);
            return null;
        }
        catch (ApiException refused)
        {
            return PluginStatus.Error(Name, refused.Message);
        }
    }

    /// <summary>Devices that were given back help everybody; else only the pod's own claims do, and only if all of them are there.</summary>
    private static bool ClaimChanged(ApiServer api, PodInfo pod, ClusterEvent change)
    {
        var (old, now) = (change.Old as UntypedObject, change.New as UntypedObject);
        List<string?> names = [.. DeviceClaim.NamesOf(pod)];
        if (names.Exists(name => name is null || DeviceClaim.Find(api, pod.Namespace, name) is null)) return false;
        if (old is not null && DeviceClaim.Of(old).IsAllocated && (now is null || !DeviceClaim.Of(now).IsAllocated)) return true;
        if (now is null || now.Metadata.Namespace != pod.Namespace || !names.Contains(now.Metadata.Name)) return false;
        return old is null || old.Field("status")?.ToElement().GetRawText() != now.Field("status")?.ToElement().GetRawText();
    }

    private PreFilterAnswer Refuse(string why) => new(PluginStatus.Unresolvable(Name, why));

    private sealed record PodClaimState(List<DeviceClaim> Claims, DeviceInventory? Inventory)
    {
        /// <summary>Claims whose devices cannot be used from some node that was looked at.</summary>
        public HashSet<DeviceClaim> Unavailable { get; } = [];
    }
}
