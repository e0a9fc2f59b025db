using System.Globalization;
using System.Text;
using Podlab.Engine.Network.Secure;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;
using Podlab.Simulation.Utilities;

namespace Podlab.Simulation.Servers;

/// <summary>curl with the options people use: -s -S -o -O -i -I -L -k -f -v -X -d -H -u -A -w -m --connect-timeout --retry.</summary>
public sealed class Curl : Utility
{
    private const int MaxRedirects = 30;

    private const string Distrust = "\nMore details here: https://curl.se/docs/sslcerts.html\n\ncurl failed to verify the legitimacy of the server and therefore could not\n"
        + "establish a secure connection to it. To learn more about this situation and\nhow to fix it, please visit the webpage mentioned above.";

    private static readonly Dictionary<string, char> LongNames = new()
    {
        ["silent"] = 's',
        ["show-error"] = 'S',
        ["output"] = 'o',
        ["remote-name"] = 'O',
        ["include"] = 'i',
        ["head"] = 'I',
        ["location"] = 'L',
        ["insecure"] = 'k',
        ["fail"] = 'f',
        ["verbose"] = 'v',
        ["request"] = 'X',
        ["data"] = 'd',
        ["data-raw"] = 'd',
        ["data-binary"] = 'd',
        ["form"] = 'F',
        ["upload-file"] = 'T',
        ["header"] = 'H',
        ["user"] = 'u',
        ["user-agent"] = 'A',
        ["write-out"] = 'w',
        ["max-time"] = 'm',
        ["connect-timeout"] = 'C',
        ["retry"] = 'R',
        ["retry-delay"] = 'y',
        ["retry-connrefused"] = 'q',
        ["noproxy"] = 'N',
        ["http1.1"] = 'h',
        ["cacert"] = 'E',
        ["version"] = 'V',
        ["compressed"] = 'z',
        ["get"] = 'G',
        ["resolve"] = 'r',
        ["ipv4"] = '4',
        ["fail-with-body"] = 'f',
    };

    public override IReadOnlyList<string> Names => ["curl"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var options = Options.Parse(run.Arguments, "sSo:OiILkfvX:d:H:u:A:w:m:C:R:y:qN:hE:VzGr:4F:T:", LongNames, out var error);
        if (options is null)
        {
            await run.ErrorAsync($"option {error}");
            return 2;
        }

        if (options.Has('V'))
        {
            run.Output.Append("curl 8.11.0 (x86_64-pc-linux-musl) libcurl/8.11.0\nProtocols: file http https\n");
            return 0;
        }

        if (options.Operands.Count == 0)
        {
            await run.Process.WriteAsync(2, "curl: try 'curl --help' or 'curl --manual' for more information\n");
            return 2;
        }

        var code = 0;
        foreach (var url in options.Operands)
        {
            var tries = 1 + (int.TryParse(options.Value('R'), out var retries) ? retries : 0);
            for (var attempt = 1; attempt <= tries; attempt++)
            {
                code = await GetAsync(run, options, url);
                if (code is 0 or 22 || attempt == tries || (code == 7 && !options.Has('q'))) break;
                var pause = double.TryParse(options.Value('y'), NumberStyles.Float, CultureInfo.InvariantCulture, out var given) ? given : 1 << (attempt - 1);
                await run.Process.SleepAsync(TimeSpan.FromSeconds(pause));
            }
        }

        return code;
    }

    private static async ValueTask<int> FailAsync(Invocation run, Options options, int code, string message)
    {
        if (!options.Has('s') || options.Has('S')) await run.Process.WriteAsync(2, $"curl: ({code}) {message}\n");
        if (options.Value('w') is { } format) await run.PrintAsync(WriteOut(format, null, TimeSpan.Zero, ""));
        return code;
    }

