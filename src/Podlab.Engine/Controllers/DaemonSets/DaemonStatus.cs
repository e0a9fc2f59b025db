using Podlab.Api.Model;
using Podlab.Engine.Controllers.Pods;

namespace Podlab.Engine.Controllers.DaemonSets;

/// <summary>What nodes and pods amount to (updateDaemonSetStatus in pkg/controller/daemon/daemon_controller.go, v1.36.3).</summary>
internal static class DaemonStatus
{
    public static DaemonSetStatus Of(DaemonSet set, string hash, IEnumerable<Node> nodes, List<Pod> pods, DateTimeOffset now)
    {
        var byNode = DaemonSetController.ByNode(pods);
        var placement = new DaemonPlacement(set);
        var (desired, current, misscheduled, ready, available, updated) = (0, 0, 0, 0, 0, 0);
        foreach (var node in nodes)
        {
            var here = byNode.GetValueOrDefault(node.Metadata.Name ?? "") ?? [];
            if (!placement.Judge(node).ShouldRun)
            {
                if (here.Count > 0) misscheduled++;
                continue;
            }

            desired++;
            if (here.Count == 0) continue;
            current++;
            // The one that counts is the oldest of those that are ready, else the oldest.
            var pod = here.Find(one => one.IsReady()) ?? here[0];
            if (pod.IsReady())
            {
                ready++;
                if (pod.IsAvailable(set.Spec.MinReadySeconds, now)) available++;
            }

            if (here[0].Metadata.Labels.GetValueOrDefault(DaemonPlacement.HashLabel) == hash) updated++;
        }

        return set.Status with
        {
            DesiredNumberScheduled = desired,
            CurrentNumberScheduled = current,
            NumberMisscheduled = misscheduled,
            NumberReady = ready,
            NumberAvailable = available,
            NumberUnavailable = desired - available,
            UpdatedNumberScheduled = updated,
            ObservedGeneration = set.Metadata.Generation,
        };
    }
}
