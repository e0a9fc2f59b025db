using System.Net.WebSockets;

namespace Podlab.Server.Streams;

/// <summary>Ends a WebSocket so that the other side has read everything: a socket that is dropped with a read under way resets the connection and loses what was sent.</summary>
internal static class SocketEnd
{
    /// <summary>How long the other side has to close its half.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="reading">Ends when the other side has closed, or is gone.</param>
    public static async Task CloseAsync(WebSocket socket, Task reading, CancellationToken stopping)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stopping);
            await reading.WaitAsync(Patience, stopping);
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException or TimeoutException)
        {
            // It has been given its chance.
        }
    }
}
