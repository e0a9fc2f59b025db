using System.Globalization;
using System.Text.RegularExpressions;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;
using Podlab.Simulation.Utilities.Host;

namespace Podlab.Simulation.Servers;

/// <summary>
/// nginx: serves files by the <c>listen</c>, <c>root</c>, <c>index</c> and <c>return</c> of its configuration, writes an access log, stops on QUIT (when connections are done),
/// TERM and INT; <c>-t</c> tests the configuration, <c>-s</c> signals the running one, <c>-v</c> prints the version.
/// </summary>
public sealed partial class Nginx : IProgram
{
    public const string DefaultVersion = "1.27.3";

    public async ValueTask<int> RunAsync(Process self)
    {
        var arguments = self.Arguments.Skip(1).ToList();
        var version = self.GetEnvironment("NGINX_VERSION") ?? DefaultVersion;
        if (arguments.Contains("-v") || arguments.Contains("-V"))
        {
            await self.WriteAsync(2, $"nginx version: nginx/{version}\n");
            return 0;
        }

        var path = arguments.IndexOf("-c") is var at and >= 0 && at + 1 < arguments.Count ? arguments[at + 1] : "/etc/nginx/nginx.conf";
        var (sites, error) = NginxConfiguration.Read(self, path);
        if (error is not null)
        {
            await self.WriteAsync(2, arguments.Contains("-t") ? $"nginx: [emerg] {error}\nnginx: configuration file {path} test failed\n" : $"{Time(self)} [emerg] {self.Pid}#{self.Pid}: {error}\nnginx: [emerg] {error}\n");
            return 1;
        }

        if (arguments.Contains("-t"))
        {
            await self.WriteAsync(2, $"nginx: the configuration file {path} syntax is ok\nnginx: configuration file {path} test is successful\n");
            return 0;
        }

        if (arguments.IndexOf("-s") is var flag and >= 0) return await SignalAsync(self, arguments.ElementAtOrDefault(flag + 1) ?? "");
        return await new Master(self, sites, version, path).RunAsync();
    }

    private static string Time(Process process) => DateText.Format("%Y/%m/%d %H:%M:%S", process.Kernel.Now);

    private static async ValueTask<int> SignalAsync(Process self, string name)
    {
        Signal? signal = name switch { "stop" => Signal.TERM, "quit" => Signal.QUIT, "reload" => Signal.HUP, "reopen" => Signal.USR1, _ => null };
        if (signal is null)
        {
            await self.WriteAsync(2, $"nginx: invalid option: \"-s {name}\"\n");
            return 1;
        }

        if (!int.TryParse(self.ReadText("/run/nginx.pid")?.Trim(), out var pid) || self.Namespace.Find(pid) is not { } master)
        {
            await self.WriteAsync(2, "nginx: [error] open() \"/run/nginx.pid\" failed (2: No such file or directory)\n");
            return 1;
        }

        await self.WriteAsync(2, $"{Time(self)} [notice] {self.Pid}#{self.Pid}: signal process started\n");
        self.Kernel.Send(master, signal.Value);
        return 0;
    }

    /// <summary>The master process: holds the ports, starts a worker, obeys signals.</summary>
    private sealed class Master(Process self, IReadOnlyList<NginxSite> sites, string version, string path)
    {
        private readonly List<Signal> signals = [];
        private IReadOnlyList<NginxSite> sites = sites;

