using System.Net.WebSockets;

namespace Podlab.Server.Streams;

/// <summary>Sends messages on a WebSocket one after the other, each with its channel's number in front.</summary>
internal sealed class SocketOutbox(WebSocket socket, CancellationToken stopping) : IDisposable
{
    private readonly SemaphoreSlim sending = new(1);

    public async ValueTask SendAsync(byte channel, ReadOnlyMemory<byte> bytes)
    {
        var message = new byte[bytes.Length + 1];
        message[0] = channel;
        bytes.CopyTo(message.AsMemory(1));
        await sending.WaitAsync(stopping);
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, stopping);
        }
        finally
        {
            sending.Release();
        }
    }

    public void Dispose() => sending.Dispose();
}
