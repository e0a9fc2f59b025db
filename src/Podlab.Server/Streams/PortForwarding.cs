using System.Buffers.Binary;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Podlab.Engine;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Runtime;

namespace Podlab.Server.Streams;

/// <summary>Port-forward over one WebSocket: for each port that is asked for, a channel for data and one for errors, each opened by the port's number.</summary>
/// <remarks>Follows staging/src/k8s.io/kubelet/pkg/cri/streaming/portforward/websocket.go (v1.36.3).</remarks>
internal static class PortForwarding
{
    private const int Chunk = 32 * 1024;

    public static async Task RunAsync(Cluster cluster, WebSocket socket, HttpRequest request, CancellationTokenSource end)
    {
        var segments = request.Path.Value!.Trim('/').Split('/');
        var ports = request.Query["ports"].SelectMany(text => (text ?? "").Split(',')).Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToList();
        using var sending = new SemaphoreSlim(1);
        var connections = new List<Stream?>();
        for (var i = 0; i < ports.Count; i++)
        {
            var (data, error) = ((byte)(2 * i), (byte)((2 * i) + 1));
            var header = new byte[3];
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(1), (ushort)ports[i]);
            foreach (var channel in (byte[])[data, error])
            {
                header[0] = channel;
                await SendAsync(socket, sending, header, end.Token);
            }

            connections.Add(await OpenAsync(cluster, socket, sending, segments[3], segments[5], ports[i], error, end.Token));
        }

        var readers = connections.Select((connection, i) => connection is null ? Task.CompletedTask : CopyOutAsync(cluster, connection, socket, sending, (byte)(2 * i), end.Token)).ToList();
        await CopyInAsync(cluster, socket, connections, end.Token);
        await end.CancelAsync();
        await Task.WhenAll(readers);
        foreach (var connection in connections) await OnLoop(cluster, () => connection?.Dispose());
    }

    private static async Task<Stream?> OpenAsync(Cluster cluster, WebSocket socket, SemaphoreSlim sending, string @namespace, string pod, int port, byte error, CancellationToken cancellation)
    {
        var opened = new TaskCompletionSource<Stream>(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Clock.Start(async () =>
        {
            try
            {
                opened.TrySetResult(await cluster.Api.Http.ForwardAsync(@namespace, pod, port, cancellation));
            }
            catch (Exception failure) when (failure is ApiException or RuntimeException or IOException)
            {
                opened.TrySetException(failure);
            }
        });
        try
        {
            return await opened.Task.WaitAsync(cancellation);
        }
        catch (Exception failure) when (failure is ApiException or RuntimeException or IOException)
        {
            await SendAsync(socket, sending, [error, .. Encoding.UTF8.GetBytes(failure.Message)], cancellation);
            return null;
        }
    }

    private static Task OnLoop(Cluster cluster, Action action) => cluster.Clock.InvokeAsync(() =>
    {
        action();
        return true;
    });

    private static async Task CopyInAsync(Cluster cluster, WebSocket socket, List<Stream?> connections, CancellationToken cancellation)
    {
        var buffer = new byte[Chunk];
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var message = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
                if (message.MessageType == WebSocketMessageType.Close) return;
                if (message.Count < 1 || buffer[0] % 2 != 0 || buffer[0] / 2 >= connections.Count || connections[buffer[0] / 2] is not { } connection) continue;
                var bytes = buffer.AsSpan(1, message.Count - 1).ToArray();
                await cluster.Clock.InvokeAsync(() => connection.WriteAsync(bytes, cancellation).AsTask()).Unwrap();
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException)
        {
            // One end has closed.
        }
    }

    private static async Task CopyOutAsync(Cluster cluster, Stream connection, WebSocket socket, SemaphoreSlim sending, byte channel, CancellationToken cancellation)
    {
        var buffer = new byte[Chunk];
        try
        {
            while (true)
            {
                var read = await (await cluster.Clock.InvokeAsync(() => connection.ReadAsync(buffer.AsMemory(), cancellation).AsTask()));
                if (read == 0) return;
                await SendAsync(socket, sending, [channel, .. buffer.AsSpan(0, read)], cancellation);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException)
        {
            // One end has closed.
        }
    }

    private static async Task SendAsync(WebSocket socket, SemaphoreSlim sending, byte[] message, CancellationToken cancellation)
    {
        await sending.WaitAsync(cancellation);
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellation);
        }
        finally
        {
            sending.Release();
        }
    }
}
