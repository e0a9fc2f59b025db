using System.Globalization;
using System.Net;
using System.Text;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;

namespace Podlab.Simulation.Servers;

/// <summary>The programs of agnhost that tests of the network start: http-echo, no-snat-test, port-forward-tester.</summary>
/// <remarks>Follows the folders of these names in test/images/agnhost (v1.36).</remarks>
internal static class AgnhostTesters
{
    /// <summary>How long http-echo stays after TERM.</summary>
    private static readonly TimeSpan Stays = TimeSpan.FromSeconds(60);

    /// <summary>The request, as JSON.</summary>
    public static async ValueTask<int> EchoAsync(Process self, AgnhostFlags flags)
    {
        var port = flags.Number("port", 8080);
        if (self.Listen("0.0.0.0", port, out var listening) != Errno.Ok)
        {
            await GoText.LogAsync(self, $"listen tcp :{port}: bind: address already in use");
            return 1;
        }

        await GoText.LogAsync(self, $"Serving on port {port}.");
        self.SetAction(Signal.TERM, SignalAction.Handle);
        self.SignalHandler = _ =>
        {
            GoText.Log(self, "Shutting down after receiving signal: terminated.");
            GoText.Log(self, "Awaiting pod deletion.");
            self.Kernel.Loop.Schedule(Stays, () => self.Kernel.Exit(self, new ExitStatus(0)));
        };
        var server = new HttpServer(self, async (request, connection) =>
        {
            await GoText.LogAsync(self, $"Echoing back request made to {request.Target} to client ({connection.RemoteAddress}:{connection.RemotePort})");
            var headers = request.Headers.Where(header => !header.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)).GroupBy(header => Canonical(header.Key)).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => $"  {GoText.Json(group.Key)}: [\n{string.Join(",\n", group.Select(header => "   " + GoText.Json(header.Value)))}\n  ]");
            var body = $"{{\n \"path\": {GoText.Json(request.Target)},\n \"host\": {GoText.Json(request.Header("Host") ?? "")},\n \"method\": {GoText.Json(request.Method)},\n \"proto\": {GoText.Json(request.Version)},\n \"headers\": {{\n{string.Join(",\n", headers)}\n }},\n"
                + $" \"httpPort\": \"{port}\",\n \"namespace\": {GoText.Json(self.GetEnvironment("NAMESPACE") ?? "")},\n \"pod\": {GoText.Json(self.GetEnvironment("POD_NAME") ?? "")}\n}}";
            return HttpResponse.Text(body, 200, "application/json") is var response ? response with { Headers = [.. response.Headers, new("X-Content-Type-Options", "nosniff")] } : response;
        });
        while (!self.HasEnded) await server.AcceptAsync(listening);
        return 0;
    }

    /// <summary>A header's name as Go writes it: capitals at the beginnings of its words.</summary>
    private static string Canonical(string name) => string.Join('-', name.Split('-').Select(word => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));

    /// <summary><c>/whoami</c> tells the client its address; <c>/checknosnat</c> asks others whether they see this pod's own.</summary>
    public static async ValueTask<int> NoSnatAsync(Process self, AgnhostFlags flags)
    {
        foreach (var name in (string[])["POD_IP", "NODE_IP"])
        {
            var value = self.GetEnvironment(name);
            if (value is not null && IPAddress.TryParse(value, out _)) continue;
            await self.WriteAsync(2, value is null ? $"{name} env var was not present in the environment\n" : $"{name} env var contained \"{value}\", which is not an IP address\n");
            return 1;
        }

        var (pod, node) = (self.GetEnvironment("POD_IP")!, self.GetEnvironment("NODE_IP")!);
        return await HttpApp.ServeAsync(self, flags.Number("port", 8080), null, async (request, connection) =>
        {
            if (request.Path == "/whoami") return HttpResponse.Text(string.Create(CultureInfo.InvariantCulture, $"{connection.RemoteAddress}:{connection.RemotePort}"));
            if (request.Path != "/checknosnat") return GoText.NotFound;
            var errors = new List<string>();
            foreach (var target in (request.Parameter("ips") ?? "").Split(','))
            {
                var (answer, error) = await WhoAmIAsync(self, target);
                var seen = answer.Split(':')[0];
                if (error is not null) errors.Add(error);
                else if (seen != pod) errors.Add($"Returned ip \"{seen}\" != my Pod ip \"{pod}\"{(seen == node ? $", == my Node ip \"{node}\" - SNAT" : $" or my Node ip \"{node}\" - SNAT to unexpected ip (possible SNAT through unexpected interface on the way into another node)")}");
            }

            return HttpResponse.Text(string.Join(", ", errors), errors.Count > 0 ? 500 : 200);
        }, termCode: 2);
    }

    private static async ValueTask<(string Answer, string? Error)> WhoAmIAsync(Process self, string target)
    {
        var url = $"http://{target}/whoami";
        if (HttpUrl.Parse(url) is not { } parsed) return ("", $"Get \"{url}\": no Host in request URL");
        var result = await self.Network.ConnectAsync(parsed.Host, parsed.Port, TimeSpan.FromSeconds(30));
        if (result.Connection is not { } connection) return ("", FormattableString.Invariant($"Get \"{url}\": dial tcp {parsed.Host}:{parsed.Port}: connect: {result.Words}"));
        await using var stream = new ConnectionStream(connection);
        var text = new StringBuilder();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes($"GET /whoami HTTP/1.1\r\nHost: {target}\r\nConnection: close\r\n\r\n"));
            var buffer = new byte[1024];
            for (int count; (count = await stream.ReadAsync(buffer)) > 0;) text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            return ("", $"Get \"{url}\": EOF");
        }

        var body = text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return body < 0 ? ("", $"Get \"{url}\": EOF") : (text.ToString()[(body + 4)..], null);
    }

    /// <summary>Takes one connection, reads what it expects, and sends pieces as its variables say.</summary>
    public static async ValueTask<int> PortForwardAsync(Process self)
    {
        ValueTask<int> Say(string text) => self.WriteAsync(1, text + "\n");
        var port = HttpApp.Number(self.GetEnvironment("BIND_PORT"), 0);
        var address = self.GetEnvironment("BIND_ADDRESS") is { Length: > 0 } bound ? bound : "127.0.0.1";
        if (self.Listen(address == "localhost" ? "127.0.0.1" : address, port, out var listening) is var error && error != Errno.Ok)
        {
            await Say($"Error listening: listen tcp {address}:{port}: bind: {error.Text().ToLowerInvariant()}");
            return 1;
        }

        var number = await self.AcceptAsync(listening);
        await Say("Accepted client connection");
        if (self.GetEnvironment("EXPECTED_CLIENT_DATA") is { Length: > 0 } expected)
        {
            var buffer = new byte[expected.Length];
            var count = await self.ReadAsync(number, buffer);
            if (count != expected.Length)
            {
                await Say($"Expected to read {expected.Length} bytes from client, but got {Math.Max(0, count)} instead. err=EOF");
                return 2;
            }

            if (Encoding.Latin1.GetString(buffer) is var given && given != expected)
            {
                await Say($"Expect to read \"{expected}\", but got \"{given}\". err=<nil>");
                return 3;
            }

            await Say("Received expected client data");
        }

        var numbers = new List<int>();
        foreach (var name in (string[])["CHUNKS", "CHUNK_SIZE", "CHUNK_INTERVAL"])
        {
            var text = self.GetEnvironment(name) ?? "";
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            {
                await Say($"Error parsing {name} \"{text}\": strconv.Atoi: parsing \"{text}\": invalid syntax");
                return 1;
            }

            numbers.Add(value);
        }

        for (var i = 0; i < numbers[0]; i++)
        {
            await self.WriteAsync(number, new string('x', Math.Max(0, numbers[1])));
            if (i + 1 < numbers[0]) await self.SleepAsync(TimeSpan.FromMilliseconds(numbers[2]));
        }

        await Say("Shutting down connection");
        ((SocketFile)self.Files[number]!).Connection.Finish();
        await self.SleepAsync(TimeSpan.FromMilliseconds(500));
        self.Files.Close(number);
        await Say("Done");
        return 0;
    }
}
