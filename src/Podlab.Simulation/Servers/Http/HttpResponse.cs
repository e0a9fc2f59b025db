using System.Globalization;
using System.Text;

namespace Podlab.Simulation.Servers.Http;

/// <summary>What a server answers. Text is bytes (Latin-1).</summary>
public sealed record HttpResponse(int Status, string Body = "")
{
    public List<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Close the connection afterwards.</summary>
    public bool Closes { get; init; }

    /// <summary>The handler wrote it to the connection itself, which is to be closed.</summary>
    public bool IsSent { get; init; }

    public static HttpResponse Text(string body, int status = 200, string type = "text/plain; charset=utf-8") => new(status, body) { Headers = [new("Content-Type", type)] };

    public static string Reason(int status) => status switch
    {
        100 => "Continue",
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        418 => "I'm a teapot",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Unknown",
    };

    public byte[] Bytes(bool withBody = true)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} {Reason(Status)}\r\n"));
        foreach (var (name, value) in Headers) text.Append(name).Append(": ").Append(value).Append("\r\n");
        if (!Headers.Exists(header => header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))) text.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n");
        if (Closes && !Headers.Exists(header => header.Key.Equals("Connection", StringComparison.OrdinalIgnoreCase))) text.Append("Connection: close\r\n");
        text.Append("\r\n");
        if (withBody) text.Append(Body);
        return Encoding.Latin1.GetBytes(text.ToString());
    }
}
