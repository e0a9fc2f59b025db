namespace Podlab.Engine.Kubelet;

/// <summary>What an administrator says to the kubelets, in the names and with the defaults of their configuration file.</summary>
/// <remarks>Follows staging/src/k8s.io/kubelet/config/v1beta1/types.go (v1.36.3). Amounts are quantities (<c>100Mi</c>) or shares of the capacity (<c>10%</c>).</remarks>
public sealed record KubeletConfiguration
{
    /// <summary>Below this much pods are evicted at once. Signals: memory.available, nodefs.available, nodefs.inodesFree, imagefs.available, imagefs.inodesFree, pid.available.</summary>
    public IReadOnlyDictionary<string, string> EvictionHard { get; init; } = new Dictionary<string, string>
    {
        ["memory.available"] = "100Mi",
        ["nodefs.available"] = "10%",
        ["nodefs.inodesFree"] = "5%",
        ["imagefs.available"] = "15%",
        ["imagefs.inodesFree"] = "5%",
    };

    /// <summary>Below this much pods are evicted when it has lasted for <see cref="EvictionSoftGracePeriod"/>.</summary>
    public IReadOnlyDictionary<string, string> EvictionSoft { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, TimeSpan> EvictionSoftGracePeriod { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>How much more than the threshold has to be free before evictions stop.</summary>
    public IReadOnlyDictionary<string, string> EvictionMinimumReclaim { get; init; } = new Dictionary<string, string>();

    /// <summary>How long the node goes on to say that it is under pressure, after it was last seen.</summary>
    public TimeSpan EvictionPressureTransitionPeriod { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The most that a pod gets to end after a soft threshold.</summary>
    public TimeSpan EvictionMaxPodGracePeriod { get; init; }

    /// <summary>From this share of the disk on unused images are deleted; 100: never.</summary>
    public int ImageGCHighThresholdPercent { get; init; } = 85;

    /// <summary>Deletions end when no more than this share of the disk is used.</summary>
    public int ImageGCLowThresholdPercent { get; init; } = 80;

    /// <summary>An image that has been on the node for less than this is not deleted.</summary>
    public TimeSpan ImageMinimumGCAge { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>An image that nobody has used for this long is deleted, however much room there is; zero: none is.</summary>
    public TimeSpan ImageMaximumGCAge { get; init; }

    /// <summary>Kept from pods for Kubernetes' own programs: resource → quantity.</summary>
    public IReadOnlyDictionary<string, string> KubeReserved { get; init; } = new Dictionary<string, string>();

    /// <summary>Kept from pods for the operating system.</summary>
    public IReadOnlyDictionary<string, string> SystemReserved { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a shutdown of the node waits for its pods; zero: it does not.</summary>
    public TimeSpan ShutdownGracePeriod { get; init; }

    /// <summary>The last part of it, which is for pods of system priority.</summary>
    public TimeSpan ShutdownGracePeriodCriticalPods { get; init; }
}
