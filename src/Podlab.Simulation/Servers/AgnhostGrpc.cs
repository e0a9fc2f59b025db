using System.Text;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;

namespace Podlab.Simulation.Servers;

/// <summary>agnhost grpc-health-checking: the health service of gRPC (grpc.health.v1.Health/Check), and over HTTP what makes it say otherwise.</summary>
/// <remarks>Follows test/images/agnhost/grpc-health-checking (v1.36); of HTTP/2 only what one call after the other needs.</remarks>
internal sealed class AgnhostGrpc(Process self, AgnhostFlags flags)
{
    private const int FrameHead = 9;
    private const byte Data = 0, Headers = 1, Settings = 4, Ping = 6;
    private const byte EndOfStream = 1, Acknowledged = 1, EndOfHeaders = 4;
    private const int NotFound = 5;
    private static readonly byte[] Preface = Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    private bool? serves;

    public async ValueTask<int> RunAsync()
    {
        var (port, httpPort) = (flags.Number("port", 5000), flags.Number("http-port", 8080));
        if (self.Listen("0.0.0.0", httpPort, out var http) != Errno.Ok || self.Listen("0.0.0.0", port, out var grpc) != Errno.Ok)
        {
            await GoText.LogAsync(self, "Error while starting the listening service: address already in use");
            return 1;
        }

        await GoText.LogAsync(self, $"Http server starting to listen on :{httpPort}");
        await GoText.LogAsync(self, $"gRPC server starting to listen on :{port}");
        self.SetAction(Signal.TERM, SignalAction.Handle);
        self.SignalHandler = _ => self.Kernel.Exit(self, new ExitStatus(2));
        var server = new HttpServer(self, SwitchAsync);
        while (!self.HasEnded)
        {
            var (first, second) = (self.Files[http]!, self.Files[grpc]!);
            if (!first.CanRead && !second.CanRead) await self.WaitAsync(first.Readable, second.Readable, null, canInterrupt: true);
            if (first.CanRead) server.Serve(await self.AcceptAsync(http));
            if (second.CanRead) Serve(await self.AcceptAsync(grpc));
        }

        return 0;
    }

    private async ValueTask<HttpResponse> SwitchAsync(HttpRequest request, Connection connection)
    {
        if (request.Path is not ("/make-serving" or "/make-not-serving")) return GoText.NotFound;
        serves = request.Path == "/make-serving";
        await GoText.LogAsync(self, serves == true ? "Mark as healthy" : "Mark as unhealthy");
        return HttpResponse.Text(GoText.Duration(self.Kernel.Now - self.StartedAt));
    }

    private async void Serve(int number)
    {
        if (number < 0) return;
        var stream = new ConnectionStream(((SocketFile)self.Files[number]!).Connection);
        try
        {
            if (await TakeAsync(stream, Preface.Length) is { } greeting && greeting.AsSpan().SequenceEqual(Preface))
            {
                await stream.WriteAsync(Frame(Settings, 0, 0, []));
                while (!self.HasEnded && await TakeAsync(stream, FrameHead) is { } head)
                {
                    var length = (head[0] << 16) | (head[1] << 8) | head[2];
                    if (await TakeAsync(stream, length) is not { } payload) break;
                    var call = (head[5] << 24) | (head[6] << 16) | (head[7] << 8) | head[8];
                    if (head[3] == Settings && (head[4] & Acknowledged) == 0) await stream.WriteAsync(Frame(Settings, Acknowledged, 0, []));
                    else if (head[3] == Ping && (head[4] & Acknowledged) == 0) await stream.WriteAsync(Frame(Ping, Acknowledged, 0, payload));
                    else if (head[3] == Data && (head[4] & EndOfStream) != 0) await stream.WriteAsync(await AnswerAsync(call, payload));
                }
            }
        }
        catch (IOException)
        {
            // The client broke the connection.
        }

        if (!self.HasEnded) self.Files.Close(number);
    }

    /// <summary>The message is a length-prefixed HealthCheckRequest: field 1 is the service's name.</summary>
    private async ValueTask<byte[]> AnswerAsync(int call, byte[] message)
    {
        await GoText.LogAsync(self, $"Serving the Check request for health check, started at {GoText.Time(self)}");
        var service = message.Length > 7 && message[5] == 0x0A ? Encoding.UTF8.GetString(message, 7, Math.Min(message[6], message.Length - 7)) : "";
        if (service != flags.Get("service", "")) return Frame(Headers, EndOfHeaders | EndOfStream, call, [.. Field(":status", "200"), .. Field("content-type", "application/grpc"), .. Field("grpc-status", FormattableString.Invariant($"{NotFound}")), .. Field("grpc-message", "unknown service")]);
        var delay = flags.Number("delay-unhealthy-sec", -1);
        var well = serves != false && (delay < 0 || self.Kernel.Now - self.StartedAt < TimeSpan.FromSeconds(delay));
        return
        [
            .. Frame(Headers, EndOfHeaders, call, [.. Field(":status", "200"), .. Field("content-type", "application/grpc")]),
            .. Frame(Data, 0, call, [0, 0, 0, 0, 2, 8, (byte)(well ? 1 : 2)]),
            .. Frame(Headers, EndOfHeaders | EndOfStream, call, Field("grpc-status", "0")),
        ];
    }

    private static async ValueTask<byte[]?> TakeAsync(ConnectionStream stream, int count)
    {
        var buffer = new byte[count];
        for (var filled = 0; filled < count;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled));
            if (read == 0) return null;
            filled += read;
        }

        return buffer;
    }

    /// <summary>A header without indexing and without Huffman's code (RFC 7541, 6.2.2).</summary>
    private static byte[] Field(string name, string value) => [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private static byte[] Frame(byte type, int flags, int call, byte[] payload) =>
        [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, (byte)flags, (byte)(call >> 24), (byte)(call >> 16), (byte)(call >> 8), (byte)call, .. payload];
}
