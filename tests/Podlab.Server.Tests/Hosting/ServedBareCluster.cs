using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Podlab.Engine;
using Podlab.Server.Hosting;

namespace Podlab.Server.Tests.Hosting;

/// <summary>A bare API server on a free port, and a client that trusts its authority and nobody else.</summary>
internal sealed class ServedBareCluster : IAsyncDisposable
{
    private ServedBareCluster(Cluster cluster, PodlabServer server)
    {
        Cluster = cluster;
        Server = server;
        Client = MakeClient(server, server.Token);
    }

    public Cluster Cluster { get; }

    public PodlabServer Server { get; }

    public HttpClient Client { get; }

    public static async Task<ServedBareCluster> StartAsync(ServerOptions? options = null)
    {
        var cluster = Make();
        return new ServedBareCluster(cluster, await PodlabServer.StartAsync(cluster, options ?? new ServerOptions { ManualClock = true }));
    }

    public static Cluster Make() => new(new ClusterOptions { Nodes = 0, Controllers = [], Scheduler = false });

    public static HttpClient MakeClient(PodlabServer server, string? token)
    {
        var authority = X509Certificate2.CreateFromPem(server.AuthorityPem);
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                // A test asks for a host that is not ours; the chain must hold all the same.
                RemoteCertificateValidationCallback = (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None,
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck },
            },
        };
        var client = new HttpClient(handler) { BaseAddress = server.Address };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
