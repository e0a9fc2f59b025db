using System.Globalization;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;

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
            case "nonewprivs":
                await self.WriteAsync(1, FormattableString.Invariant($"Effective uid: {self.Credentials.Uid}\n"));
                return 0;
            case "mounttest":
                return await AgnhostMountTest.RunAsync(self, flags);
            case "serve-hostname":
                return await AgnhostServers.ServeHostnameAsync(self, flags);
            case "liveness":
                return await new AgnhostLiveness(self).RunAsync();
            case "connect":
                return await ConnectAsync(self, flags);
            case "fake-gitserver":
                return await HttpApp.ServeAsync(self, 8000, null, (_, _) => ValueTask.FromResult(HttpResponse.Text("I am a fake git server")), handlesTerm: false);
            case "test-webserver":
                return await AgnhostServers.TestWebServerAsync(self, flags);
            case "porter":
                return await AgnhostServers.PorterAsync(self, flags);
            case "tcp-reset":
                return await AgnhostServers.ResetAsync(self, flags);
            case "guestbook":
                return await new AgnhostGuestbook(self, flags).RunAsync();
            case "logs-generator":
                return await LogsAsync(self, flags);
            case "env" or "inclusterclient":
                return await AgnhostInCluster.RunAsync(self, flags.Seconds("poll-interval", 30));
            case "etc-hosts" or "dns-suffix":
                await self.WriteAsync(1, command == "etc-hosts" ? (self.ReadText("/etc/hosts") ?? "") + "\n" : string.Join(',', self.ResolverSettings().Searches) + "\n");
                return 0;
            case "dns-server-list":
                await self.WriteAsync(1, string.Join(',', self.ResolverSettings().Servers) + "\n");
                return 0;
            case "resource-consumer":
                return await new AgnhostConsumer(self, flags).RunAsync();
            case "nettest":
                return await new AgnhostNettest(self, flags).RunAsync();
            case "no-snat-test":
                return await AgnhostTesters.NoSnatAsync(self, flags);
            case "http-echo":
                return await AgnhostTesters.EchoAsync(self, flags);
            case "port-forward-tester":
                return await AgnhostTesters.PortForwardAsync(self);
            case "grpc-health-checking":
                return await new AgnhostGrpc(self, flags).RunAsync();
            case "--version" or "version":
                await self.WriteAsync(1, "agnhost version 2.53\n");
                return 0;
            default:
                await self.WriteAsync(2, command.Length == 0 ? "Usage:\n  app [command]\n" : $"Error: unknown command \"{command}\" for \"app\"\nRun 'app --help' for usage.\n");
                return command.Length == 0 ? 0 : 1;
        }
    }

    private static async ValueTask<int> ConnectAsync(Process self, AgnhostFlags flags)
    {
        async ValueTask<int> Fail(string text)
        {
            await self.WriteAsync(2, text + "\n");
            return 1;
        }

        if (flags.Operands.Count != 1) return await Fail($"Error: accepts 1 arg(s), received {flags.Operands.Count}\nUsage:\n  app connect [host:port] [flags]\n");
        var destination = flags.Operands[0];
        var colon = destination.LastIndexOf(':');
        if (colon < 0) return await Fail($"UNKNOWN: address {destination}: missing port in address");
        var (host, protocol, timeout) = (destination[..colon].Trim('[', ']'), flags.Get("protocol", "tcp"), flags.Seconds("timeout", 0));
        if (protocol is not ("" or "tcp" or "udp" or "sctp")) return await Fail("Unsupported protocol\n" + protocol);
        if (!int.TryParse(destination[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return await Fail($"DNS: lookup tcp/{destination[(colon + 1)..]}: unknown port");
        var addresses = await self.ResolveAsync(host);
        if (addresses.Count == 0) return await Fail($"DNS: lookup {host}: no such host");
        if (protocol == "udp") return await AgnhostDatagrams.ConnectAsync(self, addresses[0], port, timeout, flags.Get("udp-data", "hostname"));

        // The simulated nodes have no SCTP, as many real ones do.
        if (protocol == "sctp") return await Fail("OTHER: protocol not supported");
        var socket = await self.ConnectAsync(addresses[0], port, timeout > 0 ? TimeSpan.FromSeconds(timeout) : null);
        if (socket >= 0) return 0;
        return await Fail((Errno)(-socket) switch { Errno.ECONNREFUSED => "REFUSED", Errno.ETIMEDOUT => "TIMEOUT", var error => $"OTHER: dial tcp {addresses[0]}:{port}: connect: {error.Text().ToLowerInvariant()}" });
    }

    /// <summary>logs-generator: lines like those of an API server, evenly over a time.</summary>
    private static async ValueTask<int> LogsAsync(Process self, AgnhostFlags flags)
    {
        const string Letters = "bcdfghjklmnpqrstvwxz2456789";
        var (total, duration) = (flags.Number("log-lines-total", flags.Number("t", 0)), flags.Seconds("run-duration", flags.Seconds("d", 0)));
        async ValueTask Line(char level, int line, string text) => await self.WriteAsync(2, FormattableString.Invariant($"{level}{self.Kernel.Now:MMdd HH:mm:ss.ffffff} {self.Pid,7} logs_generator.go:{line}] {text}\n"));
        if (total <= 0 || duration <= 0)
        {
            await Line('F', total <= 0 ? 63 : 67, total <= 0 ? $"Invalid total number of lines: {total}" : $"Invalid duration: {GoText.Duration(TimeSpan.FromSeconds(duration))}");
            return 255;
        }

        int Pick(int count) => (int)(self.Kernel.NextRandom() % (ulong)count);
        for (var i = 0; i < total; i++)
        {
            var name = string.Concat(Enumerable.Range(0, 3 + Pick(2)).Select(_ => Letters[Pick(Letters.Length)]));
            await Line('I', 76, $"{i} {((string[])["GET", "POST", "PUT"])[Pick(3)]} /api/v1/namespaces/{((string[])["kube-system", "default", "ns"])[Pick(3)]}/pods/{name} {200 + Pick(400)}");
            await self.SleepAsync(TimeSpan.FromSeconds(duration / total));
        }

        return 0;
    }
}

/// <summary>Strings as JSON without reflection.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class JsonText : System.Text.Json.Serialization.JsonSerializerContext;
