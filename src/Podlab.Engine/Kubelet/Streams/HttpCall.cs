using System.Globalization;
using System.Text;
using Podlab.Api.Model;
using Podlab.Engine.Network.Secure;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Streams;

/// <summary>One HTTP GET as the kubelet makes them for probes and hooks.</summary>
internal static class HttpCall
{
    private const int MaxBodyBytes = 10 * 1024;
    private const string Timeout = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";

    public static async ValueTask<HttpAnswer> GetAsync(KubeletContext context, SandboxId sandbox, HTTPGetAction action, string host, int port, TimeSpan timeout, string agent = "kube-probe/1.36")
    {
        var scheme = string.IsNullOrEmpty(action.Scheme) ? "http" : action.Scheme.ToLowerInvariant();
        var path = string.IsNullOrEmpty(action.Path) ? "/" : action.Path[0] == '/' ? action.Path : "/" + action.Path;
        var url = string.Create(CultureInfo.InvariantCulture, $"{scheme}://{host}:{port}{path}");
        using var expiry = new CancellationTokenSource(timeout, context.Clock);
        try
        {
            await using var stream = await context.Runtime.ConnectAsync(sandbox, host, port, timeout);
            if (scheme == "https" && await TrustingClient.GreetAsync(stream, host, expiry.Token) is { } refusal) return new HttpAnswer(url, 0, "", refusal);
            await stream.WriteAsync(Request(action, path, host, port, agent), expiry.Token);
            await stream.FlushAsync(expiry.Token);
            return await ReadAsync(stream, url, expiry.Token);
        }
        catch (RuntimeException failure)
        {
            return new HttpAnswer(url, 0, "", DialError(host, port, failure));
        }
        catch (OperationCanceledException)
        {
            return new HttpAnswer(url, 0, "", Timeout);
        }
        catch (IOException)
        {
            return new HttpAnswer(url, 0, "", "EOF");
        }
    }

    /// <summary>A failed connection, in Go's words.</summary>
    public static string DialError(string host, int port, RuntimeException failure)
    {
        if (failure.Message.StartsWith("dial ", StringComparison.Ordinal)) return failure.Message;
        var address = string.Create(CultureInfo.InvariantCulture, $"dial tcp {host}:{port}");
        return failure.Message.Contains("timeout", StringComparison.Ordinal) ? $"{address}: i/o timeout" : $"{address}: connect: {failure.Message}";
    }

    private static Uri? Location(string url, string text)
    {
        const string Header = "\r\nlocation:";
        var at = text.IndexOf(Header, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && Uri.TryCreate(new Uri(url), text[(at + Header.Length)..].Split('\r', 2)[0].Trim(), out var next) && (next.Scheme is "http" or "https") ? next : null;
    }

    private static byte[] Request(HTTPGetAction action, string path, string host, int port, string agent)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"GET {path} HTTP/1.1\r\n");
        var (named, agentNamed, accept) = (string.Create(CultureInfo.InvariantCulture, $"{host}:{port}"), agent, "*/*");
        var others = new StringBuilder();
        foreach (var header in action.HttpHeaders)
        {
            if (header.Name.Equals("Host", StringComparison.OrdinalIgnoreCase)) named = header.Value;
            else if (header.Name.Equals("User-Agent", StringComparison.OrdinalIgnoreCase)) agentNamed = header.Value;
            else if (header.Name.Equals("Accept", StringComparison.OrdinalIgnoreCase)) accept = header.Value;
            else others.Append(CultureInfo.InvariantCulture, $"{header.Name}: {header.Value}\r\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"Host: {named}\r\nUser-Agent: {agentNamed}\r\nAccept: {accept}\r\n{others}Connection: close\r\n\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static async ValueTask<HttpAnswer> ReadAsync(Stream stream, string url, CancellationToken cancellation)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[4096];
        while (bytes.Length < MaxBodyBytes)
        {
            var count = await stream.ReadAsync(buffer, cancellation);
            if (count == 0) break;
            bytes.Write(buffer, 0, count);
        }

        var text = Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        var parts = text.Split(' ', 3);
        if (parts.Length < 2 || !parts[0].StartsWith("HTTP/", StringComparison.Ordinal) || !int.TryParse(parts[1].AsSpan(0, Math.Min(3, parts[1].Length)), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return new HttpAnswer(url, 0, "", text.Length == 0 ? "EOF" : $"net/http: HTTP/1.x transport connection broken: malformed HTTP response \"{text.Split('\n')[0].TrimEnd('\r')}\"");
        var body = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return new HttpAnswer(url, code, body < 0 ? "" : text[(body + 4)..], null) { Next = code is 301 or 302 or 303 or 307 or 308 ? Location(url, text) : null };
    }
}

/// <param name="Error">Why there is no answer; null: there is one.</param>
internal readonly record struct HttpAnswer(string Url, int StatusCode, string Body, string? Error)
{
    /// <summary>Where a redirect leads; null: the answer is none.</summary>
    public Uri? Next { get; init; }
}