    private static async ValueTask<int> GetAsync(Invocation run, Options options, string text)
    {
        var process = run.Process;
        var started = process.Kernel.Now;
        var limit = Utilities.Basics.Sleep.Seconds(options.Value('m') ?? "") is { } most ? TimeSpan.FromSeconds(most) : default(TimeSpan?);
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            if (HttpUrl.Parse(text) is not { } url) return await FailAsync(run, options, 3, "URL using bad/illegal format or missing URL");
            if (url.Scheme is not ("http" or "https" or "telnet")) return await FailAsync(run, options, 1, $"Protocol \"{url.Scheme}\" not supported");
            var addresses = await process.ResolveAsync(url.Host);
            if (addresses.Count == 0) return await FailAsync(run, options, 6, $"Could not resolve host: {url.Host}");
            var connectLimit = Utilities.Basics.Sleep.Seconds(options.Value('C') ?? "") is { } seconds ? TimeSpan.FromSeconds(seconds) : Process.ConnectTimeout;
            if (limit is { } whole && whole < connectLimit) connectLimit = whole;
            if (options.Has('v')) await process.WriteAsync(2, $"*   Trying {addresses[0]}:{url.Port}...\n");
            var socket = await process.ConnectAsync(addresses[0], url.Port, connectLimit);
            var elapsed = process.Kernel.Now - started;
            if (socket < 0)
            {
                var milliseconds = (long)elapsed.TotalMilliseconds;
                return (Errno)(-socket) == Errno.ETIMEDOUT && (limit is not null || options.Has('C'))
                    ? await FailAsync(run, options, 28, $"Connection timed out after {milliseconds} milliseconds")
                    : await FailAsync(run, options, 7, $"Failed to connect to {url.Host} port {url.Port} after {milliseconds} ms: {((Errno)(-socket) == Errno.ECONNREFUSED ? "Could not connect to server" : "Could not connect to server")}");
            }

            if (options.Has('v')) await process.WriteAsync(2, $"* Connected to {url.Host} ({addresses[0]}) port {url.Port}\n");
            if (url.Scheme == "https" && await GreetAsync(run, options, socket, url.Host) is > 0 and var refused) return refused;
            using var timer = limit is { } left ? process.Kernel.Loop.Schedule(left - elapsed, () => (process.Files[socket] as SocketFile)?.Connection.Reset()) : null;
            var request = Request(run.Process, options, url);
            if (options.Has('v')) await process.WriteAsync(2, string.Concat(request.Split("\r\n").TakeWhile(line => line.Length > 0).Select(line => $"> {line}\n")) + "> \n");
            var (reply, error) = await HttpExchange.RunAsync(process, socket, request, options.Has('I'));
            process.Files.Close(socket);
            if (reply is null)
            {
                if (limit is not null && process.Kernel.Now - started >= limit) return await FailAsync(run, options, 28, $"Operation timed out after {(long)(process.Kernel.Now - started).TotalMilliseconds} milliseconds with 0 bytes received");
                return error == Errno.ECONNRESET ? await FailAsync(run, options, 56, "Recv failure: Connection reset by peer") : await FailAsync(run, options, 52, "Empty reply from server");
            }

            if (options.Has('v')) await process.WriteAsync(2, $"< {reply.StatusLine}\n" + string.Concat(reply.Headers.Select(header => $"< {header.Key}: {header.Value}\n")) + "< \n");
            if (options.Has('L') && reply.Status is 301 or 302 or 303 or 307 or 308 && reply.Header("Location") is { } location)
            {
                text = location.Contains("://", StringComparison.Ordinal) ? location : $"{url.Scheme}://{url.HostHeader}{(location.StartsWith('/') ? "" : "/")}{location}";
                continue;
            }

            if (options.Has('f') && reply.Status >= 400) return await FailAsync(run, options, 22, $"The requested URL returned error: {reply.Status}");
            return await SaveAsync(run, options, url, reply, process.Kernel.Now - started, text);
        }

