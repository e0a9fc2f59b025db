using System.Globalization;
using System.Text;

namespace Podlab.Engine.Apiserver.InCluster;

/// <summary>A request of HTTP/1.1 with a body of known length.</summary>
internal sealed record HttpMessage(string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    public string? Header(string name) => Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Takes a whole request off the front of what has come; null when more is needed.</summary>
    /// <exception cref="IOException">It is no HTTP.</exception>
    public static HttpMessage? Take(List<byte> received)
    {
        var bytes = received.ToArray();
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0) return null;
        var lines = Encoding.Latin1.GetString(bytes, 0, end).Split("\r\n");
        if (lines[0].Split(' ') is not [var method, var target, _]) throw new IOException("no HTTP request");
        var headers = lines.Skip(1).Where(line => line.Contains(':', StringComparison.Ordinal))
            .Select(line => KeyValuePair.Create(line[..line.IndexOf(':', StringComparison.Ordinal)].Trim(), line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())).ToList();
        var stated = headers.FirstOrDefault(header => header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Value;
        if (!int.TryParse(stated, NumberStyles.None, CultureInfo.InvariantCulture, out var length)) length = 0;
        if (bytes.Length < end + 4 + length) return null;
        received.RemoveRange(0, end + 4 + length);
        return new HttpMessage(method, target, headers, bytes[(end + 4)..(end + 4 + length)]);
    }
}
