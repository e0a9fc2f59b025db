using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Events;
using Podlab.Engine.Kubelet;
using Podlab.Engine.Kubelet.StaticPods;
using Podlab.Engine.Recordings;
using Podlab.Engine.Runtime;
using Podlab.Engine.Time;

namespace Podlab.Engine.Nodes;

/// <summary>One node: its object and its lease in the API, its container runtime, its kubelet.</summary>
public sealed class NodeAgent
{
    private const int LeaseSeconds = 40;
    private static readonly TimeSpan LeasePeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ImagesPeriod = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StatusPeriod = TimeSpan.FromMinutes(5);
    private const string LeaseNamespace = "kube-node-lease";
    private static readonly Taint NotReady = new() { Key = "node.kubernetes.io/not-ready", Effect = "NoSchedule" };

    private readonly Cluster cluster;
    private readonly KubeletContext context;
    private readonly ResourceClient<Node> nodes;
    private ITimer? leaseTimer;
    private ITimer? statusTimer;
    private ITimer? imagesTimer;
    private DateTimeOffset started;

    internal NodeAgent(Cluster cluster, Node node, IContainerRuntime runtime)
    {
        this.cluster = cluster;
        Name = node.Metadata.Name ?? "";
        Runtime = runtime;
        nodes = cluster.Api.Of<Node>();
        Wall = new WallClock(cluster.Clock);
        context = new KubeletContext
        {
            NodeName = Name,
            NodeIp = cluster.Network.AddNode(Name).Address,
            Clock = cluster.Clock,
            Wall = Wall,
            Api = cluster.Api,
            Runtime = runtime,
            Events = new EventRecorder(cluster.Api, Wall, cluster.EventNames, "kubelet", Name),
            Random = cluster.Random.Fork($"kubelet/{Name}"),
            ClusterDns = Cluster.DnsAddress,
            ClusterDomain = Cluster.Domain,
            UsesJitter = cluster.Options.Jitter,
            Configuration = cluster.Options.Kubelet,
        };
        Kubelet = new Kubelet.Kubelet(context);
        Kubelet.Eviction.ConditionsChanged = PostStatus;
        Kubelet.ImagesChanged = TellImages;
        Kubelet.Manifests.Recorded = (file, manifest) =>
        {
            if (cluster.Api.Inputs is not { IsAsked: true } inputs) return false;
            inputs.Take(new StaticPodInput(Name, file, manifest));
            return true;
        };
    }

    public string Name { get; }

    public IContainerRuntime Runtime { get; }

    /// <summary>Whether the kubelet works; a stopped one leaves the containers running and says nothing to the API.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>The folder of manifests that the kubelet runs as static pods.</summary>
    public StaticPodManifests StaticPods => Kubelet.Manifests;

    /// <summary>What the machine's own clock says.</summary>
    internal WallClock Wall { get; }

    internal Kubelet.Kubelet Kubelet { get; }

    /// <summary>Registers the node as ready and takes up its pods.</summary>
    public void Start()
    {
        if (IsRunning || Recorded("start")) return;
        IsRunning = true;
        started = cluster.Clock.Now;
        Kubelet.Shutdown.IsShuttingDown = false;
        PostStatus();
        Untaint();
        RenewLease();
        Kubelet.Start();
        cluster.Api.Nodes.Register(Name, new KubeletConnection(Kubelet, Runtime, new KubeletPages(Kubelet, context)));
        leaseTimer = cluster.Clock.CreateTimer(_ => RenewLease(), null, LeasePeriod, LeasePeriod);
        statusTimer = cluster.Clock.CreateTimer(_ => PostStatus(), null, StatusPeriod, StatusPeriod);
    }

    /// <summary>Stops the kubelet, as a crash or a lost connection would.</summary>
    public void Stop()
    {
        if (!IsRunning || Recorded("stop")) return;
        IsRunning = false;
        leaseTimer?.Dispose();
        statusTimer?.Dispose();
        imagesTimer?.Dispose();
        imagesTimer = null;
        cluster.Api.Nodes.Unregister(Name);
        Kubelet.Stop();
    }

    /// <summary>
    /// Shuts the machine down: the node says that it is not ready, its pods are ended within the kubelet's shutdownGracePeriod, then the kubelet stops. Without such a
    /// period nobody is waited for. <see cref="Start"/> is the machine's next boot.
    /// </summary>
    public Task ShutDownAsync()
    {
        if (!IsRunning) return Task.CompletedTask;
        return cluster.Api.Inputs is { IsAsked: true } inputs ? (Task)inputs.Take(new NodeInput("shutdown", Name))! : EndAsync();
    }

