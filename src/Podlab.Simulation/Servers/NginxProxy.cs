using System.Globalization;
using System.Text;
using Podlab.Engine.Network;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;

namespace Podlab.Simulation.Servers;

/// <summary>proxy_pass of nginx: the request goes on to another server, plain HTTP.</summary>
/// <remarks>https://nginx.org/en/docs/http/ngx_http_proxy_module.html: with a path behind the address, that stands in for the location's; 502 when nobody answers, 504 after a minute.</remarks>
internal static class NginxProxy
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private static readonly HashSet<string> OwnHeaders = new(StringComparer.OrdinalIgnoreCase) { "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Date", "Server" };

    /// <summary>The answer (null: none came, with the status instead), and what the error log says.</summary>
    public static async ValueTask<(HttpResponse? Response, int Status, string? Error)> AskAsync(Process worker, HttpRequest request, Connection client, NginxLocation location)
    {
        if (HttpUrl.Parse(location.Servers[location.Turn++ % location.Servers.Count]) is not { } url) return (null, 500, "invalid URL prefix");
        var hasPath = location.ProxyPass!.IndexOf('/', location.ProxyPass.IndexOf("://", StringComparison.Ordinal) + 3) >= 0;
        var target = hasPath && request.Target.StartsWith(location.Path, StringComparison.Ordinal) ? url.PathAndQuery + request.Target[location.Path.Length..] : request.Target;
        var upstream = $"http://{url.Host}:{url.Port}{target}";
        var addresses = await worker.ResolveAsync(url.Host);
        if (addresses.Count == 0) return (null, 502, $"{url.Host} could not be resolved (3: Host not found)");
        upstream = $"http://{addresses[0]}:{url.Port}{target}";
        var result = await worker.Network.ConnectAsync(addresses[0], url.Port, Timeout);
        if (result.Connection is not { } connection)
        {
            return result.Outcome == ConnectOutcome.TimedOut ? (null, 504, $"upstream timed out (110: Connection timed out) while connecting to upstream#{upstream}")
                : (null, 502, $"connect() failed ({(result.Outcome == ConnectOutcome.Refused ? "111: Connection refused" : "113: Host is unreachable")}) while connecting to upstream#{upstream}");
        }

        await using var stream = new ConnectionStream(connection);
        var text = new StringBuilder();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(Request(request, client, url, location, target)));
            var buffer = new byte[8192];
            for (int count; (count = await stream.ReadAsync(buffer)) > 0;) text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            return (null, 502, $"recv() failed (104: Connection reset by peer) while reading response header from upstream#{upstream}");
        }

        return HttpExchange.Read(text, request.Method == "HEAD") is { Status: > 0 } reply
            ? (new HttpResponse(reply.Status, reply.Body) { Headers = [.. reply.Headers.Where(header => !OwnHeaders.Contains(header.Key))] }, reply.Status, null)
            : (null, 502, $"upstream prematurely closed connection while reading response header from upstream#{upstream}");
    }

    private static string Request(HttpRequest request, Connection client, HttpUrl url, NginxLocation location, string target)
    {
        var set = location.ProxyHeaders.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        var text = new StringBuilder($"{request.Method} {target} HTTP/1.0\r\n");
        string Fill(string value) => NginxSite.Expand(value, request, "", client)
            .Replace("$proxy_add_x_forwarded_for", (request.Header("X-Forwarded-For") is { } before ? before + ", " : "") + client.RemoteAddress, StringComparison.Ordinal)
            .Replace("$proxy_host", url.HostHeader, StringComparison.Ordinal);
        text.Append("Host: ").Append(set.Remove("Host", out var host) ? Fill(host) : url.HostHeader).Append("\r\nConnection: close\r\n");
        foreach (var (name, value) in set)
            if (Fill(value) is { Length: > 0 } filled && !name.Equals("Connection", StringComparison.OrdinalIgnoreCase)) text.Append(name).Append(": ").Append(filled).Append("\r\n");
        foreach (var (name, value) in request.Headers)
            if (!set.ContainsKey(name) && name.ToLowerInvariant() is not ("host" or "connection" or "content-length")) text.Append(name).Append(": ").Append(value).Append("\r\n");
        if (request.Body.Length > 0) text.Append(CultureInfo.InvariantCulture, $"Content-Length: {request.Body.Length}\r\n");
        return text.Append("\r\n").Append(request.Body).ToString();
    }
}
