using System.Runtime.CompilerServices;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Kubelet;

/// <summary>The pods of each node: one watch and one index for all kubelets of a cluster, so that a change costs the same on one node and on five thousand.</summary>
internal sealed class PodsByNode
{
    private static readonly ConditionalWeakTable<ApiServer, PodsByNode> Known = [];
    private readonly ObjectIndex<Pod> index;
    private readonly Dictionary<string, Action<WatchEvent<Pod>>> handlers = new(StringComparer.Ordinal);

    private PodsByNode(ApiServer api)
    {
        index = api.Of<Pod>().Index(pod => string.IsNullOrEmpty(pod.Spec.NodeName) ? null : pod.Spec.NodeName);
        api.Of<Pod>().Watch(Dispatch);
    }

    public static PodsByNode Of(ApiServer api) => Known.GetValue(api, static server => new PodsByNode(server));

    public IReadOnlyCollection<Pod> Find(string node) => index.Find(node);

    public IDisposable Watch(string node, Action<WatchEvent<Pod>> handler)
    {
        handlers[node] = handler;
        return new Subscription(() => handlers.Remove(node));
    }

    private void Dispatch(WatchEvent<Pod> change)
    {
        if (!string.IsNullOrEmpty(change.Object.Spec.NodeName) && handlers.TryGetValue(change.Object.Spec.NodeName, out var handler)) handler(change);
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
