using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Probes;

/// <summary>The probes of one pod and what they found, container instance by container instance.</summary>
internal sealed class PodProbes
{
    private List<ProbeWorker>? workers;
    private List<(ProbeKind Kind, string ContainerId, ProbeResult Result)>? results;

    public IReadOnlyList<ProbeWorker> Workers => workers ?? (IReadOnlyList<ProbeWorker>)[];

    /// <summary>Null: nothing is known of this instance.</summary>
    public ProbeResult? Result(ProbeKind kind, ContainerId container) => Find(kind, container.Value);

    public ProbeResult? Find(ProbeKind kind, ReadOnlySpan<char> containerId)
    {
        if (results is null) return null;
        foreach (var (known, id, result) in results)
        {
            if (known == kind && containerId.SequenceEqual(id)) return result;
        }

        return null;
    }

    /// <returns>Whether it is news.</returns>
    public bool Set(ProbeKind kind, string containerId, ProbeResult result)
    {
        results ??= [];
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].Kind != kind || results[i].ContainerId != containerId) continue;
            if (results[i].Result == result) return false;
            results[i] = (kind, containerId, result);
            return true;
        }

        results.Add((kind, containerId, result));
        return true;
    }

    public void Forget(ProbeKind kind, string containerId) => results?.RemoveAll(entry => entry.Kind == kind && entry.ContainerId == containerId);

    public void Add(ProbeWorker worker) => (workers ??= []).Add(worker);

    public ProbeWorker? Worker(string container, ProbeKind kind)
    {
        if (workers is null) return null;
        foreach (var worker in workers)
        {
            if (worker.Kind == kind && worker.Container.Name == container) return worker;
        }

        return null;
    }

    /// <summary>Ends the probes that could restart a container.</summary>
    public void StopLivenessAndStartup()
    {
        foreach (var worker in Workers)
        {
            if (worker.Kind != ProbeKind.Readiness) worker.Stop();
        }
    }

    public void Stop()
    {
        foreach (var worker in Workers) worker.Stop();
    }
}
