using System.Globalization;
using Podlab.Engine.Network.Secure;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;
using Podlab.Simulation.Utilities;

namespace Podlab.Simulation.Servers;

/// <summary>One URL of curl: connect, ask, follow, save; what goes wrong ends it with an exit code and a line.</summary>
/// <param name="output">The file; empty: the one the URL names; null or <c>-</c>: standard output.</param>
internal sealed class CurlTransfer(Invocation run, Options options, string given, string? output)
{
    private const int DefaultRedirects = 50;

    private const string Distrust = "\nMore details here: https://curl.se/docs/sslcerts.html\n\ncurl failed to verify the legitimacy of the server and therefore could not\n"
        + "establish a secure connection to it. To learn more about this situation and\nhow to fix it, please visit the webpage mentioned above.";

    private readonly Process process = run.Process;
    private readonly DateTimeOffset started = run.Process.Kernel.Now;
    private readonly CurlReport report = new();

    /// <summary>The status of the last answer; 0: none came.</summary>
    public int Status => report.Reply?.Status ?? 0;

    public bool WasRefused { get; private set; }

    private TimeSpan Elapsed => process.Kernel.Now - started;

    private long Milliseconds => (long)Elapsed.TotalMilliseconds;

    public async ValueTask<int> RunAsync()
    {
        var text = given;
        var limit = Seconds('m');
        var most = int.TryParse(options.Value(Curl.MaxRedirects), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var stated) ? stated : DefaultRedirects;
        while (true)
        {
            if (HttpUrl.Parse(text) is not { } url) return await FailAsync(3, Malformed(text));
            if (url.Scheme is not ("http" or "https" or "telnet")) return await FailAsync(1, $"Protocol \"{url.Scheme}\" not supported");
            report.Url = text;
            report.Scheme = url.Scheme;
            if (await ResolveAsync(url) is not { } address) return await FailAsync(6, $"Could not resolve host: {url.Host}");
            report.LookedUp = Elapsed;
            var (socket, refused) = await ConnectAsync(url, address, limit);
            if (socket < 0) return refused;
            if (url.Scheme == "https" && await GreetAsync(socket, url.Host) is > 0 and var distrusted) return distrusted;
            using var timer = limit is { } left ? process.Kernel.Loop.Schedule(left - Elapsed, () => (process.Files[socket] as SocketFile)?.Connection.Reset()) : null;
            if (CurlRequest.Build(process, options, url) is not { } request)
            {
                process.Files.Close(socket);
                return await FailAsync(26, "Failed to open/read local data from file/application");
            }

            report.Method = request.Method;
            report.Uploaded = request.Body;
            await SayAsync($"* using HTTP/1.x\n{string.Concat(request.Head.Split("\r\n").TakeWhile(line => line.Length > 0).Select(line => $"> {line}\n"))}> \n{(request.Body > 0 ? $"* upload completely sent off: {request.Body} bytes\n" : "* Request completely sent off\n")}");
            var (reply, error) = await HttpExchange.RunAsync(process, socket, request.Text, request.Method == "HEAD");
            process.Files.Close(socket);
            if (reply is null)
            {
                if (limit is not null && Elapsed >= limit) return await FailAsync(28, $"Operation timed out after {Milliseconds} milliseconds with 0 bytes received");
                return error == Errno.ECONNRESET ? await FailAsync(56, "Recv failure: Connection reset by peer") : await FailAsync(52, "Empty reply from server");
            }

            if (reply.Status == 0) return await FailAsync(1, "Received HTTP/0.9 when not allowed");
            report.Reply = reply;
            report.Answered = Elapsed;
            await SayAsync($"< {reply.StatusLine}\n{string.Concat(reply.Headers.Select(header => $"< {header.Key}: {header.Value}\n"))}< \n");
            if (options.Has('L') && reply.Status is 301 or 302 or 303 or 307 or 308 && reply.Header("Location") is { } location)
            {
                if (report.Redirects++ >= most && most >= 0) return await FailAsync(47, $"Maximum ({most}) redirects followed");
                text = location.Contains("://", StringComparison.Ordinal) ? location : $"{url.Scheme}://{url.HostHeader}{(location.StartsWith('/') ? "" : "/")}{location}";
                await SayAsync($"* Issue another request to this URL: '{text}'\n");
                continue;
            }

            if (options.Has('f') && reply.Status >= 400) return await FailAsync(22, $"The requested URL returned error: {reply.Status}");
            var saved = await SaveAsync(url, reply);
            if (saved != 0) return saved;
            await SayAsync($"* Connection #0 to host {url.Host} left intact\n");
            if (reply.Truncated) return await FailAsync(limit is not null && Elapsed >= limit ? 28 : 18, Truncation(reply, limit));
            if (options.Has(Curl.FailWithBody) && reply.Status >= 400) return await FailAsync(22, $"The requested URL returned error: {reply.Status}");
            await WriteOutAsync(0, "");
            return 0;
        }
    }

