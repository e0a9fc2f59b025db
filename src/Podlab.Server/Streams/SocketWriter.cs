using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Server.Streams;

/// <summary>Watches and followed logs over a WebSocket, as browsers ask for them: a message for each event or piece of the log.</summary>
/// <remarks>Follows staging/src/k8s.io/apiserver/pkg/util/wsstream/stream.go and endpoints/handlers/watch.go HandleWS (v1.36.3).</remarks>
internal static class SocketWriter
{
    private const string Binary = "binary.k8s.io";
    private const string Base64 = "base64.binary.k8s.io";

    public static async Task WriteAsync(HttpContext context, ApiResponse answer, CancellationToken stopping)
    {
        var protocol = context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(name => name is Binary or Base64);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(protocol);
        var reading = DrainAsync(socket, end);
        // Events are JSON; the bytes of a log may be anything.
        var isText = protocol == Base64 || answer.ContentType.StartsWith("application/json", StringComparison.Ordinal);
        try
        {
            await foreach (var piece in answer.Stream!.WithCancellation(end.Token))
            {
                var message = protocol == Base64 ? Encoding.ASCII.GetBytes(Convert.ToBase64String(piece.Span)) : piece;
                await socket.SendAsync(message, isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, end.Token);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException)
        {
            // The client has gone, or the server is going.
        }

        await SocketEnd.CloseAsync(socket, reading, stopping);
        if (!reading.IsCompleted) socket.Abort();
        await reading;
    }

    /// <summary>Nothing is expected from the client but that it closes.</summary>
    private static async Task DrainAsync(WebSocket socket, CancellationTokenSource end)
    {
        var buffer = new byte[1024];
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), end.Token)).MessageType != WebSocketMessageType.Close)
            {
                // Whatever it says.
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException)
        {
            // As good as closed.
        }

        await end.CancelAsync();
    }
}
