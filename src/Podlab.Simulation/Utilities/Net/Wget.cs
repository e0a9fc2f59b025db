using System.Globalization;
using System.Text;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;

namespace Podlab.Simulation.Utilities.Net;

/// <summary><c>wget [-cqS] [--spider] [-O FILE] [-o FILE] [--header STR] [--post-data STR] [-T SEC] [-t N] [-U AGENT] URL…</c></summary>
internal sealed class Wget : Utility
{
    private const int MaxRedirects = 5;

    private static readonly Dictionary<string, char> LongNames = new()
    {
        ["spider"] = 's',
        ["header"] = 'H',
        ["post-data"] = 'd',
        ["post-file"] = 'f',
        ["timeout"] = 'T',
        ["tries"] = 't',
        ["quiet"] = 'q',
        ["output-document"] = 'O',
        ["no-check-certificate"] = 'n',
        ["user-agent"] = 'U',
        ["server-response"] = 'S',
        ["continue"] = 'c',
        ["no-verbose"] = 'v',
        ["proxy"] = 'Y',
        ["directory-prefix"] = 'P',
    };

    public override IReadOnlyList<string> Names => ["wget"];

    public override string Usage => "[-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n\t[--post-data STR | --post-file FILE] [-Y on/off]\n\t[--no-check-certificate] [-P DIR] [-U AGENT] [-T SEC] URL...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("cqSsO:o:H:d:f:T:t:U:Y:P:nv", LongNames) is not { } options) return 1;
        if (options.Operands.Count == 0)
        {
            await run.UsageAsync();
            return 1;
        }

        foreach (var url in options.Operands)
            if (!await GetAsync(run, options, url)) return 1;
        return 0;
    }

    private static async ValueTask<bool> GetAsync(Invocation run, Options options, string text)
    {
        var process = run.Process;
        var quiet = options.Has('q');
        async ValueTask Say(string line)
        {
            if (!quiet) await process.WriteAsync(2, line + "\n");
        }

        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            if (HttpUrl.Parse(text) is not { } url || url.Scheme is not ("http" or "https"))
            {
                await run.ErrorAsync($"not an http or ftp url: {text}");
                return false;
            }

            var addresses = await process.ResolveAsync(url.Host);
            if (addresses.Count == 0)
            {
                await run.ErrorAsync($"bad address '{url.Host}'");
                return false;
            }

            await Say($"Connecting to {url.HostHeader} ({addresses[0]}:{url.Port})");
            var limit = TimeSpan.FromSeconds(double.TryParse(options.Value('T'), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? seconds : 900);
            var socket = await process.ConnectAsync(addresses[0], url.Port, limit < Process.ConnectTimeout ? limit : Process.ConnectTimeout);
            if (socket < 0)
            {
                await run.ErrorAsync((Errno)(-socket) == Errno.ETIMEDOUT && options.Has('T') ? "download timed out" : $"can't connect to remote host ({addresses[0]}): {((Errno)(-socket)).Text()}");
                return false;
            }

            if (url.Scheme == "https" && !await IsSecureAsync(run, options, socket, url.Host)) return false;
            using var timer = process.Kernel.Loop.Schedule(limit, () => (process.Files[socket] as SocketFile)?.Connection.Reset());
            var started = process.Kernel.Now;
            var (reply, error) = await HttpExchange.RunAsync(process, socket, Request(options, url), options.Has('s'));
            if (reply is { Status: 0 })
            {
                process.Files.Close(socket);
                await run.ErrorAsync($"error getting response: {reply.StatusLine}");
                return false;
            }

            process.Files.Close(socket);
            if (reply is null)
            {
                await run.ErrorAsync(process.Kernel.Now - started >= limit ? "download timed out" : error == Errno.Ok ? "error getting response" : $"error getting response: {error.Text()}");
                return false;
            }

            if (options.Has('S'))
            {
                await process.WriteAsync(2, $"  {reply.StatusLine}\n" + string.Concat(reply.Headers.Select(header => $"  {header.Key}: {header.Value}\n")));
            }

            if (reply.Status is 301 or 302 or 303 or 307 or 308 && reply.Header("Location") is { } location)
            {
                text = location.Contains("://", StringComparison.Ordinal) ? location : $"{url.Scheme}://{url.HostHeader}{(location.StartsWith('/') ? "" : "/")}{location}";
                continue;
            }

            if (reply.Status is < 200 or >= 300)
            {
                await run.ErrorAsync($"server returned error: {reply.StatusLine}");
                return false;
            }

            if (options.Has('s'))
            {
                await Say("remote file exists");
                return true;
            }

            return await SaveAsync(run, options, url, reply, Say);
        }

        await run.ErrorAsync("too many redirections");
        return false;
    }

    private static string Request(Options options, HttpUrl url)
    {
        var post = options.Value('d');
        var request = new StringBuilder($"{(post is null ? options.Has('s') ? "HEAD" : "GET" : "POST")} {url.PathAndQuery} HTTP/1.1\r\nHost: {url.HostHeader}\r\n");
        request.Append($"User-Agent: {options.Value('U') ?? "Wget"}\r\nConnection: close\r\n");
        foreach (var header in options.Values('H')) request.Append(header).Append("\r\n");
        if (url.UserInfo is { } user) request.Append($"Authorization: Basic {Convert.ToBase64String(Encoding.Latin1.GetBytes(user))}\r\n");
        if (post is not null) request.Append(CultureInfo.InvariantCulture, $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {post.Length}\r\n");
        return request.Append("\r\n").Append(post).ToString();
    }

    private static async ValueTask<bool> SaveAsync(Invocation run, Options options, HttpUrl url, HttpReply reply, Func<string, ValueTask> say)
    {
        var process = run.Process;
        var path = options.Value('O');
        if (path == "-")
        {
            await say("writing to stdout");
            await process.WriteAsync(1, Encoding.Latin1.GetBytes(reply.Body));
            await say($"{"-",-20} 100% |********************************| {reply.Body.Length,5}  0:00:00 ETA\nwritten to stdout");
            return true;
        }

        if (path is null)
        {
            path = Process.BaseName(url.PathAndQuery.Split('?')[0]);
            if (path is "" or "/") path = "index.html";
            if (options.Value('P') is { } folder) path = folder.TrimEnd('/') + "/" + path;
            if (process.Tree.Find(process, path, true, out _) == Errno.Ok)
            {
                await run.ErrorAsync($"can't open '{path}': File exists");
                return false;
            }
        }

        var error = process.Open(path, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, out var number);
        if (error != Errno.Ok)
        {
            await run.ErrorAsync($"can't open '{path}': {error.Text()}");
            return false;
        }

        await say($"saving to '{path}'");
        await process.WriteAsync(number, Encoding.Latin1.GetBytes(reply.Body));
        process.Files.Close(number);
        await say($"{Process.BaseName(path),-20} 100% |********************************| {reply.Body.Length,5}  0:00:00 ETA\n'{path}' saved");
        return true;
    }

    /// <summary>busybox hands TLS to ssl_client, which does not check certificates and says so.</summary>
    private static async ValueTask<bool> IsSecureAsync(Invocation run, Options options, int socket, string host)
    {
        if (!options.Has('n')) await run.Process.WriteAsync(2, "wget: note: TLS certificate validation not implemented\n");
        if (await SecureClient.GreetAsync(run.Process, socket, host, trusted: null) is not null) return true;
        run.Process.Files.Close(socket);
        await run.ErrorAsync("TLS error from peer (alert code 80): internal error");
        await run.ErrorAsync("error getting response: Connection reset by peer");
        return false;
    }
}