    private string Truncation(HttpReply reply, TimeSpan? limit)
    {
        var all = int.TryParse(reply.Header("Content-Length"), out var length) ? length : reply.Body.Length;
        return limit is not null && Elapsed >= limit ? $"Operation timed out after {Milliseconds} milliseconds with {reply.Body.Length} out of {all} bytes received"
            : reply.Header("Content-Length") is null ? "transfer closed with outstanding read data remaining" : $"end of response with {all - reply.Body.Length} bytes missing";
    }

    private TimeSpan? Seconds(char letter) => Utilities.Basics.Sleep.Seconds(options.Value(letter) ?? "") is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null;

    private static string Malformed(string text)
    {
        var rest = text.IndexOf("://", StringComparison.Ordinal) is var at and > 0 ? text[(at + 3)..] : text;
        var authority = rest.Split('/', '?', '#')[0];
        return authority.Length == 0 || authority[0] == ':' ? "URL rejected: No host part in the URL"
            : authority.Contains(':', StringComparison.Ordinal) ? "URL rejected: Port number was not a decimal number between 0 and 65535" : "URL rejected: Malformed input to a URL function";
    }

    private ValueTask<int> SayAsync(string text) => options.Has('v') ? process.WriteAsync(2, text) : ValueTask.FromResult(0);

    private async ValueTask<int> FailAsync(int code, string message)
    {
        if (options.Has('v')) await process.WriteAsync(2, code == 22 ? $"* The requested URL returned error: {Status}\n* closing connection #0\n" : $"* {message.Split('\n')[0]}\n* closing connection #0\n");
        if (!options.Has('s') || options.Has('S')) await process.WriteAsync(2, $"curl: ({code}) {message}\n");
        await WriteOutAsync(code, message.Split('\n')[0]);
        return code;
    }

    /// <summary>The address of the URL's host: given by <c>--resolve HOST:PORT:ADDRESS</c>, or looked up.</summary>
    private async ValueTask<string?> ResolveAsync(HttpUrl url)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{url.Host}:{url.Port}:");
        if (options.Values(Curl.Resolve).LastOrDefault(entry => entry.TrimStart('+').StartsWith(key, StringComparison.OrdinalIgnoreCase)) is { } entry)
        {
            var address = entry.TrimStart('+')[key.Length..].Split(',')[0].Trim('[', ']');
            await SayAsync($"* Added {key}{address} to DNS cache\n* Hostname {url.Host} was found in DNS cache\n");
            return address;
        }

