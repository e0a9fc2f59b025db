using System.Security.Cryptography;
using System.Text;
using Podlab.Engine.Network;
using Podlab.Engine.Time;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;

namespace Podlab.Simulation.Servers;

/// <summary>The cluster's name server as a program: it holds port 53, says that it is healthy and ready, and goes on for five seconds when it is told to end. What it answers, the cluster's network knows.</summary>
internal sealed class CoreDns : IProgram
{
    private const int DnsPort = 53;

    /// <summary>How long it answers still after TERM (<c>health { lameduck 5s }</c>).</summary>
    private static readonly TimeSpan LameDuck = TimeSpan.FromSeconds(5);

    public async ValueTask<int> RunAsync(Process self)
    {
        var file = self.Arguments.SkipWhile(argument => argument != "-conf").Skip(1).FirstOrDefault() ?? "Corefile";
        if (self.ReadText(file) is not { } corefile)
        {
            await self.WriteAsync(2, $"loading Caddyfile via flag: open {file}: no such file or directory\n");
            return 1;
        }

        var error = self.Bind("0.0.0.0", DnsPort, out _);
        if (error == Errno.Ok) error = self.Listen("0.0.0.0", DnsPort, out _);
        if (error != Errno.Ok)
        {
            await self.WriteAsync(2, $"Listen: listen tcp :{DnsPort}: bind: {char.ToLowerInvariant(error.Text()[0])}{error.Text()[1..]}\n");
            return 1;
        }

        await self.AllocateAsync(14 << 20);
        await self.WriteAsync(1, $".:{DnsPort}\n[INFO] plugin/reload: Running configuration SHA512 = {Convert.ToHexStringLower(SHA512.HashData(Encoding.Latin1.GetBytes(corefile)))}\nCoreDNS-1.14.2\nlinux/amd64\n");
        self.SetAction(Signal.TERM, SignalAction.Handle);
        self.SignalHandler = _ => End(self);
        Serve(self, 8080, "/health", "OK");
        Serve(self, 8181, "/ready", "OK");
        Serve(self, 9153, "/metrics", "# HELP coredns_build_info A metric with a constant '1' value labeled by version, revision, and goversion from which CoreDNS was built.\n# TYPE coredns_build_info gauge\ncoredns_build_info{version=\"1.14.2\"} 1\n");
        while (!self.HasEnded) await self.PauseAsync(canInterrupt: true);
        return 0;
    }

    private static async void End(Process self)
    {
        await self.WriteAsync(1, "[INFO] SIGTERM: Shutting down servers then terminating\n[INFO] plugin/health: Going into lameduck mode for 5s\n");
        self.Kernel.Loop.Schedule(LameDuck, () => self.Kernel.Exit(self, new ExitStatus(0)));
    }

    private static void Serve(Process self, int port, string path, string text)
    {
        if (self.Listen("0.0.0.0", port, out var listening) != Errno.Ok) return;
        ValueTask<HttpResponse> Answer(HttpRequest request, Connection connection) => new(request.Path == path ? HttpResponse.Text(text) : HttpResponse.Text("404 page not found\n", 404));
        new Door(self, ((ListenFile)self.Files[listening]!).Listener, new HttpServer(self, Answer)).Wait();
    }

    /// <summary>One of several ports of a process: connections are taken as they come, while the process itself waits for something else.</summary>
    private sealed class Door(Process self, Listener listener, HttpServer server) : IWaiter
    {
        public void Wait()
        {
            if (!listener.IsClosed) listener.Acceptable.Add(this);
        }

        public void Wake() => self.Kernel.Loop.Post(Accept);

        private void Accept()
        {
            while (!self.HasEnded && listener.Accept() is { } connection) server.Serve(self.Files.Add(new SocketFile(connection)));
            Wait();
        }
    }
}
