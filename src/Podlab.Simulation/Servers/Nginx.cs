using System.Globalization;
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
        foreach (var (host, place) in sites.SelectMany(site => site.Locations).Where(location => location.ProxyPass is not null).SelectMany(location => location.Servers.Select(server => (HttpUrl.Parse(server)?.Host ?? "", location.Place))))
        {
            if (error is not null || host.Contains('$', StringComparison.Ordinal) || (await self.ResolveAsync(host)).Count > 0) continue;
            error = $"host not found in upstream \"{host}\" in {place}";
        }

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
            if (Bind() is { } why)
            {
                await self.WriteAsync(2, $"{Time(self)} [emerg] {self.Pid}#{self.Pid}: {why}\nnginx: [emerg] {why}\n");
                return 1;
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
            await self.AllocateAsync(3 << 20);
            self.ReapsChildren = true;
            await StartWorkersAsync();
            while (true)
            {
                if (signals.Count == 0) await self.PauseAsync(canInterrupt: true);
                while (signals.Count > 0)
                {
                    var signal = signals[0];
                    signals.RemoveAt(0);
                    await NoticeAsync($"signal {(int)signal} (SIG{signal}) received{signal switch { Signal.QUIT => ", shutting down", Signal.TERM or Signal.INT => ", exiting", Signal.HUP => ", reconfiguring", _ => "" }}");
                    if (signal == Signal.HUP) await ReloadAsync();
                    if (signal is not (Signal.QUIT or Signal.TERM or Signal.INT)) continue;
                    foreach (var number in listening.Values) self.Files.Close(number);
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

        private readonly SortedDictionary<int, int> listening = [];
        private readonly List<Process> workers = [];
        private int openRequests;
        private long requests;

        /// <summary>Takes the ports of the configuration that are not held yet; the answer is what stands against it.</summary>
        private string? Bind()
        {
            foreach (var port in sites.SelectMany(site => site.Ports).Distinct().Where(port => !listening.ContainsKey(port)))
            {
                var error = self.Listen("0.0.0.0", port, out var number);
                if (error != Errno.Ok) return $"bind() to 0.0.0.0:{port} failed ({(int)error}: {error.Text()})";
                listening[port] = number;
            }

            return null;
        }

        private async ValueTask StartWorkersAsync()
        {
            await NoticeAsync("start worker processes");
            for (var i = 0; i < Math.Min(self.Kernel.Cpus, 2); i++)
            {
                if (self.Fork() is not { } worker) break;
                await NoticeAsync($"start worker process {worker.Pid}");
                workers.Add(worker);
                worker.Comm = "nginx";
                foreach (var signal in (Signal[])[Signal.TERM, Signal.INT, Signal.QUIT, Signal.HUP, Signal.USR1]) worker.SetAction(signal, SignalAction.Default);
                if (i == 0) worker.Start(ServeAsync([.. listening.Values]));
                else worker.Start(async process =>
                {
                    await process.PauseAsync();
                    return 0;
                });
            }
        }

        /// <summary>A new configuration gets new workers; the old ones end. A wrong one changes nothing.</summary>
        private async ValueTask ReloadAsync()
        {
            var (read, error) = NginxConfiguration.Read(self, path);
            var before = sites;
            if (error is null)
            {
                sites = read;
                error = Bind();
            }

            if (error is not null)
            {
                sites = before;
                await self.WriteAsync(2, $"{Time(self)} [emerg] {self.Pid}#{self.Pid}: {error}\n");
                return;
            }

            await NoticeAsync("using the \"epoll\" event method");
            foreach (var port in listening.Keys.Except(sites.SelectMany(site => site.Ports)).ToList())
            {
                self.Files.Close(listening[port]);
                listening.Remove(port);
            }

            var old = workers.ToList();
            workers.Clear();
            await StartWorkersAsync();
            foreach (var worker in old)
            {
                await self.WriteAsync(2, $"{Time(self)} [notice] {worker.Pid}#{worker.Pid}: gracefully shutting down\n{Time(self)} [notice] {worker.Pid}#{worker.Pid}: exiting\n{Time(self)} [notice] {worker.Pid}#{worker.Pid}: exit\n");
                foreach (var helper in worker.Children.ToList()) self.Kernel.Exit(helper, new ExitStatus(0));
                self.Kernel.Exit(worker, new ExitStatus(0));
                await NoticeAsync($"worker process {worker.Pid} exited with code 0");
            }
        }

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
            requests++;
            var host = request.Header("Host")?.Split(':')[0] ?? "";
            var candidates = sites.Where(site => site.Ports.Contains(connection.LocalPort)).ToList();
            var site = candidates.Find(candidate => candidate.Names.Contains(host)) ?? candidates.FirstOrDefault() ?? sites[0];
            var location = site.Find(HttpRequest.Decode(request.Path));
            var (response, missing) = location?.ProxyPass is not null || location?.StubStatus == true ? (new HttpResponse(200), null) : site.Answer(worker, request, version, connection);
            if (location?.StubStatus == true)
            {
                response = new HttpResponse(200, $"Active connections: {openRequests} \nserver accepts handled requests\n {requests} {requests} {requests} \nReading: 0 Writing: {openRequests} Waiting: 0 \n") { Headers = [new("Content-Type", "text/plain")] };
            }
            else if (location?.ProxyPass is not null)
            {
                var (proxied, status, why) = await NginxProxy.AskAsync(worker, request, connection, location);
                response = proxied ?? NginxSite.ErrorPage(status, version);
                if (why is not null)
                {
                    var parts = why.Split('#');
                    await worker.WriteAsync(2, $"{Time(worker)} [error] {worker.Pid}#{worker.Pid}: *{requests} {parts[0]}, client: {connection.RemoteAddress}, server: {site.Names.FirstOrDefault()}, request: \"{request.Method} {request.Target} {request.Version}\"{(parts.Length > 1 ? $", upstream: \"{parts[1]}\"" : "")}, host: \"{request.Header("Host")}\"\n");
                }
            }

            if (response.Status >= 400 && site.ErrorPages.GetValueOrDefault(response.Status) is { } page && site.Answer(worker, request with { Method = "GET", Target = page }, version, connection).Response is { Status: 200 } own)
                response = own with { Status = response.Status };
            if (response.Status < 400) foreach (var (name, value) in location?.AddHeaders ?? []) response.Headers.Add(new(name, NginxSite.Expand(value, request, worker.Hostname, connection)));
            if (missing is not null)
                await worker.WriteAsync(2, $"{Time(worker)} [error] {worker.Pid}#{worker.Pid}: *{requests} {(response.Status == 403 ? $"directory index of \"{missing}\" is forbidden" : $"open() \"{missing}\" failed (2: No such file or directory)")}, client: {connection.RemoteAddress}, server: {site.Names.FirstOrDefault()}, request: \"{request.Method} {request.Target} {request.Version}\", host: \"{request.Header("Host")}\"\n");
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
