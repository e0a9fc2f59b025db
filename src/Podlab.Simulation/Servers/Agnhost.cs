using System.Globalization;
using System.Text;
using System.Text.Json;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;
using Podlab.Simulation.Utilities.Basics;
using Podlab.Simulation.Utilities.Host;

namespace Podlab.Simulation.Servers;

/// <summary>The program of Kubernetes' end-to-end tests. Follows test/images/agnhost (v2.5x): its sub-commands, flags and what they print.</summary>
public sealed class Agnhost : IProgram
{
    public async ValueTask<int> RunAsync(Process self)
    {
        var arguments = self.Arguments.Skip(1).ToList();
        var command = arguments.Count == 0 ? "" : arguments[0];
        var flags = new Flags(arguments.Skip(1));
        switch (command)
        {
            case "pause":
                await self.WriteAsync(1, "Paused\n");
                self.SetAction(Signal.TERM, SignalAction.Handle);
                self.SetAction(Signal.INT, SignalAction.Handle);
                await self.PauseAsync(canInterrupt: true);
                return 0;
            case "netexec":
                return await NetexecAsync(self, flags);
            case "entrypoint-tester":
                await self.WriteAsync(1, "[" + string.Join(' ', self.Arguments) + "]\n");
                return 0;
            case "mounttest":
                return await AgnhostMountTest.RunAsync(self, flags);
            case "serve-hostname":
                return await ServeHostnameAsync(self, flags);
            case "liveness":
                return await LivenessAsync(self);
            case "connect":
                return await ConnectAsync(self, flags);
            case "fake-gitserver":
                return await HttpApp.ServeAsync(self, 8000, null, (_, _) => ValueTask.FromResult(HttpResponse.Text("I am a fake git server")), handlesTerm: false);
            case "test-webserver":
                return await TestWebServerAsync(self, flags);
            case "logs-generator":
                return await LogsAsync(self, flags);
            case "env" or "inclusterclient":
                return await AgnhostInCluster.RunAsync(self, flags.Seconds("poll-interval", 30));
            case "etc-hosts" or "dns-suffix":
                await self.WriteAsync(1, command == "etc-hosts" ? self.ReadText("/etc/hosts") ?? "" : string.Join(',', self.ResolverSettings().Searches) + "\n");
                return 0;
            case "dns-server-list":
                await self.WriteAsync(1, string.Join(',', self.ResolverSettings().Servers) + "\n");
                return 0;
            case "grpc-health-checking":
                await self.PauseAsync();
                return 0;
            case "--version" or "version":
                await self.WriteAsync(1, "agnhost version 2.53\n");
                return 0;
            default:
                await self.WriteAsync(2, command.Length == 0 ? "Usage:\n  app [command]\n" : $"Error: unknown command \"{command}\" for \"app\"\nRun 'app --help' for usage.\n");
                return command.Length == 0 ? 0 : 1;
        }
    }

    /// <summary><c>--name=value</c>, <c>--name value</c>, <c>--name</c>, and what is left.</summary>
    internal sealed class Flags
    {
        private readonly List<(string Name, string Value)> values = [];

        public Flags(IEnumerable<string> arguments)
        {
            var all = arguments.ToList();
            for (var i = 0; i < all.Count; i++)
            {
                if (!all[i].StartsWith('-'))
                {
                    Operands.Add(all[i]);
                    continue;
                }

                var text = all[i].TrimStart('-');
                var equals = text.IndexOf('=', StringComparison.Ordinal);
                if (equals >= 0) values.Add((text[..equals], text[(equals + 1)..]));
                else if (i + 1 < all.Count && !all[i + 1].StartsWith('-')) values.Add((text, all[++i]));
                else values.Add((text, "true"));
            }
        }

        public List<string> Operands { get; } = [];

        public IReadOnlyList<(string Name, string Value)> All => values;

        public string Get(string name, string fallback) => values.FindLast(flag => flag.Name == name) is { Name: not null } found ? found.Value : fallback;

        public int Number(string name, int fallback) => HttpApp.Number(Get(name, ""), fallback);

        public double Seconds(string name, double fallback) => Sleep.Seconds(Get(name, "")) ?? fallback;
    }

