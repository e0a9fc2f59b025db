using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Podlab.Engine;
using Podlab.Engine.Apiserver;

namespace Podlab.Server.Streams;

/// <summary>port-forward as client libraries do it: for each port that is asked for, a channel for data and one for errors, each opened by the port's number.</summary>
/// <remarks>Follows staging/src/k8s.io/kubelet/pkg/cri/streaming/portforward/websocket.go (v1.36.3).</remarks>
internal sealed class PortForwardChannels(Cluster cluster, PodAddress pod, IReadOnlyList<int> ports, CancellationToken stopping)
{
    private const int MostPorts = 100;
    private const int LargestMessage = 64 * 1024;
    private const int MostWaiting = 256 * 1024;

    /// <exception cref="ApiException">BadRequest: no ports, or something else.</exception>
    public static IReadOnlyList<int> Ports(IQueryCollection query)
    {
        var ports = new List<int>();
        foreach (var text in query["ports"].SelectMany(value => (value ?? "").Split(',')))
        {
            if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)) throw ApiException.BadRequest($"unable to parse \"{text}\" as a port");
            if (port < 1) throw ApiException.BadRequest($"port \"{text}\" must be > 0");
            ports.Add(port);
        }

        if (ports.Count is 0 or > MostPorts) throw ApiException.BadRequest("query parameter \"ports\" is required");
        return ports;
    }

    public async Task RunAsync(WebSocket socket)
    {
        using var outbox = new SocketOutbox(socket, stopping);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var pipes = ports.Select(_ => new Pipe(new PipeOptions(pauseWriterThreshold: MostWaiting, resumeWriterThreshold: MostWaiting / 2, useSynchronizationContext: false))).ToArray();
        var forwarding = Enumerable.Range(0, ports.Count).Select(i => ForwardAsync(i, pipes[i].Reader, outbox, end.Token)).ToArray();
        var receiving = ReceiveAsync(socket, pipes);
        // The socket has no message for the end of one connection: when all have ended, it is closed.
        await Task.WhenAny(receiving, Task.WhenAll(forwarding));
        await SocketEnd.CloseAsync(socket, receiving, stopping);
        if (!receiving.IsCompleted) socket.Abort();
        await receiving;
        await end.CancelAsync();
        foreach (var pipe in pipes) await pipe.Writer.CompleteAsync();
        await Task.WhenAll(forwarding);
    }

    private async Task ForwardAsync(int index, PipeReader input, SocketOutbox outbox, CancellationToken cancellation)
    {
        var (data, error) = ((byte)(2 * index), (byte)((2 * index) + 1));
        try
        {
            var number = new byte[2];
            BinaryPrimitives.WriteUInt16LittleEndian(number, (ushort)ports[index]);
            await outbox.SendAsync(data, number);
            await outbox.SendAsync(error, number);
            var failure = await PortForward.RunAsync(cluster, pod, ports[index], input, bytes => outbox.SendAsync(data, bytes), cancellation);
            if (failure is not null) await outbox.SendAsync(error, Encoding.UTF8.GetBytes(failure));
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            await input.CompleteAsync();
        }
    }

    private async Task ReceiveAsync(WebSocket socket, Pipe[] pipes)
    {
        var buffer = new byte[LargestMessage];
        try
        {
            PipeWriter? into = null;
            var isFirst = true;
            while (true)
            {
                var piece = await socket.ReceiveAsync(buffer.AsMemory(), stopping);
                if (piece.MessageType == WebSocketMessageType.Close) return;
                var bytes = buffer.AsMemory(0, piece.Count);
                if (isFirst && piece.Count > 0)
                {
                    into = buffer[0] % 2 == 0 && buffer[0] / 2 < pipes.Length ? pipes[buffer[0] / 2].Writer : null;
                    bytes = bytes[1..];
                }

                if (into is not null && !bytes.IsEmpty) await into.WriteAsync(bytes, stopping);
                isFirst = piece.EndOfMessage;
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException)
        {
            // The client has gone, or the server is going.
        }
    }
}
