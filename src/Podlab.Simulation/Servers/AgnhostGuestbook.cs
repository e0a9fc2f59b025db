using System.Text;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;

namespace Podlab.Simulation.Servers;

/// <summary>agnhost guestbook: a front, a primary that keeps entries, and replicas that it tells.</summary>
/// <remarks>Follows test/images/agnhost/guestbook/guestbook.go (v1.36).</remarks>
internal sealed class AgnhostGuestbook(Process self, AgnhostFlags flags)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1), GiveUp = TimeSpan.FromSeconds(15);
    private readonly SortedDictionary<string, string> entries = new(StringComparer.Ordinal);
    private readonly List<string> replicas = [];

    private int BackendPort => flags.Number("backend-port", 6379);

    public async ValueTask<int> RunAsync()
    {
        var port = flags.Number("http-port", 80);
        if (self.Listen("0.0.0.0", port, out var listening) != Errno.Ok)
        {
            await GoText.LogAsync(self, $"listen tcp :{port}: bind: address already in use");
            return 1;
        }

        self.SetAction(Signal.TERM, SignalAction.Handle);
        self.SignalHandler = _ => self.Kernel.Exit(self, new ExitStatus(2));
        if (flags.Get("replicaof", "") is { Length: > 0 } primary) Register(primary);
        var server = new HttpServer(self, AnswerAsync);
        while (!self.HasEnded) await server.AcceptAsync(listening);
        return 2;
    }

    private async void Register(string primary)
    {
        var target = FormattableString.Invariant($"{primary}:{BackendPort}");
        for (var end = self.Kernel.Loop.Now + GiveUp; self.Kernel.Loop.Now < end && !self.HasEnded; await Task.Delay(Retry, self.Kernel.Loop))
        {
            var request = $"register?host={self.Network.Address}";
            await GoText.LogAsync(self, $"Registering to primary: {target}/{request}");
            var (text, error) = await GetAsync(primary, request);
            if (error is not null)
            {
                await GoText.LogAsync(self, $"encountered error while registering to primary: {error}. Retrying in 1s.");
                continue;
            }

            using var answer = System.Text.Json.JsonDocument.Parse(text);
            foreach (var entry in answer.RootElement.GetProperty("data").EnumerateObject()) entries[entry.Name] = entry.Value.GetString() ?? "";
            await GoText.LogAsync(self, $"Registered to node: {primary}");
            return;
        }

        if (self.HasEnded) return;
        await GoText.LogAsync(self, "Timed out while registering to primary.");
        self.Kernel.Exit(self, new ExitStatus(1));
    }

    private async ValueTask<HttpResponse> AnswerAsync(HttpRequest request, Connection connection)
    {
        string Value(string name) => request.Parameter(name) ?? "";
        var (key, value) = (Value("key"), Value("value"));
        switch (request.Path)
        {
            case "/register":
                await GoText.LogAsync(self, $"GET /register?host={Value("host")}");
                replicas.Add(Value("host"));
                await GoText.LogAsync(self, $"Node '{Value("host")}' registered.");
                return HttpResponse.Text($"{{\"data\":{All()}}}");
            case "/get":
                await GoText.LogAsync(self, $"GET /get?key={key}");
                return HttpResponse.Text($"{{\"data\":{(key.Length == 0 ? All() : GoText.Json(entries.GetValueOrDefault(key, "")))}}}");
            case "/set":
                await GoText.LogAsync(self, $"GET /set?key={key}&value={value}");
                return await SetAsync(key, value);
            case "/guestbook":
                return await ForwardAsync(Value("cmd").ToLowerInvariant(), key, value);
            default:
                return GoText.NotFound;
        }
    }

    private string All() => "{" + string.Join(',', entries.Select(entry => $"{GoText.Json(entry.Key)}:{GoText.Json(entry.Value)}")) + "}";

    private async ValueTask<HttpResponse> SetAsync(string key, string value)
    {
        if (key.Length == 0) return HttpResponse.Text("cannot set with empty key.\n", 400);
        entries[key] = value;
        foreach (var replica in replicas)
        {
            var (_, error) = await GetAsync(replica, $"set?key={key}&value={value}");
            if (error is not null) return HttpResponse.Text($"encountered error while propagating to replica '{replica}': {error}\n", 417);
        }

        return HttpResponse.Text("{\"message\":\"Updated\"}");
    }

    private async ValueTask<HttpResponse> ForwardAsync(string command, string key, string value)
    {
        await GoText.LogAsync(self, $"GET /guestbook?cmd={command}&key={key}&value={value}");
        if (command is not ("get" or "set")) return HttpResponse.Text($"unsupported cmd: '{command}'\n", 400);
        if (command == "set" && key.Length == 0) return HttpResponse.Text("cannot set with empty key.\n", 400);
        var host = command == "get" ? "agnhost-replica" : "agnhost-primary";
        if ((await self.ResolveAsync(host)).Count == 0) return HttpResponse.Text($"host and/or port param are invalid. lookup {host}: no such host\n", 400);
        var (text, error) = await GetAsync(host, $"{command}?key={Uri.EscapeDataString(key)}&value={Uri.EscapeDataString(value)}");
        return error is null ? HttpResponse.Text(text) : HttpResponse.Text($"encountered error: {error}\n", 417);
    }

    private async ValueTask<(string Text, string? Error)> GetAsync(string host, string request)
    {
        var url = FormattableString.Invariant($"http://{host}:{BackendPort}/{request}");
        var addresses = await self.ResolveAsync(host);
        if (addresses.Count == 0) return ("", $"Get \"{url}\": dial tcp: lookup {host}: no such host");
        var result = await self.Network.ConnectAsync(addresses[0], BackendPort, TimeSpan.FromSeconds(5));
        if (result.Connection is not { } connection) return ("", FormattableString.Invariant($"Get \"{url}\": dial tcp {addresses[0]}:{BackendPort}: connect: {result.Words}"));
        await using var stream = new ConnectionStream(connection);
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"GET /{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        var text = new StringBuilder();
        var buffer = new byte[4096];
        for (int count; (count = await stream.ReadAsync(buffer)) > 0;) text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        var body = text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return body < 0 ? ("", $"Get \"{url}\": EOF") : (text.ToString()[(body + 4)..], null);
    }
}
