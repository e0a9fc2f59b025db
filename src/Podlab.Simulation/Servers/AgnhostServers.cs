using System.Text;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;

namespace Podlab.Simulation.Servers;

/// <summary>The small servers of agnhost: serve-hostname, porter, test-webserver, tcp-reset, port-forward-tester.</summary>
/// <remarks>Follows the folders of these names in test/images/agnhost (v1.36).</remarks>
internal static class AgnhostServers
{
    private const int DefaultHostnamePort = 9376;

    /// <summary>How long serve-hostname stays after TERM, so that its address can be taken away first.</summary>
    private static readonly TimeSpan Stays = TimeSpan.FromSeconds(60);

    public static async ValueTask<int> ServeHostnameAsync(Process self, AgnhostFlags flags)
    {
        var port = flags.Number("port", DefaultHostnamePort);
        var (tcp, udp, http) = (flags.Is("tcp", false), flags.Is("udp", false), flags.Is("http", true));
        if (http && (tcp || udp))
        {
            await GoText.LogAsync(self, "Can't server TCP/UDP mode and HTTP mode at the same time");
            return 1;
        }

        if (udp) AgnhostDatagrams.Serve(self, port, self.Hostname);
        var listening = -1;
        if ((tcp || http) && self.Listen("0.0.0.0", port, out listening) is var error && error != Errno.Ok)
        {
            await GoText.LogAsync(self, $"Error from net.Listen(): listen tcp :{port}: bind: address already in use");
            return 1;
        }

        await GoText.LogAsync(self, $"Serving on port {port}.");
        self.SetAction(Signal.TERM, SignalAction.Handle);
        self.SignalHandler = _ =>
        {
            GoText.Log(self, "Shutting down after receiving signal: terminated.");
            GoText.Log(self, "Awaiting pod deletion.");
            self.Kernel.Loop.Schedule(Stays, () => self.Kernel.Exit(self, new ExitStatus(0)));
        };
        if (http)
        {
            var closes = flags.Is("close", false);
            var server = new HttpServer(self, async (_, connection) =>
            {
                await GoText.LogAsync(self, $"HTTP request from {connection.RemoteAddress}:{connection.RemotePort}");
                return HttpResponse.Text(self.Hostname) with { Closes = closes };
            });
            while (!self.HasEnded) await server.AcceptAsync(listening);
        }

        while (tcp && !self.HasEnded)
        {
            var number = await self.AcceptAsync(listening, canInterrupt: true);
            if (number < 0) continue;
            var connection = ((SocketFile)self.Files[number]!).Connection;
            await GoText.LogAsync(self, $"TCP request from {connection.RemoteAddress}:{connection.RemotePort}");
            await self.WriteAsync(number, self.Hostname);
            self.Files.Close(number);
        }

        while (!self.HasEnded) await self.PauseAsync(canInterrupt: true);
        return 0;
    }

