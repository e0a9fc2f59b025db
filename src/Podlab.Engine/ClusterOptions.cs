using Podlab.Engine.Kubelet;
using Podlab.Engine.Nodes.Pools;
using Podlab.Engine.Runtime;

namespace Podlab.Engine;

/// <summary>What a cluster is made of.</summary>
public sealed record ClusterOptions
{
    /// <summary>The instant every simulated run starts at, unless told otherwise.</summary>
    public static DateTimeOffset DefaultStart { get; } = new(2026, 1, 1, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Gives uids, name suffixes and jitter; the same seed and inputs give the same run.</summary>
    public ulong Seed { get; init; } = 1;

    public DateTimeOffset Start { get; init; } = DefaultStart;

    /// <summary>How many nodes the cluster starts with: node-1 … node-N, each 4 CPU, 8Gi, 110 pods.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>The nodes it starts with, where they are not all alike; they take the place of <see cref="Nodes"/>.</summary>
    public IReadOnlyList<NodePool> NodePools { get; init; } = [];

    /// <summary>What each node has, unless its pool says otherwise.</summary>
    public NodeCapacity NodeCapacity { get; init; } = new();

    /// <summary>What the kubelets of all nodes are told.</summary>
    public KubeletConfiguration Kubelet { get; init; } = new();

    /// <summary>Images that are on each node from the start, where its runtime is simulated.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>Makes the container runtime of a node; null: nodes have no kubelet.</summary>
    public Func<Cluster, string, IContainerRuntime>? Runtime { get; init; }

    /// <summary>Whether pods are scheduled.</summary>
    public bool Scheduler { get; init; } = true;

    /// <summary>Kubernetes' own flag: <c>*</c>, names, <c>-name</c>. Empty: none.</summary>
    public IReadOnlyList<string> Controllers { get; init; } = ["*"];

    /// <summary>Admission plugins to leave out, by Kubernetes' names.</summary>
    public IReadOnlyList<string> DisabledAdmissionPlugins { get; init; } = [];

    /// <summary>Whether services have a network: kube-proxy on every node and the cluster's name server. Without nodes that run pods there is none.</summary>
    public bool ServiceNetwork { get; init; } = true;

    /// <summary>Whether nodes that clients make get addresses for their pods written into the spec (the controller manager's <c>--allocate-node-cidrs</c>); nodes that the cluster starts with have them.</summary>
    public bool AllocatesNodeCidrs { get; init; } = true;

    /// <summary>Whether Kubernetes' default cluster roles and their bindings are there from the start. They decide nothing; clients look for them.</summary>
    public bool DefaultRoles { get; init; }

    /// <summary>
    /// Whether kube-system holds what kind and minikube put there: the Service <c>kube-dns</c>, the Deployment <c>coredns</c> behind it and the DaemonSet <c>kube-proxy</c>. Then
    /// names are answered as long as a coredns pod is ready; without them the network itself answers.
    /// </summary>
    public bool SystemPods { get; init; }

    /// <summary>The certificates, in PEM, by which pods know the server; null: those of nobody in particular.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>How many changes are kept for watches and lists that start in the past.</summary>
    public int HistoryLimit { get; init; } = 10_000;

    /// <summary>Whether clients are warned of fields that the nodes approximate or ignore (data/fidelity/pod-fields.txt). Without a runtime there is nothing to warn of.</summary>
    public bool FidelityWarnings { get; init; } = true;

    /// <summary>Whether all that comes from outside is kept, so that the run can be replayed and forked (<see cref="Cluster.Recording"/>).</summary>
    public bool Records { get; init; }

    /// <summary>Whether the kubelet's random pauses are drawn; without them every factor is 1.</summary>
    public bool Jitter { get; init; } = true;
}
