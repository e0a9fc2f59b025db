using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Admission;
using Podlab.Engine.Apiserver.Bootstrap;
using Podlab.Engine.Apiserver.InCluster;
using Podlab.Engine.Chance;
using Podlab.Engine.Controllers;
using Podlab.Engine.Controllers.Accounts;
using Podlab.Engine.Events;
using Podlab.Engine.Faults;
using Podlab.Engine.Fidelity;
using Podlab.Engine.Network;
using Podlab.Engine.Network.Names;
using Podlab.Engine.Network.Services;
using Podlab.Engine.Nodes;
using Podlab.Engine.Recordings;
using Podlab.Engine.Scheduling;
using Podlab.Engine.Store;
using Podlab.Engine.Time;
using Podlab.Engine.Traffic;

namespace Podlab.Engine;

/// <summary>A Kubernetes cluster in the process, in virtual time: apply, advance, observe.</summary>
public sealed class Cluster
{
    private readonly List<IClusterComponent> components = [];

    public Cluster(ClusterOptions options)
    {
        Options = options;
        Clock = new EventLoop(options.Start) { IsBuilding = true };
        Random = new SeededRandom(options.Seed);
        // Without the controller that makes accounts nobody could make a pod: the plugin goes with it, as people do who run a bare API server.
        var makesAccounts = ControllerRegistry.IsChosen(options.Controllers, ServiceAccountController.ControllerName);
        Api = new ApiServer(Clock, Random, new ObjectStore(options.HistoryLimit), makesAccounts ? options.DisabledAdmissionPlugins : [.. options.DisabledAdmissionPlugins, PluginNames.ServiceAccount]);
        if (options.CertificateAuthority is { } authority) Api.CertificateAuthority = authority;
        if (options.DefaultRoles) DefaultRoles.Create(Api);
        EventNames = new EventNames(Clock);
        Network = new ClusterNetwork(Clock);
        Nodes = new NodeAgents(this);
        Traffic = new TrafficGenerator(this);
        Faults = new FaultInjection(this);
        Build(options);
        Clock.IsBuilding = false;
        // From here on whoever is not the cluster itself comes from outside.
        if (options.Records) Api.Inputs = new InputLog(this);
    }

    private void Build(ClusterOptions options)
    {
        if (options.Scheduler) Add(new Scheduler(Api, Clock, Random, new SeriesEventRecorder(Api, Clock, EventNames, Scheduler.DefaultName, Scheduler.DefaultName + "-control-plane")));
        foreach (var controller in ControllerRegistry.Make(options.Controllers, new ControllerContext(Api, Clock, Random))) Add(controller);
        if (options.Runtime is null) return;
        if (options.FidelityWarnings) Api.Fidelity = new FidelityWarnings(FidelityLedger.Default);
        if (options.ServiceNetwork) ConnectServices();
        Add(Nodes);
        if (options.SystemPods) SystemPods.Create(Api);
    }

    /// <summary>The address of the cluster's DNS service.</summary>
    public static string DnsAddress => "10.96.0.10";

    /// <summary>The domain under which services and pods have names.</summary>
    public static string Domain => "cluster.local";

    public ClusterOptions Options { get; }

    public EventLoop Clock { get; }

    public SeededRandom Random { get; }

    public ApiServer Api { get; }

    /// <summary>Names for events that no two writers share.</summary>
    public EventNames EventNames { get; }

    /// <summary>The network that nodes and pods share; container runtimes take their addresses from it.</summary>
    public ClusterNetwork Network { get; }

    /// <summary>The nodes that have a kubelet.</summary>
    public NodeAgents Nodes { get; }

    /// <summary>Sends requests to services and pods, and counts what becomes of them.</summary>
    public TrafficGenerator Traffic { get; }

    /// <summary>Breaks things and mends them: registries, nodes, disks, clocks, processes.</summary>
    public FaultInjection Faults { get; }

    /// <summary>The parts that run, in the order they were started.</summary>
    public IReadOnlyList<IClusterComponent> Components => components;

    /// <summary>Names outside of the cluster, as its nodes know them.</summary>
    public NodeResolver OutsideNames { get; } = new();

    /// <summary>The run so far, to be replayed, forked or saved.</summary>
    /// <exception cref="InvalidOperationException">The cluster was made without <see cref="ClusterOptions.Records"/>, or something was done that is not recorded.</exception>
    public Recording Recording => Api.Inputs?.ToRecording() ?? throw new InvalidOperationException("This cluster keeps no recording; make it with new ClusterOptions { Records = true }.");

    /// <summary>Tells the recording that somebody changed a part of the cluster past its doors: the run cannot be replayed from then on.</summary>
    /// <param name="what">What was done, and what to do instead.</param>
    public void NotRecorded(string what)
    {
        if (Api.Inputs is { IsAsked: true } inputs) inputs.Miss(what);
    }

    public void Add(IClusterComponent component)
    {
        components.Add(component);
        component.Start();
    }

    private void ConnectServices()
    {
        var proxy = new ServiceProxy(Api, Network, Random);
        Network.Services = proxy;
        Network.SetNameServer(DnsAddress, new ClusterDns(Api, Domain) { Upstream = OutsideNames });
        Network.SetNameServer(NodeResolver.Address, OutsideNames);
        new InClusterServer(Api, Network).Start();
        Add(proxy);
    }
}
