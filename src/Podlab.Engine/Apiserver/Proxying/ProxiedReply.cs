using System.Globalization;
using System.Text;

namespace Podlab.Engine.Apiserver.Proxying;

/// <summary>An HTTP/1.x answer, read to its end.</summary>
internal sealed record ProxiedReply(int Code, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    private const int LargestBytes = 32 << 20;

    public string? Header(string name) => Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <exception cref="IOException">The connection broke, or what came is no HTTP.</exception>
    public static async ValueTask<ProxiedReply> ReadAsync(Stream stream, bool hasBody, CancellationToken cancellation)
    {
        var received = new MemoryStream();
        var buffer = new byte[16384];
        while (true)
        {
            var count = await stream.ReadAsync(buffer, cancellation);
            received.Write(buffer, 0, count);
            if (Parse(received.GetBuffer().AsSpan(0, (int)received.Length), hasBody, isAll: count == 0) is { } reply) return reply;
            if (count == 0) throw new IOException(received.Length == 0 ? "EOF" : "unexpected EOF");
            if (received.Length > LargestBytes) throw new IOException("http: response body too large");
        }
    }

    /// <summary>Null: more is to come.</summary>
    private static ProxiedReply? Parse(ReadOnlySpan<byte> bytes, bool hasBody, bool isAll)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0) return null;
        var lines = Encoding.Latin1.GetString(bytes[..end]).Split("\r\n");
        if (lines[0].Split(' ', 3) is not [['H', 'T', 'T', 'P', '/', ..], var status, ..] || !int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            throw new IOException($"net/http: HTTP/1.x transport connection broken: malformed HTTP response \"{lines[0]}\"");
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2).Select(parts => KeyValuePair.Create(parts[0].Trim(), parts[1].Trim())).ToList();
        var reply = new ProxiedReply(code, headers, []);
        var rest = bytes[(end + 4)..];
        if (!hasBody || code is 204 or 304) return reply;
        if (reply.Header("Transfer-Encoding")?.Equals("chunked", StringComparison.OrdinalIgnoreCase) == true) return Chunks(rest) is { } body ? reply with { Body = body } : null;
        if (int.TryParse(reply.Header("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return rest.Length < length ? null : reply with { Body = rest[..length].ToArray() };
        return isAll ? reply with { Body = rest.ToArray() } : null;
    }

    /// <summary>Null: the last chunk has not come.</summary>
    private static byte[]? Chunks(ReadOnlySpan<byte> bytes)
    {
        var body = new MemoryStream();
        while (true)
        {
            var line = bytes.IndexOf("\r\n"u8);
            if (line < 0) return null;
            if (!int.TryParse(Encoding.ASCII.GetString(bytes[..line]).Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size)) throw new IOException("malformed chunked encoding");
            if (bytes.Length < line + 2 + size + 2) return null;
            if (size == 0) return body.ToArray();
            body.Write(bytes.Slice(line + 2, size));
            bytes = bytes[(line + 2 + size + 2)..];
        }
    }
}
