using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Podlab.Engine;
using Podlab.Server.Certificates;

namespace Podlab.Server.Hosting;

/// <summary>A cluster behind HTTPS: what kubectl and client libraries talk to.</summary>
public sealed class PodlabServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ServerCertificates certificates;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;

    private PodlabServer(WebApplication app, ServerCertificates certificates, ClusterLoop loop, string token)
    {
        this.app = app;
        this.certificates = certificates;
        Token = token;
        this.loop = Task.Run(() => loop.RunAsync(stopping.Token));
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; private set; } = new("https://127.0.0.1");

    public string Token { get; }

    public string AuthorityPem => certificates.AuthorityPem;

    /// <summary>The content of a kubeconfig file for this server.</summary>
    public string Kubeconfig => Hosting.Kubeconfig.Write(Address, AuthorityPem, Token);

    /// <summary>Binds, starts the cluster's time and answers from then on.</summary>
    public static Task<PodlabServer> StartAsync(Cluster cluster, ServerOptions options, CancellationToken cancellation = default) => StartAsync(Task.FromResult(cluster), options, cancellation);

    /// <summary>The same for a cluster that is being made meanwhile: keys and the web server need it only at the end.</summary>
    public static async Task<PodlabServer> StartAsync(Task<Cluster> making, ServerOptions options, CancellationToken cancellation = default)
    {
        var certificates = ServerCertificates.Make(options.Address, options.HostNames, DateTimeOffset.UtcNow);
        var token = options.Token ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options, certificates)).UseKestrelHttpsConfiguration();
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlocks.Factory>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(300));
        var app = builder.Build();
        var cluster = await making;
        cluster.Api.CertificateAuthority = certificates.AuthorityPem + "\n";
        var clusterLoop = new ClusterLoop(cluster, options);
        var server = new PodlabServer(app, certificates, clusterLoop, token);
        var gate = new RequestGate(cluster, clusterLoop, options, token, server.stopping.Token);
        app.UseWebSockets();
        app.Run(gate.AnswerAsync);
        await app.StartAsync(cancellation);
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Address = new Uri(bound.Replace("[::]", "[::1]", StringComparison.Ordinal).Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
        cluster.Api.Address = server.Address.Authority;
        return server;
    }

    /// <summary>Ends watches and streams, then the loop.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await app.StopAsync();
        await loop;
        await app.DisposeAsync();
        certificates.Dispose();
        stopping.Dispose();
    }

    private static void Configure(KestrelServerOptions kestrel, ServerOptions options, ServerCertificates certificates)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowResponseHeaderCompression = false;
        // The API has its own limit and its own words for it.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestLineSize = 64 * 1024;
        kestrel.Limits.MaxRequestBufferSize = 4 * 1024 * 1024;
        // A list is written in one go, not in pieces that wait for the client.
        kestrel.Limits.MaxResponseBufferSize = 4 * 1024 * 1024;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(new IPEndPoint(options.Address, options.Port), listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = certificates.Server });
        });
    }
}
