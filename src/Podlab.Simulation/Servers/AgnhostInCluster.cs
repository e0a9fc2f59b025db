using System.Text;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;

namespace Podlab.Simulation.Servers;

/// <summary><c>agnhost inclusterclient</c>: a client of the API in a pod.</summary>
/// <remarks>Follows test/images/agnhost/inclusterclient/main.go (v2.53).</remarks>
internal static class AgnhostInCluster
{
    /// <summary>Calls /healthz of the API as any client in a pod does, with the token as it is at that time.</summary>
    public static async ValueTask<int> RunAsync(Process self, double pause)
    {
        const string Folder = "/var/run/secrets/kubernetes.io/serviceaccount/";
        while (true)
        {
            if (self.ReadText(Folder + "token") is not { } token)
            {
                await self.WriteAsync(2, $"open {Folder}token: no such file or directory\n");
                return 1;
            }

            var hash = System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes("salt|Bearer " + token)));
            await self.WriteAsync(1, $"calling /healthz\nauthz_header={hash}\n");
            if (await HealthAsync(self, token, self.ReadText(Folder + "ca.crt") ?? "") is { } failure) await self.WriteAsync(2, $"Failed /healthz: {failure}\n");
            await self.SleepAsync(TimeSpan.FromSeconds(pause));
        }
    }

    /// <summary>Null: the API is healthy.</summary>
    private static async ValueTask<string?> HealthAsync(Process self, string token, string authority)
    {
        var (host, port) = (self.GetEnvironment("KUBERNETES_SERVICE_HOST") ?? "kubernetes.default.svc", HttpApp.Number(self.GetEnvironment("KUBERNETES_SERVICE_PORT"), 443));
        var addresses = await self.ResolveAsync(host);
        if (addresses.Count == 0) return $"Get \"https://{host}:{port}/healthz\": dial tcp: lookup {host}: no such host";
        var socket = await self.ConnectAsync(addresses[0], port);
        if (socket < 0) return $"Get \"https://{host}:{port}/healthz\": dial tcp {addresses[0]}:{port}: connect: {((Errno)(-socket)).Text().ToLowerInvariant()}";
        var verdict = await SecureClient.GreetAsync(self, socket, host, authority);
        if (verdict != Engine.Network.Secure.SecureVerdict.Trusted) return $"Get \"https://{host}:{port}/healthz\": tls: failed to verify certificate: x509: certificate signed by unknown authority";
        var (reply, _) = await HttpExchange.RunAsync(self, socket, $"GET /healthz HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n", head: false);
        self.Files.Close(socket);
        return reply is null ? "EOF" : reply.Status == 200 ? null : reply.StatusLine;
    }
}
