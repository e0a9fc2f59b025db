using System.Text;

namespace Podlab.Engine.Kubelet.Probes;

/// <summary>A health check over gRPC (grpc.health.v1.Health/Check), in as much HTTP/2 as one call needs.</summary>
internal static class GrpcHealth
{
    private const int FrameHead = 9;
    private const byte Data = 0, Headers = 1, Settings = 4, Ping = 6, GoAway = 7;

    public static async ValueTask<ProbeOutcome> CheckAsync(KubeletContext context, Stream stream, string service, string address, TimeSpan timeout)
    {
        using var expiry = new CancellationTokenSource(timeout, context.Clock);
        try
        {
            await stream.WriteAsync(Request(service, address), expiry.Token);
            await stream.FlushAsync(expiry.Token);
            while (true)
            {
                var head = await ReadExactAsync(stream, FrameHead, expiry.Token);
                if (head is null) break;
                var length = (head[0] << 16) | (head[1] << 8) | head[2];
                var payload = length == 0 ? [] : await ReadExactAsync(stream, length, expiry.Token);
                if (payload is null || head[3] == GoAway) break;
                switch (head[3])
                {
                    case Settings when (head[4] & 1) == 0:
                        await stream.WriteAsync(Frame(Settings, 1, 0, []), expiry.Token);
                        break;
                    case Ping when (head[4] & 1) == 0:
                        await stream.WriteAsync(Frame(Ping, 1, 0, payload), expiry.Token);
                        break;
                    case Data when length >= 7:
                        return Judge(payload[^1]);
                    case Headers when (head[4] & 1) != 0:
                        return new ProbeOutcome(ProbeResult.Failure, "error: this server does not implement the grpc health protocol (grpc.health.v1.Health)");
                }
            }
        }
        catch (OperationCanceledException)
        {
            return new ProbeOutcome(ProbeResult.Failure, $"timeout: health rpc did not complete within {ProbeHandlers.Seconds(timeout)}s");
        }
        catch (IOException)
        {
            // Answered below: the server does not speak HTTP/2.
        }

        return new ProbeOutcome(ProbeResult.Failure, $"timeout: failed to connect service \"{address}\" within {ProbeHandlers.Seconds(timeout)}s: context deadline exceeded");
    }

    private static ProbeOutcome Judge(byte status) => status == 1
        ? new ProbeOutcome(ProbeResult.Success, "service healthy")
        : new ProbeOutcome(ProbeResult.Failure, $"service unhealthy (responded with \"{status switch { 2 => "NOT_SERVING", 3 => "SERVICE_UNKNOWN", _ => "UNKNOWN" }}\")");

    private static byte[] Request(string service, string address)
    {
        var bytes = new List<byte>();
        bytes.AddRange("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        bytes.AddRange(Frame(Settings, 0, 0, []));
        var headers = new List<byte>();
        Literal(headers, ":method", "POST");
        Literal(headers, ":scheme", "http");
        Literal(headers, ":path", "/grpc.health.v1.Health/Check");
        Literal(headers, ":authority", address);
        Literal(headers, "content-type", "application/grpc");
        Literal(headers, "user-agent", "kube-probe/1.36");
        Literal(headers, "te", "trailers");
        bytes.AddRange(Frame(Headers, 4, 1, [.. headers]));
        var name = Encoding.UTF8.GetBytes(service);
        byte[] message = name.Length == 0 ? [] : [0x0A, (byte)name.Length, .. name];
        bytes.AddRange(Frame(Data, 1, 1, [0, 0, 0, 0, (byte)message.Length, .. message]));
        return [.. bytes];
    }

    /// <summary>A header field without indexing and without Huffman's code (RFC 7541, 6.2.2).</summary>
    private static void Literal(List<byte> target, string name, string value)
    {
        target.Add(0);
        target.Add((byte)name.Length);
        target.AddRange(Encoding.ASCII.GetBytes(name));
        target.Add((byte)value.Length);
        target.AddRange(Encoding.ASCII.GetBytes(value));
    }

    private static byte[] Frame(byte type, byte flags, int streamId, byte[] payload) =>
        [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, (byte)(streamId >> 24), (byte)(streamId >> 16), (byte)(streamId >> 8), (byte)streamId, .. payload];

    private static async ValueTask<byte[]?> ReadExactAsync(Stream stream, int count, CancellationToken cancellation)
    {
        var buffer = new byte[count];
        var filled = 0;
        while (filled < count)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellation);
            if (read == 0) return null;
            filled += read;
        }

        return buffer;
    }
}
