using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Controllers.History;
using Podlab.Engine.Controllers.Pods;

namespace Podlab.Engine.Controllers.StatefulSets;

/// <summary>One step of a StatefulSet towards its pods: what is missing from below, what is too much from above, then what is out of date from above.</summary>
/// <remarks>Follows defaultStatefulSetControl.updateStatefulSet in pkg/controller/statefulset/stateful_set_control.go (v1.36.3).</remarks>
internal sealed class StatefulRollout(StatefulPodControl control, StatefulSet set, ControllerRevision current, ControllerRevision update, List<Pod> pods, DateTimeOffset now)
{
    private readonly int start = set.Spec.Ordinals?.Start ?? 0;
    private readonly int end = (set.Spec.Ordinals?.Start ?? 0) + (set.Spec.Replicas ?? 1);
    private readonly bool oneByOne = set.Spec.PodManagementPolicy != "Parallel";

    public void Step()
    {
        var byOrdinal = new SortedDictionary<int, Pod>();
        foreach (var pod in pods)
        {
            if (StatefulPods.OrdinalOf(set, pod) is { } ordinal) byOrdinal[ordinal] = pod;
        }

        var wanted = Enumerable.Range(start, end - start).Select(ordinal => (Ordinal: ordinal, Pod: byOrdinal.GetValueOrDefault(ordinal))).ToList();
        var condemned = byOrdinal.Where(entry => entry.Key < start || entry.Key >= end).Select(entry => entry.Value).Reverse().ToList();
        var firstUnhealthy = wanted.Select(place => place.Pod).Concat(condemned.AsEnumerable().Reverse()).FirstOrDefault(pod => pod is not null && !IsHealthy(pod));
        if (ForAll(wanted, place => Fill(place.Ordinal, place.Pod))) return;
        foreach (var pod in condemned) control.KeepClaims(set, pod);
        if (ForAll(condemned, pod => Remove(pod, firstUnhealthy))) return;
        if (set.Spec.UpdateStrategy.Type != "OnDelete") Replace(byOrdinal);
    }

    private static bool IsHealthy(Pod? pod) => pod is { Status.Phase: "Running", Metadata.DeletionTimestamp: null } && pod.IsReady();

    private bool IsAvailable(Pod pod) => IsHealthy(pod) && pod.IsAvailable(set.Spec.MinReadySeconds, now);

    /// <summary>
    /// One after the other until the first that has to be waited for; in parallel all of them, in batches of 1, 2, 4 … of which the first with a refusal is the last. Says whether the step ends here.
    /// </summary>
    private bool ForAll<T>(List<T> items, Func<T, bool> act)
    {
        if (oneByOne) return items.Exists(item => act(item));
        for (var (first, batch) = (0, 1); first < items.Count; first += batch, batch = Math.Min(2 * batch, PodControl.Burst))
        {
            ApiException? failure = null;
            foreach (var item in items.Skip(first).Take(batch))
            {
                try
                {
                    act(item);
                }
                catch (ApiException exception)
                {
                    failure ??= exception;
                }
            }

            if (failure is not null) throw failure;
        }

        return false;
    }

    /// <summary>Whether, one by one, the step ends here.</summary>
    private bool Fill(int ordinal, Pod? pod)
    {
        if (pod is { Status.Phase: "Failed" or "Succeeded" })
        {
            if (pod.Metadata.DeletionTimestamp is null) control.Delete(set, pod);
            return true;
        }

        if (pod is null)
        {
            var made = Make(ordinal);
            if (!control.HasStaleClaim(set, made)) control.Create(set, made);
            return true;
        }

        if (pod.Status.Phase == "Pending") control.Supply(set, pod);
        if (oneByOne && (!IsHealthy(pod) || !IsAvailable(pod))) return true;
        control.Mend(set, pod);
        return false;
    }

    /// <summary>Below the partition pods keep the revision they had.</summary>
    private Pod Make(int ordinal)
    {
        var keepsCurrent = set.Spec.UpdateStrategy is { Type: "RollingUpdate", RollingUpdate: { } rolling } && ordinal < start + (rolling.Partition ?? 0);
        return keepsCurrent
            ? StatefulPods.Make(set, RevisionHistory.Template(current), current.Metadata.Name ?? "", ordinal)
            : StatefulPods.Make(set, set.Spec.Template, update.Metadata.Name ?? "", ordinal);
    }

    private bool Remove(Pod pod, Pod? firstUnhealthy)
    {
        if (pod.Metadata.DeletionTimestamp is not null) return true;
        if (oneByOne && !IsAvailable(pod) && pod != firstUnhealthy) return true;
        control.Delete(set, pod);
        return true;
    }

    private void Replace(SortedDictionary<int, Pod> byOrdinal)
    {
        for (var ordinal = end - 1; ordinal >= start + (set.Spec.UpdateStrategy.RollingUpdate?.Partition ?? 0); ordinal--)
        {
            if (!byOrdinal.TryGetValue(ordinal, out var pod)) return;
            if (pod.Metadata.Labels.GetValueOrDefault(StatefulPods.RevisionLabel) != update.Metadata.Name && pod.Metadata.DeletionTimestamp is null)
            {
                control.Delete(set, pod);
                return;
            }

            if (!IsAvailable(pod)) return;
        }
    }
}
