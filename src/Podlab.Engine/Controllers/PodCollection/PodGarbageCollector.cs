using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Pods;

namespace Podlab.Engine.Controllers.PodCollection;

/// <summary>Removes pods that no kubelet will ever remove: of nodes that are gone or out of service, and those deleted before they came to a node.</summary>
/// <remarks>Follows pkg/controller/podgc/gc_controller.go (v1.36.3): every 20 s, and a missing node is believed in after 40 s.</remarks>
internal sealed class PodGarbageCollector(ControllerContext context) : Controller(context, ControllerName)
{
    public const string ControllerName = "pod-garbage-collector-controller";
    private const string OutOfService = "node.kubernetes.io/out-of-service";
    private const int TerminatedPods = 12500;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(40);
    private readonly SortedDictionary<string, DateTimeOffset> missing = new(StringComparer.Ordinal);

    protected override void Subscribe()
    {
        missing.Clear();
        Every(Period, Collect);
    }

    protected override void Reconcile(ObjectKey key)
    {
    }

    private void Collect()
    {
        var pods = Context.Of<Pod>().List().ToArray();
        CollectTerminated(pods);
        CollectOutOfService(pods);
        CollectOrphaned(pods);
        foreach (var pod in pods)
        {
            if (pod.Metadata.DeletionTimestamp is not null && string.IsNullOrEmpty(pod.Spec.NodeName)) Remove(pod);
        }
    }

    private void CollectTerminated(Pod[] pods)
    {
        var ended = pods.Where(pod => pod.Status.Phase is not ("Pending" or "Running" or "Unknown")).OrderBy(pod => pod.Metadata.CreationTimestamp).ToList();
        foreach (var pod in ended.Take(Math.Max(0, ended.Count - TerminatedPods))) Remove(pod);
    }

    private void CollectOutOfService(Pod[] pods)
    {
        foreach (var pod in pods.Where(pod => pod.Metadata.DeletionTimestamp is not null && !string.IsNullOrEmpty(pod.Spec.NodeName)))
        {
            if (Context.Of<Node>().Find("", pod.Spec.NodeName!) is not { } node) continue;
            var ready = node.Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" });
            if (!ready && node.Spec.Taints.Any(taint => taint.Key == OutOfService)) Remove(pod);
        }
    }

    private void CollectOrphaned(Pod[] pods)
    {
        var present = pods.Where(pod => !string.IsNullOrEmpty(pod.Spec.NodeName)).Select(pod => pod.Spec.NodeName!).ToHashSet(StringComparer.Ordinal);
        foreach (var node in missing.Keys.ToArray())
        {
            if (!present.Contains(node) || Context.Of<Node>().Find("", node) is not null) missing.Remove(node);
        }

        foreach (var node in present.Order(StringComparer.Ordinal))
        {
            if (Context.Of<Node>().Find("", node) is null) missing.TryAdd(node, Now);
        }

        foreach (var (node, since) in missing.ToArray())
        {
            if (Now - since < Quarantine) continue;
            foreach (var pod in pods.Where(pod => pod.Spec.NodeName == node))
            {
                Remove(PodDisruptions.Marked(pod, "DeletionByPodGC", "PodGC: node no longer exists", Now));
            }
        }
    }

    /// <summary>First the pod is told failed, then it is deleted: who watches it acts in between.</summary>
    private void Remove(Pod pod)
    {
        try
        {
            if (Context.Of<Pod>().Find(pod.Metadata.Namespace ?? "", pod.Metadata.Name ?? "") is not { } current || current.Metadata.Uid != pod.Metadata.Uid) return;
            if (!current.IsFinished()) Context.Of<Pod>().UpdateStatus(current with { Status = current.Status with { Phase = "Failed", Conditions = pod.Status.Conditions } }, ControllerName);
        }
        catch (ApiException exception) when (exception.IsNotFound || exception.IsConflict)
        {
            // Gone, or looked at again in 20 s.
            return;
        }

        Context.AfterReactions(() => Delete(pod));
    }

    private void Delete(Pod pod)
    {
        try
        {
            Context.Of<Pod>().Delete(pod.Metadata.Namespace ?? "", pod.Metadata.Name ?? "", gracePeriodSeconds: 0, uid: pod.Metadata.Uid);
        }
        catch (ApiException exception) when (exception.IsNotFound || exception.IsConflict)
        {
            // Somebody else was faster.
        }
    }
}