    /// <summary>Answers on every port that a variable names with the variable's value.</summary>
    public static async ValueTask<int> PorterAsync(Process self, AgnhostFlags flags)
    {
        var json = flags.Is("json-response", false);
        var servers = new List<(int Listening, HttpServer Server)>();
        foreach (var (name, value) in self.Environment)
        {
            if (!name.StartsWith("SERVE_", StringComparison.Ordinal) || !int.TryParse(name[(name.LastIndexOf('_') + 1)..], out var port)) continue;
            var kind = name[..^port.ToString(System.Globalization.CultureInfo.InvariantCulture).Length];
            if (kind == "SERVE_UDP_PORT_" && AgnhostDatagrams.Serve(self, port, value)) await GoText.LogAsync(self, $"Started UDP server on port {port}");
            if (kind is not ("SERVE_PORT_" or "SERVE_TCP_PORT_" or "SERVE_TLS_PORT_")) continue;
            if (self.Listen("0.0.0.0", port, out var listening) != Errno.Ok)
            {
                await GoText.LogAsync(self, $"server on port \"{port}\" failed: listen tcp 0.0.0.0:{port}: bind: address already in use");
                continue;
            }

            servers.Add((listening, new HttpServer(self, (request, _) => ValueTask.FromResult(json
                ? HttpResponse.Text($"{{\"Method\":{GoText.Json(request.Method)},\"Body\":{GoText.Json(value)}}}", 200, "application/json") : HttpResponse.Text(value)))
            {
                SecureNames = kind == "SERVE_TLS_PORT_" ? ["127.0.0.1", "example.com", "localhost"] : null,
            }));
        }

        EndsByTerm(self);
        while (!self.HasEnded)
        {
            var idle = true;
            foreach (var (listening, server) in servers)
            {
                if (!self.Files[listening]!.CanRead) continue;
                idle = false;
                server.Serve(await self.AcceptAsync(listening));
            }

            // One process waits for two queues at most; the others are looked at again and again.
            if (idle && servers.Count == 0) await self.PauseAsync(canInterrupt: true);
            else if (idle) await self.WaitAsync(self.Files[servers[0].Listening]!.Readable, servers.Count > 1 ? self.Files[servers[1].Listening]!.Readable : null, servers.Count > 2 ? TimeSpan.FromMilliseconds(10) : null, canInterrupt: true);
        }

        return 2;
    }

    /// <summary>The whole file system over HTTP.</summary>
    public static ValueTask<int> TestWebServerAsync(Process self, AgnhostFlags flags) => HttpApp.ServeAsync(self, flags.Number("port", 80), null, (request, _) =>
    {
        var path = HttpRequest.Decode(request.Path);
        var error = self.Tree.Find(self, path, true, out var node);
        if (error != Errno.Ok) return ValueTask.FromResult(GoText.NotFound);
        if (node is not DirectoryNode) return ValueTask.FromResult(HttpResponse.Text(self.ReadText(path) ?? ""));
        if (!path.EndsWith('/')) return ValueTask.FromResult(new HttpResponse(301) { Headers = [new("Location", path[(path.LastIndexOf('/') + 1)..] + "/")] });
        self.Tree.List(self, path, out var names);
        var text = new StringBuilder("<!doctype html>\n<meta name=\"viewport\" content=\"width=device-width\">\n<pre>\n");
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            var shown = name + (self.Tree.Find(self, path + name, false, out var entry) == Errno.Ok && entry is DirectoryNode ? "/" : "");
            text.Append($"<a href=\"{shown}\">{shown}</a>\n");
        }

        return ValueTask.FromResult(HttpResponse.Text(text.Append("</pre>\n").ToString(), 200, "text/html; charset=utf-8"));
    }, termCode: 2);

    /// <summary>Takes one byte of each connection and breaks it off.</summary>
    public static async ValueTask<int> ResetAsync(Process self, AgnhostFlags flags)
    {
        var port = flags.Number("port", 8080);
        if (self.Listen("0.0.0.0", port, out var listening) != Errno.Ok)
        {
            await GoText.LogAsync(self, $"Error from net.Listen(): listen tcp :{port}: bind: address already in use");
            return 1;
        }

        await GoText.LogAsync(self, $"Serving on port {port}.");
        self.SetAction(Signal.TERM, SignalAction.Handle);
        self.SignalHandler = _ => self.Kernel.Exit(self, new ExitStatus(0));
        while (!self.HasEnded)
        {
            var number = await self.AcceptAsync(listening, canInterrupt: true);
            if (number < 0) continue;
            var connection = ((SocketFile)self.Files[number]!).Connection;
            await self.ReadAsync(number, new byte[1]);
            connection.Reset();
            self.Files.Close(number);
            await GoText.LogAsync(self, $"TCP request from {connection.RemoteAddress}:{connection.RemotePort}");
        }

        return 0;
    }

    private static void EndsByTerm(Process self)
    {
        self.SetAction(Signal.TERM, SignalAction.Handle);
        self.SignalHandler = _ => self.Kernel.Exit(self, new ExitStatus(2));
    }
}