        public async ValueTask<int> RunAsync()
        {
            foreach (var signal in (Signal[])[Signal.TERM, Signal.INT, Signal.QUIT, Signal.HUP, Signal.USR1, Signal.WINCH]) self.SetAction(signal, SignalAction.Handle);
            self.SignalHandler = signals.Add;
            var listening = new List<int>();
            foreach (var port in sites.SelectMany(site => site.Ports).Distinct())
            {
                var error = self.Listen("0.0.0.0", port, out var number);
                if (error != Errno.Ok)
                {
                    var why = $"bind() to 0.0.0.0:{port} failed ({(int)error}: {error.Text()})";
                    await self.WriteAsync(2, $"{Time(self)} [emerg] {self.Pid}#{self.Pid}: {why}\nnginx: [emerg] {why}\n");
                    return 1;
                }

                listening.Add(number);
            }

            if (self.Open("/run/nginx.pid", OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, out var pidFile) == Errno.Ok)
            {
                await self.WriteAsync(pidFile, self.Pid.ToString(CultureInfo.InvariantCulture) + "\n");
                self.Files.Close(pidFile);
            }

            await NoticeAsync("using the \"epoll\" event method");
            await NoticeAsync($"nginx/{version}");
            await NoticeAsync("built by gcc 12.2.0 (Debian 12.2.0-14)");
            await NoticeAsync($"OS: Linux {self.Kernel.Release}");
            await NoticeAsync("getrlimit(RLIMIT_NOFILE): 1048576:1048576");
            await NoticeAsync("start worker processes");
            await self.AllocateAsync(3 << 20);
            self.ReapsChildren = true;
            var workers = new List<Process>();
            for (var i = 0; i < Math.Min(self.Kernel.Cpus, 2); i++)
            {
                if (self.Fork() is not { } worker) break;
                await NoticeAsync($"start worker process {worker.Pid}");
                workers.Add(worker);
                worker.Comm = "nginx";
                foreach (var signal in (Signal[])[Signal.TERM, Signal.INT, Signal.QUIT, Signal.HUP, Signal.USR1]) worker.SetAction(signal, SignalAction.Default);
                if (i == 0) worker.Start(ServeAsync(listening));
                else worker.Start(async process =>
                {
                    await process.PauseAsync();
                    return 0;
                });
            }

            while (true)
            {
                if (signals.Count == 0) await self.PauseAsync(canInterrupt: true);
                while (signals.Count > 0)
                {
                    var signal = signals[0];
                    signals.RemoveAt(0);
                    await NoticeAsync($"signal {(int)signal} (SIG{signal}) received{signal switch { Signal.QUIT => ", shutting down", Signal.TERM or Signal.INT => ", exiting", Signal.HUP => ", reconfiguring", _ => "" }}");
                    if (signal == Signal.HUP)
                    {
                        var (read, error) = NginxConfiguration.Read(self, path);
                        if (error is null) sites = read;
                        else await self.WriteAsync(2, $"{Time(self)} [emerg] {self.Pid}#{self.Pid}: {error}\n");
                    }

                    if (signal is not (Signal.QUIT or Signal.TERM or Signal.INT)) continue;
                    foreach (var number in listening) self.Files.Close(number);
                    if (signal == Signal.QUIT)
                        for (var waited = 0; openRequests > 0 && waited < 3600; waited++) await self.SleepAsync(TimeSpan.FromSeconds(1));
                    foreach (var worker in workers)
                    {
                        self.Kernel.Exit(worker, new ExitStatus(0));
                        await NoticeAsync($"worker process {worker.Pid} exited with code 0");
                    }

                    await NoticeAsync("exit");
                    return 0;
                }
            }
        }

        private int openRequests;

        private ValueTask<int> NoticeAsync(string text) => self.WriteAsync(2, $"{Time(self)} [notice] {self.Pid}#{self.Pid}: {text}\n");

        private Func<Process, ValueTask<int>> ServeAsync(List<int> listening) => async worker =>
        {
            var server = new HttpServer(worker, (request, connection) => AnswerAsync(worker, request, connection));
            // One process waits for all ports: the first in its own wait, the others by polling what their wake-ups bring.
            if (listening.Count == 1)
            {
                await server.AcceptAsync(listening[0]);
                return 0;
            }

            foreach (var number in listening.Skip(1))
            {
                if (worker.Fork() is not { } helper) continue;
                helper.Start(async process =>
                {
                    await new HttpServer(process, (request, connection) => AnswerAsync(process, request, connection)).AcceptAsync(number);
                    return 0;
                });
            }

            await server.AcceptAsync(listening[0]);
            return 0;
        };

        private async ValueTask<HttpResponse> AnswerAsync(Process worker, HttpRequest request, Connection connection)
        {
            openRequests++;
            var host = request.Header("Host")?.Split(':')[0] ?? "";
            var candidates = sites.Where(site => site.Ports.Contains(connection.LocalPort)).ToList();
            var site = candidates.Find(candidate => candidate.Names.Contains(host)) ?? candidates.FirstOrDefault() ?? sites[0];
            var (response, missing) = site.Answer(worker, request, version, connection);
            if (missing is not null)
                await worker.WriteAsync(2, $"{Time(worker)} [error] {worker.Pid}#{worker.Pid}: *1 open() \"{missing}\" failed (2: No such file or directory), client: {connection.RemoteAddress}, server: {site.Names.FirstOrDefault()}, request: \"{request.Method} {request.Target} {request.Version}\", host: \"{request.Header("Host")}\"\n");
            response = Finish(response, version, worker.Kernel.Now);
            var agent = request.Header("User-Agent") ?? "-";
            var forwarded = request.Header("X-Forwarded-For") ?? "-";
            await worker.WriteAsync(1, $"{connection.RemoteAddress} - - [{DateText.Format("%d/%b/%Y:%H:%M:%S +0000", worker.Kernel.Now)}] \"{request.Method} {request.Target} {request.Version}\" {response.Status} {response.Body.Length} \"{request.Header("Referer") ?? "-"}\" \"{agent}\" \"{forwarded}\"\n");
            openRequests--;
            return response;
        }
    }

