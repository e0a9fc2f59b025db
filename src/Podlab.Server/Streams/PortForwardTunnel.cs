using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Podlab.Engine;
using Podlab.Server.Streams.Spdy;

namespace Podlab.Server.Streams;

/// <summary>port-forward as kubectl has done it since v1.31: SPDY inside a WebSocket; each forwarded connection is a pair of streams, one for data, one for errors.</summary>
/// <remarks>Follows staging/src/k8s.io/client-go/tools/portforward/tunneling_dialer.go and kubelet/pkg/cri/streaming/portforward/httpstream.go (v1.36.3).</remarks>
internal sealed class PortForwardTunnel(Cluster cluster, PodAddress pod, CancellationToken stopping)
{
    public const string Protocol = "SPDY/3.1+portforward.k8s.io";

    private readonly Dictionary<string, SpdyStream> waiting = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly List<Task> running = [];

    public async Task RunAsync(WebSocket socket)
    {
        await using var transport = WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: false);
        using var connection = new SpdyConnection(transport, Open);
        try
        {
            await connection.RunAsync(stopping);
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException)
        {
            // The client has gone, does not speak SPDY, or the server is going.
        }

        Task[] ending;
        lock (gate) ending = [.. running];
        await Task.WhenAll(ending);
    }

    /// <summary>Takes a new stream; when its other half is there, the connection to the pod is made. The answer is why it is refused.</summary>
    private string? Open(SpdyStream stream)
    {
        if (!ushort.TryParse(stream.Headers.GetValueOrDefault("port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0) return "\"port\" header is required";
        var type = stream.Headers.GetValueOrDefault("streamtype");
        if (type is not ("data" or "error")) return $"invalid stream type \"{type}\"";
        var isData = type == "data";
        var id = RequestId(stream, isData);
        if (!waiting.Remove(id, out var other))
        {
            waiting.Add(id, stream);
            return null;
        }

        if (other.Headers["streamtype"] == type) return $"{type} stream already assigned";
        var forwarding = isData ? ForwardAsync(stream, other, port) : ForwardAsync(other, stream, port);
        lock (gate)
        {
            running.RemoveAll(task => task.IsCompleted);
            running.Add(forwarding);
        }

        return null;
    }

    /// <summary>Old clients number no requests; their error stream comes right before their data stream.</summary>
    private static string RequestId(SpdyStream stream, bool isData) =>
        stream.Headers.TryGetValue("requestid", out var id) ? id : (isData ? stream.Id - 2 : stream.Id).ToString(CultureInfo.InvariantCulture);

    private async Task ForwardAsync(SpdyStream data, SpdyStream errors, int port)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(data.Broken, stopping);
        try
        {
            var failure = await PortForward.RunAsync(cluster, pod, port, data.Input, bytes => data.WriteAsync(bytes, stopping), end.Token);
            await errors.Input.CompleteAsync();
            if (failure is not null) await errors.WriteAsync(Encoding.UTF8.GetBytes(failure), stopping);
            await data.FinishAsync(stopping);
            await errors.FinishAsync(stopping);
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // Nobody is there to be told.
        }
    }
}
