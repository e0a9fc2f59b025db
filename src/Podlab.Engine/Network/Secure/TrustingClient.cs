namespace Podlab.Engine.Network.Secure;

/// <summary>The client's side of <see cref="SecureGreeting"/>, for callers that trust whoever answers: probes, the API server's proxy.</summary>
internal static class TrustingClient
{
    /// <summary>The error of a server that answers https in plain, in Go's words.</summary>
    public const string NotSecure = "http: server gave HTTP response to HTTPS client";

    /// <summary>Greets and reads the answer. Null: the server speaks it.</summary>
    public static async ValueTask<string?> GreetAsync(Stream stream, string host, CancellationToken cancellation)
    {
        await stream.WriteAsync(SecureGreeting.Client(host), cancellation);
        await stream.FlushAsync(cancellation);
        var received = new List<byte>();
        var one = new byte[1];
        while (SecureGreeting.Read(received.ToArray()) is null)
        {
            if (await stream.ReadAsync(one, cancellation) == 0) return "EOF";
            received.Add(one[0]);
            if (!SecureGreeting.IsGreeting(received.ToArray())) return NotSecure;
        }

        return null;
    }
}
