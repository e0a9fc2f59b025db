using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Apiserver.Nodes;

/// <summary>What the API server asks of a node's kubelet: logs, commands, streams. All members are called on the event loop.</summary>
public interface INodeConnection
{
    /// <summary>What a container wrote. A container that has not started is a refusal in the kubelet's words.</summary>
    /// <param name="previous">The instance before the present one.</param>
    /// <exception cref="ApiException">BadRequest: <c>container "c" in pod "p" is waiting to start: ContainerCreating</c>.</exception>
    IContainerLog Log(Pod pod, string container, bool previous);

    /// <summary>Whether the container can still write; a followed log ends when it cannot.</summary>
    bool IsRunning(Pod pod, string container);

    /// <summary>Runs a command in a container; the answer is its exit code.</summary>
    /// <exception cref="ApiException">The command cannot be started.</exception>
    ValueTask<int> ExecAsync(Pod pod, string container, ExecRequest request, CancellationToken cancellation);

    /// <summary>Connects streams to the container's first process until it ends.</summary>
    ValueTask AttachAsync(Pod pod, string container, ExecStreams streams, CancellationToken cancellation);

    /// <summary>What the kubelet's own server shows at a path without its leading slash: <c>stats/summary</c>, <c>metrics/resource</c>, <c>pods</c>; null: nothing.</summary>
    ApiResponse? Page(string path) => null;

    /// <summary>A connection to a port in the pod's network.</summary>
    ValueTask<Stream> ForwardAsync(Pod pod, int port, CancellationToken cancellation);
}
