using Podlab.Engine;
using Podlab.Server.Hosting;
using Podlab.Server.Tests.Hosting;
using Podlab.Simulation;
using Podlab.Simulation.Images;

namespace Podlab.Server.Tests.Clients;

/// <summary>A whole cluster behind HTTPS in which a second is a minute, with a kubeconfig file for clients outside of the process. One for all tests of a class.</summary>
public class ServedCluster : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("podlab-clients");

    public PodlabServer Server { get; private set; } = null!;

    public Cluster Cluster { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>For files of tests; goes when they are done.</summary>
    public string Folder => folder.FullName;

    public string Kubeconfig => Path.Combine(Folder, "kubeconfig");

    protected virtual int HistoryLimit => 10_000;

    protected virtual double Speed => 60;

    public async ValueTask InitializeAsync()
    {
        var registry = new SimulatedRegistry(ImageCatalog.BuiltIn);
        Cluster = new Cluster(new ClusterOptions { Nodes = 2, HistoryLimit = HistoryLimit, Start = DateTimeOffset.UtcNow, Runtime = (cluster, node) => Simulated.Node(cluster, node, registry) });
        Server = await PodlabServer.StartAsync(Cluster, new ServerOptions { Speed = Speed });
        Podlab.Server.Hosting.Kubeconfig.Save(Kubeconfig, Server.Kubeconfig);
        Client = ServedBareCluster.MakeClient(Server, Server.Token);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client.Dispose();
        await Server.DisposeAsync();
        folder.Delete(recursive: true);
    }
}

/// <summary>One that soon forgets what has changed.</summary>
public sealed class ForgetfulCluster : ServedCluster
{
    protected override int HistoryLimit => 40;
}

/// <summary>One whose watches end by themselves every three seconds: Kubernetes' half an hour.</summary>
public sealed class HastyCluster : ServedCluster
{
    protected override double Speed => 600;
}