    private static async ValueTask<int> NetexecAsync(Process self, Flags flags)
    {
        var port = flags.Number("http-port", 8080);
        var delay = flags.Number("delay-shutdown", 0);
        var ready = true;
        string Log(string text) => $"{DateText.Format("%Y/%m/%d %H:%M:%S", self.Kernel.Now)} {text}\n";
        await self.WriteAsync(2, Log($"Started HTTP server on port {port}") + Log($"Started UDP server on port  {flags.Number("udp-port", 8081)}"));
        async ValueTask<HttpResponse> Answer(HttpRequest request, Connection connection)
        {
            switch (request.Path)
            {
                case "/hostname" or "/hostName":
                    await self.WriteAsync(2, Log("GET " + request.Path));
                    return HttpResponse.Text(self.Hostname);
                case "/clientip":
                    return HttpResponse.Text($"{connection.RemoteAddress}:{connection.RemotePort}");
                case "/header":
                    return HttpResponse.Text(request.Header(request.Parameter("key") ?? "") ?? "");
                case "/echo":
                    var code = HttpApp.Number(request.Parameter("code"), 200);
                    return HttpResponse.Text(request.Parameter("msg") ?? "", code);
                case "/healthz":
                    return HttpResponse.Text("", ready ? 200 : 412);
                case "/redirect":
                    return HttpResponse.Text("", HttpApp.Number(request.Parameter("code"), 302)) with { Headers = [new("Location", request.Parameter("location") ?? "/")] };
                case "/exit":
                    await self.WriteAsync(2, Log($"GET {request.Target}"));
                    if (Sleep.Seconds(request.Parameter("wait") ?? "0") is { } wait and > 0) await Task.Delay(TimeSpan.FromSeconds(wait), self.Kernel.Loop);
                    self.Kernel.Exit(self, new ExitStatus(HttpApp.Number(request.Parameter("code"), 0)));
                    return HttpResponse.Text("");
                case "/shutdown":
                    self.Kernel.Exit(self, new ExitStatus(0));
                    return HttpResponse.Text("");
                case "/shell":
                    return await ShellAsync(self, request.Parameter("shellCommand") ?? request.Parameter("cmd") ?? "");
                case "/dial":
                    return await DialAsync(self, request);
                case "/upload":
                    return HttpResponse.Text("{\"output\":\"/uploads/upload\"}");
                case "/readyz" or "/":
                    return HttpResponse.Text($"NOW: {DateText.Format("%Y-%m-%d %H:%M:%S.%N +0000 UTC", self.Kernel.Now)}");
                default:
                    return HttpResponse.Text("404 page not found\n", 404);
            }
        }

        var error = self.Listen("0.0.0.0", port, out var listening);
        if (error != Errno.Ok)
        {
            await self.WriteAsync(2, Log($"listen tcp :{port}: bind: {error.Text().ToLowerInvariant()}"));
            return 1;
        }

        AgnhostDatagrams.Serve(self, flags.Number("udp-port", 8081));
        var server = new HttpServer(self, Answer);
        self.SetAction(Signal.TERM, delay > 0 ? SignalAction.Handle : SignalAction.Default);
        var termed = false;
        self.SignalHandler = _ =>
        {
            termed = true;
            ready = false;
            self.Kernel.Loop.Schedule(TimeSpan.FromSeconds(delay), () => self.Kernel.Exit(self, new ExitStatus(0)));
        };
        if (delay == 0)
        {
            // A Go program without a handler ends by TERM; as process 1 too, since the runtime installs its own.
            self.SetAction(Signal.TERM, SignalAction.Handle);
            self.SignalHandler = _ => self.Kernel.Exit(self, new ExitStatus(2));
        }

        while (!self.HasEnded) await server.AcceptAsync(listening);
        return termed ? 0 : 1;
    }

    private static async ValueTask<HttpResponse> ShellAsync(Process self, string text)
    {
        var (reader, writer) = Pipe.Create(self.Kernel);
        if (self.FindInPath("sh") is not { } shell || self.FindExecutable(shell, ["sh", "-c", text], out var executable) != Errno.Ok)
        {
            reader.Close();
            writer.Close();
            return HttpResponse.Text("{\"error\":\"fork/exec /bin/sh: no such file or directory\"}\n");
        }

        var child = self.Spawn(executable, process =>
        {
            process.Files.Set(1, writer);
            process.Files.Set(2, writer.Share());
        });
        var output = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var count = reader.Read(buffer);
            if (count == 0) break;
            if (count > 0) output.Append(Encoding.Latin1.GetString(buffer, 0, count));
            else await Task.Delay(TimeSpan.FromMilliseconds(1), self.Kernel.Loop);
        }

