using System.Text;

namespace Podlab.Simulation.Servers.Http;

/// <summary>A request as it came over the connection. Text is bytes (Latin-1).</summary>
public sealed record HttpRequest(string Method, string Target, string Version, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    private const char GreetingOfTls = '\x16';

    public string Path => Target.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? Target[..at] : Target;

    public string Query => Target.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? Target[(at + 1)..] : "";

    public string? Header(string name) => Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public bool KeepsAlive => Version == "HTTP/1.1" ? !string.Equals(Header("Connection"), "close", StringComparison.OrdinalIgnoreCase)
        : string.Equals(Header("Connection"), "keep-alive", StringComparison.OrdinalIgnoreCase);

    /// <summary>The first value of a parameter of the query or of a form.</summary>
    public string? Parameter(string name) => Parameters(name).FirstOrDefault();

    public IEnumerable<string> Parameters(string name)
    {
        var form = Header("Content-Type")?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true ? "&" + Body : "";
        foreach (var pair in (Query + form).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (Decode(equals < 0 ? pair : pair[..equals]) == name) yield return equals < 0 ? "" : Decode(pair[(equals + 1)..]);
        }
    }

    public static string Decode(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(text.Replace('+', ' '))));

    /// <summary>Takes a whole request off the front of what has come; null when more is needed.</summary>
    /// <exception cref="FormatException">It is no HTTP.</exception>
    public static HttpRequest? Take(StringBuilder received)
    {
        if (received.Length > 0 && received[0] == GreetingOfTls) throw new FormatException("not HTTP, but TLS");
        var text = received.ToString();
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var skip = 4;
        if (end < 0)
        {
            end = text.IndexOf("\n\n", StringComparison.Ordinal);
            skip = 2;
        }

        if (end < 0) return null;
        var lines = text[..end].Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        var first = lines[0].Split(' ');
        if (first.Length < 2) throw new FormatException("bad request line");
        var headers = lines.Skip(1).Where(line => line.Contains(':', StringComparison.Ordinal))
            .Select(line => new KeyValuePair<string, string>(line[..line.IndexOf(':', StringComparison.Ordinal)].Trim(), line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())).ToList();
        var length = 0;
        if (headers.Find(header => header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Value is { } stated) _ = int.TryParse(stated, out length);
        if (text.Length < end + skip + length) return null;
        received.Remove(0, end + skip + length);
        return new HttpRequest(first[0], first[1], first.Length > 2 ? first[2] : "HTTP/0.9", headers, text.Substring(end + skip, length));
    }
}
