using Podlab.Engine.Network.Secure;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Servers.Http;

/// <summary>The client's side of what stands for TLS in the simulated network (<see cref="SecureGreeting"/>).</summary>
public static class SecureClient
{
    /// <summary>Greets the server on a connected descriptor. Null: it does not speak TLS.</summary>
    /// <param name="trusted">Certificates in PEM; null: whoever it is, is trusted.</param>
    public static async ValueTask<SecureVerdict?> GreetAsync(Process process, int socket, string serverName, string? trusted)
    {
        if (await process.WriteAsync(socket, SecureGreeting.Client(serverName)) < 0) return null;
        var received = new List<byte>();
        var buffer = new byte[1];
        while (true)
        {
            // No more than the greeting may be taken off the connection.
            var count = await process.ReadAsync(socket, buffer);
            if (count <= 0) return null;
            received.Add(buffer[0]);
            if (!SecureGreeting.IsGreeting(received.ToArray())) return null;
            if (received.Count >= SecureGreeting.HeadLength && SecureGreeting.Read(received.ToArray()) is var (text, _)) return SecureGreeting.Judge(text, serverName, trusted);
        }
    }
}
