using System.Globalization;
using System.Text;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;
using Podlab.Simulation.Utilities;

namespace Podlab.Simulation.Servers;

/// <summary>The request that curl's options make.</summary>
/// <param name="Body">Bytes behind the head.</param>
internal sealed record CurlRequest(string Method, string Head, string Text, int Body)
{
    private const string Boundary = "------------------------podlabform";

    /// <summary>Null when a file that is to be sent cannot be read.</summary>
    public static CurlRequest? Build(Process process, Options options, HttpUrl url)
    {
        if (Data(process, options, out var type) is not { } content) return null;
        var data = type is null ? null : content;
        var target = url.PathAndQuery;
        if (options.Has('G') && data is not null)
        {
            target += (target.Contains('?', StringComparison.Ordinal) ? "&" : "?") + data;
            data = null;
        }

        var method = options.Value('X') ?? (options.Has('I') ? "HEAD" : data is null ? "GET" : options.Has('T') ? "PUT" : "POST");
        var headers = options.Values('H').ToList();
        bool Has(string name) => headers.Exists(header => header.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\n");
        if (!Has("Host")) head.Append($"Host: {url.HostHeader}\r\n");
        if ((options.Value('u') ?? url.UserInfo) is { } user) head.Append($"Authorization: Basic {Convert.ToBase64String(Encoding.Latin1.GetBytes(user))}\r\n");
        else if (options.Value(Curl.Bearer) is { } token) head.Append($"Authorization: Bearer {token}\r\n");
        if (options.Value('r') is { } range) head.Append($"Range: bytes={range}\r\n");
        if (!Has("User-Agent")) head.Append($"User-Agent: {options.Value('A') ?? "curl/8.11.0"}\r\n");
        if (!Has("Accept")) head.Append(options.Has(Curl.Json) ? "Accept: application/json\r\n" : "Accept: */*\r\n");
        if (options.Value('e') is { } referer) head.Append($"Referer: {referer}\r\n");
        if (options.Has('b')) head.Append($"Cookie: {string.Join("; ", options.Values('b'))}\r\n");

        // A header without a value takes one of curl's own away.
        foreach (var header in headers.Where(header => !header.TrimEnd().EndsWith(':'))) head.Append(header.EndsWith(';') ? header[..^1] + ":" : header).Append("\r\n");
        if (data is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {data.Length}\r\n");
            if (type is { Length: > 0 } && !Has("Content-Type")) head.Append("Content-Type: ").Append(type).Append("\r\n");
        }

        head.Append("\r\n");
        return new CurlRequest(method, head.ToString(), head.ToString() + data, data?.Length ?? 0);
    }

    /// <summary>What is sent, and its type (null: nothing is).</summary>
    private static string? Data(Process process, Options options, out string? type)
    {
        type = null;
        if (options.Value('T') is { } upload)
        {
            type = "";
            return process.ReadText(upload);
        }

        if (options.Has('F'))
        {
            type = "multipart/form-data; boundary=" + Boundary;
            return Form(process, options.Values('F'));
        }

        var pieces = new List<string>();
        foreach (var (letter, value) in options.Given)
        {
            if (letter is not ('d' or Curl.RawData or Curl.BinaryData or Curl.UrlEncode or Curl.Json)) continue;
            type = letter == Curl.Json ? "application/json" : type ?? "application/x-www-form-urlencoded";
            if (letter == Curl.UrlEncode)
            {
                if (Encoded(process, value!) is not { } encoded) return null;
                pieces.Add(encoded);
                continue;
            }

            if (letter == Curl.RawData || !value!.StartsWith('@'))
            {
                pieces.Add(value!);
                continue;
            }

            // What a name after @ holds goes without its line ends, unless it is to go as it is.
            if (process.ReadText(value[1..]) is not { } content) return null;
            pieces.Add(letter == 'd' ? content.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal) : content);
        }

        return string.Join(options.Has(Curl.Json) ? "" : "&", pieces);
    }

    /// <summary><c>content</c>, <c>=content</c>, <c>name=content</c>, <c>@file</c>, <c>name@file</c>.</summary>
    private static string? Encoded(Process process, string text)
    {
        static string Escape(string part) => string.Concat(part.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' ? c.ToString() : $"%{(int)c:X2}"));
        var at = text.IndexOfAny(['=', '@']);
        if (at < 0) return Escape(text);
        var value = text[(at + 1)..];
        if (text[at] == '@')
        {
            if (process.ReadText(value) is not { } content) return null;
            value = content;
        }

        return (at > 0 ? text[..at] + "=" : "") + Escape(value);
    }

    /// <summary>A form of many parts: <c>name=value</c>, <c>name=@file</c>.</summary>
    private static string? Form(Process process, IEnumerable<string> fields)
    {
        var body = new StringBuilder();
        foreach (var field in fields)
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (field, "") : (field[..equals], field[(equals + 1)..]);
            body.Append("--" + Boundary + "\r\nContent-Disposition: form-data; name=\"").Append(name).Append('"');
            if (value.StartsWith('@'))
            {
                var path = value[1..].Split(';')[0];
                body.Append("; filename=\"").Append(Process.BaseName(path)).Append("\"\r\nContent-Type: application/octet-stream");
                if (process.ReadText(path) is not { } content) return null;
                value = content;
            }

            body.Append("\r\n\r\n").Append(value).Append("\r\n");
        }

        return body.Append("--" + Boundary + "--\r\n").ToString();
    }
}
