using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.Pods;

namespace Podlab.Engine.Controllers.DaemonSets;

/// <summary>One step of replacing daemons of an older template, within maxUnavailable or maxSurge.</summary>
/// <remarks>Follows pkg/controller/daemon/update.go (v1.36.3).</remarks>
internal sealed class DaemonRollout(DaemonSet set, string hash, IEnumerable<Node> nodes, List<Pod> pods, DateTimeOffset now)
{
    private readonly Dictionary<string, List<Pod>> byNode = DaemonSetController.ByNode(pods);

    public static int MaxSurge(DaemonSet set, int desired)
    {
        if (set.Spec.UpdateStrategy is not { Type: "RollingUpdate", RollingUpdate.MaxSurge: { } surge }) return 0;
        return surge.TryScale(desired, roundUp: true, out var value, out _) ? value : 0;
    }

    public ApiException? Step(PodControl control)
    {
        if (set.Spec.UpdateStrategy.Type != "RollingUpdate") return null;
        var placement = new DaemonPlacement(set);
        var desired = nodes.Count(node => placement.Judge(node).ShouldRun);
        var surge = MaxSurge(set, desired);
        if (surge > 0) return Surge(control, placement, surge);
        var unavailable = set.Spec.UpdateStrategy.RollingUpdate?.MaxUnavailable is { } most && most.TryScale(desired, roundUp: true, out var value, out _) ? value : 1;
        foreach (var pod in ToReplace(unavailable).ToList()) control.Delete(pod, set);
        return null;
    }

    private (Pod? New, Pod? Old) OnNode(List<Pod> here)
    {
        var live = here.Where(pod => pod.Metadata.DeletionTimestamp is null).ToList();
        return (live.LastOrDefault(IsNew), live.LastOrDefault(pod => !IsNew(pod)));
    }

    private bool IsNew(Pod pod) => pod.Metadata.Labels.GetValueOrDefault(DaemonPlacement.HashLabel) == hash;

    private bool IsAvailable(Pod pod) => pod.IsAvailable(set.Spec.MinReadySeconds, now);

    private List<Pod> ToReplace(int maxUnavailable)
    {
        var (unavailable, free, costly) = (0, new List<Pod>(), new List<Pod>());
        foreach (var here in byNode.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value))
        {
            var (fresh, old) = OnNode(here);
            if (fresh is not null || old is null)
            {
                if (fresh is null || !IsAvailable(fresh)) unavailable++;
            }
            else if (!IsAvailable(old))
            {
                free.Add(old);
                unavailable++;
            }
            else
            {
                costly.Add(old);
            }
        }

        return [.. free, .. costly.Take(Math.Max(0, maxUnavailable - unavailable))];
    }

    private ApiException? Surge(PodControl control, DaemonPlacement placement, int maxSurge)
    {
        var (surging, free, costly, superfluous) = (0, new List<string>(), new List<string>(), new List<Pod>());
        foreach (var (node, here) in byNode.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var (fresh, old) = OnNode(here);
            if (old is null) continue;
            if (fresh is null)
            {
                if (IsAvailable(old)) costly.Add(node);
                else free.Add(node);
            }
            else if (IsAvailable(fresh))
            {
                superfluous.Add(old);
            }
            else
            {
                surging++;
            }
        }

        foreach (var pod in superfluous) control.Delete(pod, set);
        var next = new Queue<string>(free.Concat(costly.Take(Math.Max(0, maxSurge - surging))));
        control.CreateInBatches(next.Count, () => placement.Make(next.Dequeue(), hash), set, out var failure);
        return failure;
    }
}