        var addresses = await process.ResolveAsync(url.Host);
        if (addresses.Count > 0 && addresses[0] != url.Host) await SayAsync($"* Host {url.Host}:{url.Port} was resolved.\n* IPv6: (none)\n* IPv4: {string.Join(", ", addresses)}\n");
        return addresses.FirstOrDefault();
    }

    private async ValueTask<(int Socket, int Code)> ConnectAsync(HttpUrl url, string address, TimeSpan? limit)
    {
        var most = Seconds(Curl.ConnectTimeout) ?? Process.ConnectTimeout;
        if (limit is { } whole && whole - Elapsed < most) most = whole - Elapsed;
        await SayAsync($"*   Trying {address}:{url.Port}...\n");
        var socket = await process.ConnectAsync(address, url.Port, most);
        report.Connected = Elapsed;
        if (socket >= 0)
        {
            var connection = ((SocketFile)process.Files[socket]!).Connection;
            (report.RemoteAddress, report.RemotePort, report.LocalAddress, report.LocalPort) = (address, url.Port, connection.LocalAddress, connection.LocalPort);
            await SayAsync($"* Connected to {url.Host} ({address}) port {url.Port}\n");
            return (socket, 0);
        }

        var error = (Errno)(-socket);
        WasRefused = error == Errno.ECONNREFUSED;
        if (error == Errno.ETIMEDOUT && (limit is not null || options.Has(Curl.ConnectTimeout))) return (-1, await FailAsync(28, $"Connection timed out after {Milliseconds} milliseconds"));
        await SayAsync($"* connect to {address} port {url.Port} failed: {error.Text()}\n");
        return (-1, await FailAsync(7, $"Failed to connect to {url.Host} port {url.Port} after {Milliseconds} ms: Could not connect to server"));
    }

    /// <summary>0, or the exit code when the server is not one to talk to.</summary>
    private async ValueTask<int> GreetAsync(int socket, string host)
    {
        var file = options.Value(Curl.CaCertificate);
        var trusted = options.Has('k') ? null : file is not null ? process.ReadText(file) : "";
        if (trusted is null && !options.Has('k')) return await FailAsync(77, $"error adding trust anchors from file: {file}");
        var verdict = await SecureClient.GreetAsync(process, socket, host, trusted);
        report.Greeted = Elapsed;
        if (verdict == SecureVerdict.Trusted) return 0;
        process.Files.Close(socket);
        return verdict switch
        {
            null => await FailAsync(35, "TLS connect error: error:0A00010B:SSL routines::wrong version number"),
            SecureVerdict.OtherName => await FailAsync(60, $"SSL: no alternative certificate subject name matches target host name '{host}'{Distrust}"),
            _ => await FailAsync(60, $"SSL certificate problem: unable to get local issuer certificate{Distrust}"),
        };
    }

    private async ValueTask<int> SaveAsync(HttpUrl url, HttpReply reply)
    {
        var head = reply.StatusLine + "\r\n" + string.Concat(reply.Headers.Select(header => $"{header.Key}: {header.Value}\r\n")) + "\r\n";
        if (options.Value('D') is { } dump && !await SaveAsync(dump, head)) return await FailAsync(23, "Failed writing received data to disk/application");
        var body = options.Has('i') || options.Has('I') ? head + reply.Body : reply.Body;
        report.Downloaded = reply.Body.Length;
        var path = output is "" ? Process.BaseName(url.PathAndQuery.Split('?')[0]) : output;
        if (path is "")
        {
            return await FailAsync(23, "Failed to extract a filename to use for storage");
        }

        if (path is null or "-")
        {
            await run.PrintAsync(body);
            return 0;
        }

        if (!await SaveAsync(path, body)) return await FailAsync(23, $"client returned ERROR on write, {body.Length} bytes received");
        report.File = path;
        if (options.Has('s')) return 0;
        await process.WriteAsync(2, "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n");
        await process.WriteAsync(2, FormattableString.Invariant($"\r100 {body.Length,5}  100 {body.Length,5}    0     0  {body.Length,5}      0 --:--:-- --:--:-- --:--:--  {body.Length,4}\n"));
        return 0;
    }

    private async ValueTask<bool> SaveAsync(string path, string content)
    {
        if (path == "-")
        {
            await run.PrintAsync(content);
            return true;
        }

        if (options.Has(Curl.CreateDirectories) && path.LastIndexOf('/') is var slash and > 0) Utilities.FileSystem.Mkdir.MakeAll(process, path[..slash]);
        var error = process.Open(path, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, out var number);
        if (error != Errno.Ok)
        {
            await process.WriteAsync(2, $"Warning: Failed to open the file {path}: {error.Text()}\n");
            return false;
        }

        var written = content.Length > 0 ? await process.WriteAsync(number, content) : 0;
        process.Files.Close(number);
        return written >= 0;
    }

    private async ValueTask WriteOutAsync(int code, string message)
    {
        if (options.Value('w') is not { } format) return;
        if (format.StartsWith('@')) format = process.ReadText(format[1..]) ?? "";
        report.Total = Elapsed;
        await run.PrintAsync(report.Expand(format, code, message, out var unknown));
        foreach (var name in unknown) await process.WriteAsync(2, $"curl: unknown --write-out variable: '{name}'\n");
    }
}
