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
        var flags = new AgnhostFlags(arguments.Skip(1));
        switch (command)
        {
            case "pause":
                await self.WriteAsync(1, "Paused\n");
                self.SetAction(Signal.TERM, SignalAction.Handle);
                self.SetAction(Signal.INT, SignalAction.Handle);
                await self.PauseAsync(canInterrupt: true);
                return 0;
            case "netexec":
                return await new AgnhostNetexec(self, flags).RunAsync();
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

    private static ValueTask<int> ServeHostnameAsync(Process self, AgnhostFlags flags) =>
        HttpApp.ServeAsync(self, flags.Number("port", 9376), $"Serving on port {flags.Number("port", 9376)}.", (_, connection) =>
            ValueTask.FromResult(HttpResponse.Text(self.Hostname + (flags.Get("close", "false") == "true" ? "" : ""))), termCode: 2);

    /// <summary>/healthz answers 200 for ten seconds, then 500; /started.</summary>
    private static ValueTask<int> LivenessAsync(Process self)
    {
        var started = self.Kernel.Loop.Now;
        return HttpApp.ServeAsync(self, 8080, null, (request, _) =>
        {
            var age = self.Kernel.Loop.Now - started;
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

    private static async ValueTask<int> ConnectAsync(Process self, AgnhostFlags flags)
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

    private static ValueTask<int> TestWebServerAsync(Process self, AgnhostFlags flags) => HttpApp.ServeAsync(self, flags.Number("port", 80), null, (request, _) =>
    {
        var content = self.ReadText(HttpRequest.Decode(request.Path));
        return ValueTask.FromResult(content is null ? HttpResponse.Text("404 page not found\n", 404) : HttpResponse.Text(content));
    }, termCode: 2);

    private static async ValueTask<int> LogsAsync(Process self, AgnhostFlags flags)
    {
        var (total, duration) = (flags.Number("log-lines-total", 0), flags.Seconds("run-duration", 0));
        if (total == 0) return 1;
        for (var i = 0; i < total; i++)
        {
            if (duration > 0) await self.SleepAsync(TimeSpan.FromSeconds(duration / total));
            var verb = (string[])["GET", "PUT", "POST"];
            await self.WriteAsync(2, FormattableString.Invariant($"I{self.Kernel.Loop.Now:MMdd HH:mm:ss.ffffff}       {self.Pid} logs_generator.go:76] {i} {verb[self.Kernel.NextRandom() % 3]} /api/v1/namespaces/{(self.Kernel.NextRandom() % 2 == 0 ? "kube-system" : "default")}/pods/{self.Kernel.NextRandom() % 4096:x} {200 + self.Kernel.NextRandom() % 400}\n"));
        }

        return 0;
    }
}

/// <summary>Strings as JSON without reflection.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class JsonText : System.Text.Json.Serialization.JsonSerializerContext;
