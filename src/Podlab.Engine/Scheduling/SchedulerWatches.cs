using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Plugins.DynamicResources;
using Podlab.Engine.Scheduling.Queue;
using Podlab.Engine.Store;

namespace Podlab.Engine.Scheduling;

/// <summary>Turns changes of the API into changes of cache and queue, and into events that wake pods.</summary>
/// <remarks>Follows pkg/scheduler/eventhandlers.go (v1.36.3).</remarks>
internal sealed class SchedulerWatches(ApiServer api, ClusterCache cache, SchedulingQueue queue, Action wake)
{
    private readonly List<IDisposable> subscriptions = [];

    public void Start()
    {
        foreach (var item in api.Of<Namespace>().List()) cache.SetNamespace(item);
        foreach (var node in api.Of<Node>().List()) cache.SetNode(node);
        foreach (var pod in api.Of<Pod>().List()) PodChanged(new WatchEvent<Pod>(StoreChangeType.Added, pod, null));
        On<Namespace>(NamespaceChanged);
        On<Node>(NodeChanged);
        On<Pod>(PodChanged);
        Report<PersistentVolume>(EventResource.PersistentVolume);
        Report<PersistentVolumeClaim>(EventResource.PersistentVolumeClaim);
        Report<StorageClass>(EventResource.StorageClass);
        Report(DeviceKinds.Claims, EventResource.ResourceClaim);
        Report(DeviceKinds.Slices, EventResource.ResourceSlice);
        Report(DeviceKinds.Classes, EventResource.DeviceClass);
        Report(ApiServer.ResourceOf(new GroupVersionKind("storage.k8s.io", "v1", "CSINode")), EventResource.CsiNode);
    }

    public void Stop()
    {
        foreach (var subscription in subscriptions) subscription.Dispose();
        subscriptions.Clear();
    }

    private void On<T>(Action<WatchEvent<T>> handle)
        where T : class, IKubernetesObject<T> => subscriptions.Add(api.Of<T>().Watch(change =>
        {
            handle(change);
            wake();
        }));

    private void Report<T>(EventResource resource)
        where T : class, IKubernetesObject<T> => On<T>(change => queue.Move(EventOf(resource, change, EventAction.UpdateOther)));

    private void Report(ResourceInfo resource, EventResource kind) => subscriptions.Add(api.Watch<IKubernetesObject>(resource, change =>
    {
        queue.Move(EventOf(kind, change, EventAction.UpdateOther));
        wake();
    }));

    private static ClusterEvent EventOf<T>(EventResource resource, WatchEvent<T> change, EventAction update)
        where T : class => change.Type switch
        {
            StoreChangeType.Added => new ClusterEvent(resource, EventAction.Add, null, change.Object),
            StoreChangeType.Modified => new ClusterEvent(resource, update, change.Old, change.Object),
            _ => new ClusterEvent(resource, EventAction.Delete, change.Object, null),
        };

    private void NamespaceChanged(WatchEvent<Namespace> change)
    {
        if (change.Type == StoreChangeType.Deleted) return;
        cache.SetNamespace(change.Object);
        queue.Move(EventOf(EventResource.Namespace, change, EventAction.UpdateOther));
    }

    private void NodeChanged(WatchEvent<Node> change)
    {
        switch (change.Type)
        {
            case StoreChangeType.Deleted:
                cache.RemoveNode(change.Object.Metadata.Name!);
                queue.Move(EventOf(EventResource.Node, change, default));
                return;
            case StoreChangeType.Added:
                cache.SetNode(change.Object);
                queue.Move(EventOf(EventResource.Node, change, default));
                return;
            default:
                cache.SetNode(change.Object);
                var actions = ChangeKinds.OfNode(change.Old!, change.Object);
                if (actions != 0) queue.Move(EventOf(EventResource.Node, change, actions));
                return;
        }
    }

    private void PodChanged(WatchEvent<Pod> change)
    {
        var pod = change.Object;
        var gone = change.Type == StoreChangeType.Deleted || pod.Status.Phase is "Succeeded" or "Failed";
        if (!string.IsNullOrEmpty(pod.Spec.NodeName)) AssignedPodChanged(change, gone);
        else if (gone) WaitingPodGone(pod);
        else if (IsOurs(pod)) WaitingPodChanged(change);
    }

    private static bool IsOurs(Pod pod) => pod.Spec.SchedulerName is null or "" or Scheduler.DefaultName;

    private void AssignedPodChanged(WatchEvent<Pod> change, bool gone)
    {
        var pod = change.Object;
        var uid = pod.Metadata.Uid!;
        if (gone)
        {
            var known = cache.FindPod(uid) is not null;
            cache.RemovePod(uid);
            queue.Delete(uid);
            if (known) queue.Move(new ClusterEvent(EventResource.AssignedPod, EventAction.Delete, pod, null));
            return;
        }

        var wasAssigned = !string.IsNullOrEmpty(change.Old?.Spec.NodeName);
        if (!wasAssigned) queue.Delete(uid);
        if (!ReferenceEquals(cache.FindPod(uid)?.Pod, pod)) cache.SetPod(new PodInfo(pod), pod.Spec.NodeName!);
        if (!wasAssigned) queue.Move(new ClusterEvent(EventResource.AssignedPod, EventAction.Add, null, pod));
        else if (ChangeKinds.OfPod(change.Old!, pod) is var actions and not 0) queue.Move(new ClusterEvent(EventResource.AssignedPod, actions, change.Old, pod));
    }

    private void WaitingPodGone(Pod pod)
    {
        queue.Delete(pod.Metadata.Uid!);
        if (HoldsPlace(pod)) queue.Move(new ClusterEvent(EventResource.AssignedPod, EventAction.Delete, pod, null), pod.Spec.Priority ?? 0);
    }

    private void WaitingPodChanged(WatchEvent<Pod> change)
    {
        var pod = new PodInfo(change.Object);
        if (change.Old is null)
        {
            queue.Add(pod);
            return;
        }

        if (cache.FindPod(pod.Uid) is not null) return;
        var (old, now) = (change.Old, change.Object);
        queue.Update(pod, [.. ChangeKinds.OfWaitingPod(old, now).Select(action => new ClusterEvent(EventResource.TargetPod, action, old, now))]);
        if (old.Status.NominatedNodeName == now.Status.NominatedNodeName) return;
        // Who may not take a held place sees the pod there as if it ran there: giving the place up is leaving, taking it is coming.
        if (HoldsPlace(old)) queue.Move(new ClusterEvent(EventResource.AssignedPod, EventAction.Delete, old, null), old.Spec.Priority ?? 0);
        if (HoldsPlace(now)) queue.Move(new ClusterEvent(EventResource.AssignedPod, EventAction.Add, null, now), now.Spec.Priority ?? 0);
    }

    private static bool HoldsPlace(Pod pod) => !string.IsNullOrEmpty(pod.Status.NominatedNodeName);
}
