using Podlab.Engine.Runtime;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>A way to an API server: the one in the process, or a real one over HTTPS. The kubectl in the process knows nothing else of the cluster.</summary>
public interface IApiTransport
{
    /// <summary>The clock by which the client tells ages and waits: virtual for the engine, the machine's for a real cluster.</summary>
    TimeProvider Clock { get; }

    /// <summary>The server's address as messages show it.</summary>
    Uri Server { get; }

    /// <summary>Another number says that the server may have other resources than before: kinds have been defined or taken back.</summary>
    int DiscoveryRevision => 0;

    ValueTask<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellation = default);

    /// <summary>exec and attach: connects the streams until the command ends. The answer is the Status that the server sends on its error channel (exit code in details.causes).</summary>
    ValueTask<ApiResponse> ConnectAsync(ApiRequest request, ExecStreams streams, CancellationToken cancellation = default);

    /// <summary>port-forward: one connection to one port of a pod.</summary>
    ValueTask<Stream> ForwardAsync(string @namespace, string pod, int port, CancellationToken cancellation = default);
}
