using System.Globalization;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;

namespace Podlab.Simulation.Servers;

/// <summary>kube-proxy as a program: it says that it is well, on port 10256 of its node. The rules themselves are the cluster's network.</summary>
internal sealed class KubeProxy : IProgram
{
    private const int HealthPort = 10256;

    public async ValueTask<int> RunAsync(Process self)
    {
        if (self.Listen("0.0.0.0", HealthPort, out var listening) != Errno.Ok)
        {
            await LogAsync(self, 'E', $"server.go:518] \"Error running ProxyServer\" err=\"failed to start proxy healthz on 0.0.0.0:{HealthPort}: listen tcp 0.0.0.0:{HealthPort}: bind: address already in use\"");
            return 1;
        }

        await self.AllocateAsync(12 << 20);
        await LogAsync(self, 'I', "server_linux.go:53] \"Using iptables proxy\"");
        await LogAsync(self, 'I', "server.go:483] \"Version info\" version=\"v1.36.3\"");
        ValueTask<HttpResponse> Answer(HttpRequest request, Connection connection) => new(request.Path is "/healthz" or "/livez" ? HttpResponse.Text("ok") : HttpResponse.Text("404 page not found\n", 404));
        var server = new HttpServer(self, Answer);
        while (!self.HasEnded) await server.AcceptAsync(listening);
        return 0;
    }

    /// <summary>A line of klog.</summary>
    private static async ValueTask LogAsync(Process self, char severity, string text) =>
        await self.WriteAsync(2, $"{severity}{self.Kernel.Now.ToString("MMdd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)} {self.Pid,7} {text}\n");
}
