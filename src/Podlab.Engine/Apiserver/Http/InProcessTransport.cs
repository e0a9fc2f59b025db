using Podlab.Engine.Faults;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>The way to the API of a cluster in the same process. Answers come at once; streams go on in the cluster's time. To be used on its event loop, or while that rests.</summary>
public sealed class InProcessTransport(ApiServer server) : IApiTransport
{
    public TimeProvider Clock => server.Clock;

    public Uri Server { get; } = new("https://podlab.local:6443");

    public int DiscoveryRevision => server.CustomKinds.Revision;

    public ValueTask<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellation = default) =>
        server.Faults is { IsIdle: false } faults ? SendAsync(request, faults.DelayOf(request), cancellation) : AnswerAsync(request, cancellation);

    private ValueTask<ApiResponse> AnswerAsync(ApiRequest request, CancellationToken cancellation) =>
        HttpDoor.IsProxied(request) ? server.Http.ProxyAsync(request, cancellation) : ValueTask.FromResult(server.Http.Answer(request));

    /// <summary>Over a wire on which something is wrong.</summary>
    private async ValueTask<ApiResponse> SendAsync(ApiRequest request, TimeSpan delay, CancellationToken cancellation)
    {
        if (delay > TimeSpan.Zero) await Task.Delay(delay, Clock, cancellation);
        try
        {
            return await AnswerAsync(request, cancellation);
        }
        catch (ConnectionLostException lost)
        {
            throw new HttpRequestException(lost.Message, lost);
        }
    }

    public async ValueTask<ApiResponse> ConnectAsync(ApiRequest request, ExecStreams streams, CancellationToken cancellation = default)
    {
        try
        {
            var status = await server.Http.ConnectAsync(request, streams, cancellation);
            return ObjectEncoding.Status(status, []);
        }
        catch (ConnectionLostException lost)
        {
            throw new HttpRequestException(lost.Message, lost);
        }
        catch (ApiException refusal)
        {
            return ObjectEncoding.Status(refusal.Status, []);
        }
    }

    public ValueTask<Stream> ForwardAsync(string @namespace, string pod, int port, CancellationToken cancellation = default) =>
        server.Http.ForwardAsync(@namespace, pod, port, cancellation);
}
