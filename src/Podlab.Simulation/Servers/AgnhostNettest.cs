using System.Globalization;
using System.Text;
using System.Text.Json;
using Podlab.Engine.Network;
using Podlab.Engine.Network.Secure;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;

namespace Podlab.Simulation.Servers;

/// <summary>agnhost nettest: finds the pods of its service by the API, writes to each of them, and tells by <c>/status</c> whether all have met.</summary>
/// <remarks>Follows test/images/agnhost/nettest/nettest.go (v1.36).</remarks>
internal sealed class AgnhostNettest(Process self, AgnhostFlags flags)
{
    private const string Account = "/var/run/secrets/kubernetes.io/serviceaccount/";
    private const int MaxLog = 500, Rounds = 15;
    private readonly SortedDictionary<string, int> sent = new(StringComparer.Ordinal), received = new(StringComparer.Ordinal);
    private readonly List<string> log = [], errors = [];
    private bool contacting = true;

    private int Peers => flags.Number("peers", 8);

    private string Namespace => flags.Get("namespace", "default");

    private string Service => flags.Get("service", "nettest");

    private TimeSpan Pause => TimeSpan.FromSeconds(Math.Max(5, Peers / 10));

    public ValueTask<int> RunAsync()
    {
        Contact();
        return HttpApp.ServeAsync(self, flags.Number("port", 8080), null, (request, _) => ValueTask.FromResult(Answer(request)), termCode: 2);
    }

    private HttpResponse Answer(HttpRequest request)
    {
        switch (request.Path)
        {
            case "/quit":
                self.Kernel.Exit(self, new ExitStatus(0));
                return HttpResponse.Text("");
            case "/status":
                var meets = sent.Count >= Peers && received.Count >= Peers;
                if (!meets && !contacting) Note($"Declaring failure for {Namespace}/{Service} with {sent.Count} sent and {received.Count} received and {Peers} peers");
                return HttpResponse.Text(meets ? "pass" : contacting ? "running" : "fail");
            case "/read":
                return HttpResponse.Text(State());
            case "/write":
                var source = Text(request.Body, "Source");
                if (source is { Length: > 0 }) received[source] = received.GetValueOrDefault(source) + 1;
                else errors.Add($"{self.Hostname}: Got request with no source");
                return HttpResponse.Text($"{{\"Hostname\":{GoText.Json(self.Hostname)}}}\n");
            default:
                return GoText.NotFound;
        }
    }

    private void Note(string text)
    {
        log.Add(text);
        if (log.Count > MaxLog) log.RemoveAt(0);
    }