    private static HttpResponse Finish(HttpResponse response, string version, DateTimeOffset now) => response with
    {
        Headers =
        [
            new("Server", "nginx/" + version), new("Date", DateText.Format("%a, %d %b %Y %H:%M:%S GMT", now)),
            .. response.Headers.Where(header => header.Key == "Content-Type"), new("Content-Length", response.Body.Length.ToString(CultureInfo.InvariantCulture)),
            .. response.Headers.Where(header => header.Key != "Content-Type"),
        ],
    };
}

/// <summary>A server block.</summary>
internal sealed partial record NginxSite(IReadOnlyList<int> Ports, IReadOnlyList<string> Names, string Root, IReadOnlyList<string> Index, IReadOnlyList<NginxLocation> Locations)
{
    public (HttpResponse Response, string? Missing) Answer(Process process, HttpRequest request, string version, Connection connection)
    {
        var path = HttpRequest.Decode(request.Path);
        var location = Locations.Where(candidate => candidate.Matches(path)).OrderByDescending(candidate => candidate.Exact).ThenByDescending(candidate => candidate.Path.Length).FirstOrDefault();
        if (location?.ReturnCode is { } code)
        {
            var text = Expand(location.ReturnText ?? "", request, process, connection);
            if (code is 301 or 302 or 303 or 307 or 308) return (ErrorPage(code, version) with { Headers = [new("Content-Type", "text/html"), new("Location", text)] }, null);
            return text.Length == 0 && code >= 300 ? (ErrorPage(code, version), null) : (new HttpResponse(code, text) { Headers = [new("Content-Type", location.DefaultType ?? "application/octet-stream")] }, null);
        }

        if (request.Method is not ("GET" or "HEAD")) return (ErrorPage(405, version), null);
        var file = (location?.Root ?? Root).TrimEnd('/') + path;
        if (process.Tree.Find(process, file, true, out var node) == Errno.Ok && node is DirectoryNode)
        {
            if (!path.EndsWith('/')) return (ErrorPage(301, version) with { Headers = [new("Content-Type", "text/html"), new("Location", $"http://{request.Header("Host")}{path}/")] }, null);
            var index = (location?.Index.Count > 0 ? location.Index : Index).FirstOrDefault(name => process.Tree.Find(process, file + name, true, out _) == Errno.Ok);
            if (index is null) return (ErrorPage(403, version), null);
            file += index;
        }

        var error = process.Tree.Open(process, file, OpenFlags.Read, 0, out var open);
        if (error == Errno.EACCES) return (ErrorPage(403, version), null);
        if (error != Errno.Ok || open.Node is not FileNode content) return (ErrorPage(404, version), file);
        open.Close();
        var modified = DateText.Format("%a, %d %b %Y %H:%M:%S GMT", content.Modified);
        return (new HttpResponse(200, System.Text.Encoding.Latin1.GetString(content.ReadAll()))
        {
            Headers =
            [
                new("Content-Type", MediaTypes.Of(file)), new("Last-Modified", modified),
                new("ETag", FormattableString.Invariant($"\"{content.Modified.ToUnixTimeSeconds():x}-{content.Size:x}\"")), new("Accept-Ranges", "bytes"),
            ],
        }, null);
    }

    private static string Expand(string text, HttpRequest request, Process process, Connection connection) => Variable().Replace(text, match => match.Value switch
    {
        "$hostname" => process.Hostname,
        "$host" => request.Header("Host")?.Split(':')[0] ?? "",
        "$request_uri" => request.Target,
        "$uri" => request.Path,
        "$args" => request.Query,
        "$scheme" => "http",
        "$remote_addr" => connection.RemoteAddress,
        "$server_addr" => connection.LocalAddress,
        "$server_port" => connection.LocalPort.ToString(CultureInfo.InvariantCulture),
        "$request_method" => request.Method,
        "$http_user_agent" => request.Header("User-Agent") ?? "",
        _ => "",
    });

    private static HttpResponse ErrorPage(int status, string version)
    {
        var title = string.Create(CultureInfo.InvariantCulture, $"{status} {(status == 405 ? "Not Allowed" : status == 503 ? "Service Temporarily Unavailable" : HttpResponse.Reason(status))}");
        return new HttpResponse(status, $"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n<hr><center>nginx/{version}</center>\r\n</body>\r\n</html>\r\n")
        {
            Headers = [new("Content-Type", "text/html")],
        };
    }

    [GeneratedRegex(@"\$[a-z_]+")]
    private static partial Regex Variable();
}

/// <summary>A location block.</summary>
internal sealed record NginxLocation(string Path, bool Exact)
{
    public string? Root { get; init; }
    public IReadOnlyList<string> Index { get; init; } = [];
    public int? ReturnCode { get; init; }
    public string? ReturnText { get; init; }
    public string? DefaultType { get; init; }

    public bool Matches(string path) => Exact ? path == Path : path.StartsWith(Path, StringComparison.Ordinal);
}
