using Podlab.Api.Model;

namespace Podlab.Engine.Kubelet.Containers;

/// <summary>Lets sidecars end after the main containers, the last one first.</summary>
/// <remarks>Follows pkg/kubelet/kuberuntime/kuberuntime_termination_order.go (v1.36.3).</remarks>
internal sealed class TerminationOrder
{
    private readonly Dictionary<string, TaskCompletionSource> ended = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Task>> waitsFor = new(StringComparer.Ordinal);

    public TerminationOrder(PodSpec spec, IReadOnlyCollection<string> running)
    {
        foreach (var name in running) ended[name] = new TaskCompletionSource();
        var before = new List<Task>();
        foreach (var container in spec.Containers)
        {
            if (ended.TryGetValue(container.Name, out var end)) before.Add(end.Task);
        }

        for (var i = spec.InitContainers.Count - 1; i >= 0; i--)
        {
            var container = spec.InitContainers[i];
            if (!container.IsSidecar() || !ended.TryGetValue(container.Name, out var end)) continue;
            waitsFor[container.Name] = [.. before];
            before.Add(end.Task);
        }
    }

    /// <summary>Waits until it is the container's turn, at most its grace period.</summary>
    public async ValueTask WaitAsync(string name, TimeSpan limit, TimeProvider clock)
    {
        if (!waitsFor.TryGetValue(name, out var others) || others.TrueForAll(task => task.IsCompleted)) return;
        using var expiry = new CancellationTokenSource();
        await Task.WhenAny(Task.WhenAll(others), Task.Delay(limit, clock, expiry.Token));
        expiry.Cancel();
    }

    public void MarkEnded(string name)
    {
        if (ended.TryGetValue(name, out var end)) end.TrySetResult();
    }
}
