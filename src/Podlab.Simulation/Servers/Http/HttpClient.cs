using System.Globalization;
using System.Text;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Servers.Http;

/// <summary>Where a URL points.</summary>
public sealed record HttpUrl(string Scheme, string Host, int Port, string PathAndQuery, string? UserInfo)
{
    public static HttpUrl? Parse(string text)
    {
        var scheme = "http";
        if (text.IndexOf("://", StringComparison.Ordinal) is var at and > 0)
        {
            scheme = text[..at].ToLowerInvariant();
            text = text[(at + 3)..];
        }

        if (text.IndexOf('#', StringComparison.Ordinal) is var fragment and >= 0) text = text[..fragment];
        var slash = text.IndexOfAny(['/', '?']);
        var authority = slash < 0 ? text : text[..slash];
        var path = slash < 0 ? "/" : text[slash] == '?' ? "/" + text[slash..] : text[slash..];
        string? user = null;
        if (authority.LastIndexOf('@') is var sign and >= 0) (user, authority) = (authority[..sign], authority[(sign + 1)..]);
        var port = scheme == "https" ? 443 : 80;
        if (authority.StartsWith('['))
        {
            var close = authority.IndexOf(']', StringComparison.Ordinal);
            if (close < 0) return null;
            if (authority.Length > close + 2) _ = int.TryParse(authority.AsSpan(close + 2), out port);
            authority = authority[1..close];
        }
        else if (authority.LastIndexOf(':') is var colon and >= 0)
        {
            if (!int.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)) return null;
            authority = authority[..colon];
        }

        return authority.Length == 0 ? null : new HttpUrl(scheme, authority, port, path, user);
    }

    public string HostHeader => Port == (Scheme == "https" ? 443 : 80) ? Host : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}

/// <summary>An answer as a client sees it.</summary>
public sealed record HttpReply(int Status, string StatusLine, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body, bool Truncated)
{
    public string? Header(string name) => Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}

/// <summary>Reads answers off a connected descriptor, for wget, curl and probes inside of containers.</summary>
public static class HttpExchange
{
    private const string Beginning = "HTTP/";

    /// <summary>Sends the request text and reads one answer; null when the connection ended before a whole header, status 0 when it is not HTTP.</summary>
    public static async ValueTask<(HttpReply? Reply, Errno Error)> RunAsync(Process process, int socket, string request, bool head)
    {
        var written = await process.WriteAsync(socket, Encoding.Latin1.GetBytes(request));
        if (written < 0) return (null, (Errno)(-written));
        var received = new StringBuilder();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            if (Parse(received, ended: false, head) is { } complete) return (complete, Errno.Ok);
            var count = await process.ReadAsync(socket, buffer);
            if (count < 0) return (Parse(received, ended: true, head), (Errno)(-count));
            if (count == 0) return (Parse(received, ended: true, head), Errno.Ok);
            received.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
    }

    /// <summary>An answer of which all has come; null when it lacks its head.</summary>
    public static HttpReply? Read(StringBuilder received, bool head) => Parse(received, ended: true, head);

    private static HttpReply? Parse(StringBuilder received, bool ended, bool head)
    {
        var text = received.ToString();
        if (text.Length >= Beginning.Length && !text.StartsWith(Beginning, StringComparison.Ordinal)) return new HttpReply(0, text.Split('\n')[0].TrimEnd('\r'), [], text, false);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return null;
        var lines = text[..end].Split("\r\n");
        var first = lines[0].Split(' ');
        _ = int.TryParse(first.ElementAtOrDefault(1), out var status);
        var headers = lines.Skip(1).Where(line => line.Contains(':', StringComparison.Ordinal))
            .Select(line => new KeyValuePair<string, string>(line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())).ToList();
        var reply = new HttpReply(status, lines[0], headers, "", false);
        var body = text[(end + 4)..];
        if (head || status is 204 or 304) return reply;
        if (reply.Header("Transfer-Encoding")?.Contains("chunked", StringComparison.OrdinalIgnoreCase) == true)
        {
            var (decoded, done) = Unchunk(body);
            return done || ended ? reply with { Body = decoded, Truncated = !done } : null;
        }

        if (int.TryParse(reply.Header("Content-Length"), out var length))
        {
            if (body.Length < length && !ended) return null;
            return reply with { Body = body[..Math.Min(length, body.Length)], Truncated = body.Length < length };
        }

        return ended ? reply with { Body = body } : null;
    }

    private static (string Text, bool Done) Unchunk(string body)
    {
        var text = new StringBuilder();
        for (var at = 0; ;)
        {
            var end = body.IndexOf("\r\n", at, StringComparison.Ordinal);
            if (end < 0 || !int.TryParse(body.AsSpan(at, end - at), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var size)) return (text.ToString(), false);
            if (size == 0) return (text.ToString(), true);
            if (body.Length < end + 2 + size + 2) return (text.Append(body.AsSpan(Math.Min(body.Length, end + 2))).ToString(), false);
            text.Append(body.AsSpan(end + 2, size));
            at = end + 2 + size + 2;
        }
    }
}