        reader.Close();
        var code = child?.Status.ShellCode ?? 0;
        if (child is not null) self.Reap(child);
        return HttpResponse.Text(code == 0 ? $"{{\"output\":{Json(output.ToString())}}}\n" : $"{{\"error\":\"exit status {code}\",\"output\":{Json(output.ToString())}}}\n");
    }

    private static string Json(string text) => JsonSerializer.Serialize(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text)), JsonText.Default.String);

    private static async ValueTask<HttpResponse> DialAsync(Process self, HttpRequest request)
    {
        var (host, port, tries) = (request.Parameter("host") ?? "", HttpApp.Number(request.Parameter("port"), 80), HttpApp.Number(request.Parameter("tries"), 1));
        var path = request.Parameter("request") ?? "hostname";
        var (responses, errors) = (new List<string>(), new List<string>());
        for (var i = 0; i < tries; i++)
        {
            var result = await self.Network.ConnectAsync(host, port, TimeSpan.FromSeconds(5));
            if (result.Connection is not { } connection)
            {
                errors.Add($"Get \"http://{host}:{port}/{path}\": dial tcp {host}:{port}: connect: {result.Words}");
                continue;
            }

            await using var stream = new ConnectionStream(connection);
            await stream.WriteAsync(Encoding.Latin1.GetBytes($"GET /{path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"));
            var text = new StringBuilder();
            var buffer = new byte[4096];
            for (int count; (count = await stream.ReadAsync(buffer)) > 0;) text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            var body = text.ToString();
            responses.Add(body[(body.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        }

        var parts = new List<string>();
        if (responses.Count > 0) parts.Add($"\"responses\":[{string.Join(',', responses.Select(Json))}]");
        if (errors.Count > 0) parts.Add($"\"errors\":[{string.Join(',', errors.Select(Json))}]");
        return HttpResponse.Text("{" + string.Join(',', parts) + "}\n");
    }

    private static ValueTask<int> ServeHostnameAsync(Process self, Flags flags) =>
        HttpApp.ServeAsync(self, flags.Number("port", 9376), $"Serving on port {flags.Number("port", 9376)}.", (_, connection) =>
            ValueTask.FromResult(HttpResponse.Text(self.Hostname + (flags.Get("close", "false") == "true" ? "" : ""))), termCode: 2);

    /// <summary>/healthz answers 200 for ten seconds, then 500; /started.</summary>
    private static ValueTask<int> LivenessAsync(Process self)
    {
        var started = self.Kernel.Now;
        return HttpApp.ServeAsync(self, 8080, null, (request, _) =>
        {
            var age = self.Kernel.Now - started;
            var seconds = age.TotalSeconds.ToString("0.#########", CultureInfo.InvariantCulture);
            return ValueTask.FromResult(request.Path switch
            {
                "/started" => HttpResponse.Text(seconds + "s"),
                "/healthz" => age > TimeSpan.FromSeconds(10) ? HttpResponse.Text($"error: {seconds}", 500) : HttpResponse.Text("ok"),
                "/redirect" => HttpResponse.Text("", 302) with { Headers = [new("Location", request.Parameter("loc") ?? "/")] },
                _ => HttpResponse.Text("404 page not found\n", 404),
            });
        }, termCode: 2);
    }

    private static async ValueTask<int> ConnectAsync(Process self, Flags flags)
    {
        var destination = flags.Operands.LastOrDefault() ?? "";
        var colon = destination.LastIndexOf(':');
        var host = colon < 0 ? destination : destination[..colon];
        var addresses = await self.ResolveAsync(host);
        if (addresses.Count == 0)
        {
            await self.WriteAsync(2, "DNS: lookup " + host + ": no such host\n");
            return 1;
        }

        var (port, timeout) = (HttpApp.Number(destination[(colon + 1)..], 80), flags.Seconds("timeout", 0));
        if (flags.Get("protocol", "tcp") == "udp") return await AgnhostDatagrams.ConnectAsync(self, addresses[0], port, timeout, flags.Get("udp-data", "hostname"));
        var socket = await self.ConnectAsync(addresses[0], port, timeout > 0 ? TimeSpan.FromSeconds(timeout) : null);
        if (socket >= 0) return 0;
        await self.WriteAsync(2, (Errno)(-socket) switch { Errno.ECONNREFUSED => "REFUSED\n", Errno.ETIMEDOUT => "TIMEOUT\n", _ => "OTHER: no route to host\n" });
        return 1;
    }

    private static ValueTask<int> TestWebServerAsync(Process self, Flags flags) => HttpApp.ServeAsync(self, flags.Number("port", 80), null, (request, _) =>
    {
        var content = self.ReadText(HttpRequest.Decode(request.Path));
        return ValueTask.FromResult(content is null ? HttpResponse.Text("404 page not found\n", 404) : HttpResponse.Text(content));
    }, termCode: 2);

    private static async ValueTask<int> LogsAsync(Process self, Flags flags)
    {
        var (total, duration) = (flags.Number("log-lines-total", 0), flags.Seconds("run-duration", 0));
        if (total == 0) return 1;
        for (var i = 0; i < total; i++)
        {
            if (duration > 0) await self.SleepAsync(TimeSpan.FromSeconds(duration / total));
            var verb = (string[])["GET", "PUT", "POST"];
            await self.WriteAsync(2, FormattableString.Invariant($"I{self.Kernel.Now:MMdd HH:mm:ss.ffffff}       {self.Pid} logs_generator.go:76] {i} {verb[self.Kernel.NextRandom() % 3]} /api/v1/namespaces/{(self.Kernel.NextRandom() % 2 == 0 ? "kube-system" : "default")}/pods/{self.Kernel.NextRandom() % 4096:x} {200 + self.Kernel.NextRandom() % 400}\n"));
        }

        return 0;
    }
}

/// <summary>Strings as JSON without reflection.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class JsonText : System.Text.Json.Serialization.JsonSerializerContext;