    private async Task EndAsync()
    {
        if (cluster.Options.Kubelet.ShutdownGracePeriod > TimeSpan.Zero)
        {
            Kubelet.Shutdown.IsShuttingDown = true;
            PostStatus();
            await Kubelet.Shutdown.RunAsync();
        }

        Stop();
    }

    /// <summary>Takes the call down as an input, and carries it out, when it comes from outside and somebody keeps a recording.</summary>
    private bool Recorded(string verb)
    {
        if (cluster.Api.Inputs is not { IsAsked: true } inputs) return false;
        inputs.Take(new NodeInput(verb, Name));
        return true;
    }

    /// <summary>The list of images is made every half minute; the status that has changed by it follows at once.</summary>
    private void TellImages()
    {
        if (!IsRunning || imagesTimer is not null) return;
        var passed = (cluster.Clock.Now - started).Ticks % ImagesPeriod.Ticks;
        imagesTimer = cluster.Clock.Schedule(ImagesPeriod - TimeSpan.FromTicks(passed), () =>
        {
            imagesTimer = null;
            PostStatus();
        });
    }

    private void PostStatus()
    {
        if (nodes.Find("", Name) is not { } node) return;
        var conditions = NodeConditions.Make(node.Status.Conditions, Kubelet.Eviction.Conditions, Kubelet.Shutdown.IsShuttingDown, WholeSecond());
        foreach (var reason in NodeConditions.Changes(node.Status.Conditions, conditions)) context.NodeEvent("Normal", reason, $"Node {Name} status is now: {reason}");
        try
        {
            nodes.UpdateStatus(node with { Status = NodeObjects.Status(node, cluster.Options.NodeCapacity, cluster.Options.Kubelet, Runtime, context.NodeIp, conditions) }, "kubelet");
        }
        catch (ApiException refusal) when (refusal.IsTransient)
        {
            Again(PostStatus);
        }
    }

    /// <summary>A new node is tainted until it is ready, which ours are from the start: nobody has to wait for the node lifecycle controller to notice.</summary>
    private void Untaint()
    {
        if (nodes.Find("", Name) is not { } node || !node.Spec.Taints.Contains(NotReady)) return;
        try
        {
            nodes.Update(node with { Spec = node.Spec with { Taints = node.Spec.Taints.Where(taint => taint != NotReady).ToValueList() } }, "kubelet");
        }
        catch (ApiException refusal) when (refusal.IsTransient)
        {
            Again(Untaint);
        }
    }

    /// <summary>The API did not answer; the kubelet asks again when its next round comes.</summary>
    private void Again(Action action) => cluster.Clock.Schedule(RetryPeriod, () =>
    {
        if (IsRunning) action();
    });

    /// <summary>A lease that cannot be renewed is tried five times in a row (component-helpers/apimachinery/lease).</summary>
    private void RenewLease()
    {
        for (var tries = 0; tries < 5 && !TryRenewLease(); tries++)
        {
        }
    }

    private bool TryRenewLease()
    {
        var leases = cluster.Api.Of<Lease>();
        try
        {
            if (leases.Find(LeaseNamespace, Name) is { } lease)
            {
                leases.Update(lease with { Spec = lease.Spec with { RenewTime = Wall.Now, HolderIdentity = Name } }, "kubelet");
                return true;
            }

            if (nodes.Find("", Name) is not { } node) return true;
            leases.Create(
                new Lease
                {
                    Metadata = new ObjectMeta
                    {
                        Name = Name,
                        Namespace = LeaseNamespace,
                        OwnerReferences = [new OwnerReference { ApiVersion = "v1", Kind = "Node", Name = Name, Uid = node.Metadata.Uid ?? "" }],
                    },
                    Spec = new LeaseSpec { HolderIdentity = Name, LeaseDurationSeconds = LeaseSeconds, RenewTime = Wall.Now },
                },
                "kubelet");
            return true;
        }
        catch (ApiException refusal) when (refusal.IsNotFound || refusal.IsForbidden || refusal.IsTransient)
        {
            // A cluster without the namespace of leases goes without leases.
            return !refusal.IsTransient;
        }
    }

    private DateTimeOffset WholeSecond() => new(Wall.Now.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
}