    private static string? Text(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The state as indented JSON; what nobody has touched is null.</summary>
    private string State()
    {
        static string Counts(SortedDictionary<string, int> counts) => counts.Count == 0 ? "null" : "{\n" + string.Join(",\n", counts.Select(pair => $"\t\t{GoText.Json(pair.Key)}: {pair.Value.ToString(CultureInfo.InvariantCulture)}")) + "\n\t}";
        static string Lines(List<string> lines) => lines.Count == 0 ? "null" : "[\n" + string.Join(",\n", lines.Select(line => "\t\t" + GoText.Json(line))) + "\n\t]";
        return $"{{\n\t\"Hostname\": {GoText.Json(self.Hostname)},\n\t\"Sent\": {Counts(sent)},\n\t\"Received\": {Counts(received)},\n\t\"Errors\": {Lines(errors)},\n\t\"Log\": {Lines(log)},\n\t\"StillContactingPeers\": {(contacting ? "true" : "false")}\n}}";
    }

    private async void Contact()
    {
        var loop = self.Kernel.Loop;
        var timeout = TimeSpan.FromSeconds(Math.Max(300, Peers));
        for (var start = loop.Now; loop.Now - start < timeout && !self.HasEnded; await Task.Delay(Pause, loop))
        {
            var endpoints = await EndpointsAsync();
            if (endpoints.Count >= Peers) break;
            Note($"{Namespace}/{Service} has {endpoints.Count} endpoints ([{string.Join(' ', endpoints)}]), which is less than {Peers} as expected. Waiting for all endpoints to come up.");
        }

        for (var round = 0; round < Rounds && !self.HasEnded; round++)
        {
            foreach (var endpoint in await EndpointsAsync()) await WriteAsync(endpoint);
            await Task.Delay(Pause, loop);
        }

        contacting = false;
    }

    private async ValueTask WriteAsync(string endpoint)
    {
        Note("Attempting to contact " + endpoint);
        var colon = endpoint.LastIndexOf(':');
        var (address, port) = (endpoint[7..colon], int.Parse(endpoint.AsSpan(colon + 1), CultureInfo.InvariantCulture));
        var result = await self.Network.ConnectAsync(address, port, TimeSpan.FromSeconds(30));
        if (result.Connection is not { } connection)
        {
            Note($"Warning: unable to contact the endpoint \"{endpoint}\": Post \"{endpoint}/write\": dial tcp {address}:{port}: connect: {result.Words}");
            return;
        }

        var body = $"{{\"Source\":{GoText.Json(self.Hostname)},\"Dest\":{GoText.Json(endpoint)}}}";
        var answer = await ExchangeAsync(connection, $"POST /write HTTP/1.1\r\nHost: {address}:{port}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
        if (Text(answer, "Hostname") is { } name) sent[name] = sent.GetValueOrDefault(name) + 1;
        else Note($"Warning: unable to unmarshal response ({answer}) from '{endpoint}': 'unexpected end of JSON input'");
    }

    /// <summary>The addresses of the service, as URLs in order.</summary>
    private async ValueTask<List<string>> EndpointsAsync()
    {
        var (host, port) = (self.GetEnvironment("KUBERNETES_SERVICE_HOST") ?? "kubernetes.default.svc", HttpApp.Number(self.GetEnvironment("KUBERNETES_SERVICE_PORT"), 443));
        var addresses = await self.ResolveAsync(host);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var result = addresses.Count == 0 ? default : await self.Network.ConnectAsync(addresses[0], port, TimeSpan.FromSeconds(30));
        if (addresses.Count == 0 || result.Connection is not { } connection) return [];
        var answer = await ExchangeAsync(connection, $"GET /api/v1/namespaces/{Namespace}/endpoints/{Service} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {self.ReadText(Account + "token")}\r\nAccept: application/json\r\nConnection: close\r\n\r\n", host);
        try
        {
            using var document = JsonDocument.Parse(answer);
            if (!document.RootElement.TryGetProperty("subsets", out var subsets)) return [];
            foreach (var subset in subsets.EnumerateArray())
            {
                if (!subset.TryGetProperty("addresses", out var ready) || !subset.TryGetProperty("ports", out var ports)) continue;
                foreach (var address in ready.EnumerateArray())
                    foreach (var number in ports.EnumerateArray()) found.Add($"http://{address.GetProperty("ip").GetString()}:{number.GetProperty("port").GetInt32().ToString(CultureInfo.InvariantCulture)}");
            }
        }
        catch (JsonException)
        {
            Note($"Unable to read the endpoints for {Namespace}/{Service}: {answer}.");
        }

        return [.. found];
    }

    /// <summary>The body of the answer; empty when there is none. With a name the connection is made secure first.</summary>
    private static async ValueTask<string> ExchangeAsync(Connection connection, string request, string? secureName = null)
    {
        await using var stream = new ConnectionStream(connection);
        var text = new StringBuilder();
        try
        {
            if (secureName is not null) await stream.WriteAsync(SecureGreeting.Client(secureName));
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
            var buffer = new byte[4096];
            for (int count; (count = await stream.ReadAsync(buffer)) > 0;) text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            return "";
        }

        var body = text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return body < 0 ? "" : text.ToString()[(body + 4)..];
    }
}