        return await FailAsync(run, options, 47, $"Maximum ({MaxRedirects}) redirects followed");
    }

    /// <summary>0, or the exit code when the server is not one to talk to.</summary>
    private static async ValueTask<int> GreetAsync(Invocation run, Options options, int socket, string host)
    {
        var trusted = options.Has('k') ? null : options.Value('E') is { } file ? run.Process.ReadText(file) : "";
        if (trusted is null && !options.Has('k')) return await FailAsync(run, options, 77, $"error adding trust anchors from file: {options.Value('E')}");
        var verdict = await SecureClient.GreetAsync(run.Process, socket, host, trusted);
        if (verdict == SecureVerdict.Trusted) return 0;
        run.Process.Files.Close(socket);
        return verdict switch
        {
            null => await FailAsync(run, options, 35, "TLS connect error: error:0A00010B:SSL routines::wrong version number"),
            SecureVerdict.OtherName => await FailAsync(run, options, 60, $"SSL: no alternative certificate subject name matches target host name '{host}'{Distrust}"),
            _ => await FailAsync(run, options, 60, $"SSL certificate problem: unable to get local issuer certificate{Distrust}"),
        };
    }

    private static string Request(Process process, Options options, HttpUrl url)
    {
        // What a name after @ holds goes without its line ends.
        var data = options.Has('d') ? string.Join('&', options.Values('d').Select(text => text.StartsWith('@') ? (process.ReadText(text[1..]) ?? "").Replace("\n", "", StringComparison.Ordinal) : text)) : null;
        var type = "application/x-www-form-urlencoded";
        if (options.Has('F')) (data, type) = Form(process, options.Values('F'));
        if (options.Value('T') is { } upload) (data, type) = (process.ReadText(upload) ?? "", "");
        var target = url.PathAndQuery;
        if (options.Has('G') && data is not null)
        {
            target += (target.Contains('?', StringComparison.Ordinal) ? "&" : "?") + data;
            data = null;
        }

        var method = options.Value('X') ?? (options.Has('I') ? "HEAD" : data is null ? "GET" : options.Has('T') ? "PUT" : "POST");
        var headers = options.Values('H').ToList();
        bool Has(string name) => headers.Exists(header => header.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
        var request = new StringBuilder($"{method} {target} HTTP/1.1\r\n");
        if (!Has("Host")) request.Append($"Host: {url.HostHeader}\r\n");
        if ((options.Value('u') ?? url.UserInfo) is { } user) request.Append($"Authorization: Basic {Convert.ToBase64String(Encoding.Latin1.GetBytes(user))}\r\n");
        if (!Has("User-Agent")) request.Append($"User-Agent: {options.Value('A') ?? "curl/8.11.0"}\r\n");
        if (!Has("Accept")) request.Append("Accept: */*\r\n");
        foreach (var header in headers) request.Append(header).Append("\r\n");
        if (data is not null)
        {
            request.Append(CultureInfo.InvariantCulture, $"Content-Length: {data.Length}\r\n");
            if (type.Length > 0 && !Has("Content-Type")) request.Append("Content-Type: ").Append(type).Append("\r\n");
        }

        return request.Append("\r\n").Append(data).ToString();
    }

    /// <summary>A form of many parts: <c>name=value</c>, <c>name=@file</c>.</summary>
    private static (string Body, string Type) Form(Process process, IEnumerable<string> fields)
    {
        const string Boundary = "------------------------podlabform";
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
                value = process.ReadText(path) ?? "";
            }

            body.Append("\r\n\r\n").Append(value).Append("\r\n");
        }

        return (body.Append("--" + Boundary + "--\r\n").ToString(), "multipart/form-data; boundary=" + Boundary);
    }

    private static async ValueTask<int> SaveAsync(Invocation run, Options options, HttpUrl url, HttpReply reply, TimeSpan time, string text)
    {
        var body = new StringBuilder();
        if (options.Has('i') || options.Has('I')) body.Append(reply.StatusLine).Append("\r\n").Append(string.Concat(reply.Headers.Select(header => $"{header.Key}: {header.Value}\r\n"))).Append("\r\n");
        body.Append(reply.Body);
        var path = options.Has('O') ? Process.BaseName(url.PathAndQuery.Split('?')[0]) : options.Value('o');
        if (path is null or "-")
        {
            await run.PrintAsync(body.ToString());
        }
        else
        {
            var error = run.Process.Open(path, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, out var number);
            if (error != Errno.Ok)
            {
                await run.Process.WriteAsync(2, $"Warning: Failed to open the file {path}: {error.Text()}\n");
                return await FailAsync(run, options, 23, $"client returned ERROR on write, {body.Length} bytes received");
            }

            if (!options.Has('s'))
            {
                await run.Process.WriteAsync(2, "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n");
                await run.Process.WriteAsync(2, FormattableString.Invariant($"\r100 {body.Length,5}  100 {body.Length,5}    0     0  {body.Length,5}      0 --:--:-- --:--:-- --:--:--  {body.Length,4}\n"));
            }

            if (body.Length > 0) await run.Process.WriteAsync(number, body.ToString());
            run.Process.Files.Close(number);
        }

        if (options.Value('w') is { } format) await run.PrintAsync(WriteOut(format, reply, time, text));
        return 0;
    }

    private static string Redirect(HttpReply? reply, string url) =>
        reply is { Status: >= 300 and < 400 } && reply.Header("Location") is { } location && Uri.TryCreate(url.Contains("://", StringComparison.Ordinal) ? url : "http://" + url, UriKind.Absolute, out var from) && Uri.TryCreate(from, location, out var to) ? to.AbsoluteUri : "";

    private static string WriteOut(string format, HttpReply? reply, TimeSpan time, string url) => Shell.Syntax.Escapes.Expand(format)
        .Replace("%{http_code}", (reply?.Status ?? 0).ToString("D3", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("%{redirect_url}", Redirect(reply, url), StringComparison.Ordinal)
        .Replace("%{response_code}", (reply?.Status ?? 0).ToString("D3", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("%{size_download}", (reply?.Body.Length ?? 0).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("%{content_type}", reply?.Header("Content-Type") ?? "", StringComparison.Ordinal)
        .Replace("%{url_effective}", url, StringComparison.Ordinal)
        .Replace("%{time_total}", time.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
