using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Runtime;

/// <summary>What cgroup v2 shows of a container, of a pod, and of all pods of a node.</summary>
/// <remarks>Follows Documentation/admin-guide/cgroup-v2 of Linux; names as the kubelet's cgroupfs driver gives them (pkg/kubelet/cm).</remarks>
internal static class CgroupFiles
{
    private const int Period = 100_000;

    public static ProcDirectory Of(ProcFiles make, ResourceGroup group) => make.Tree([.. Limits(make, () => group.CpuMillis, () => group.CpuShares, () => group.MemoryLimit), .. Usage(make, group)]);

    /// <summary>The node's tree below /sys/fs/cgroup: <c>kubepods/podUID</c>.</summary>
    /// <param name="sandboxes">The pods at the time of asking.</param>
    public static ProcDirectory Node(ProcFiles make, FileStore store, Func<IEnumerable<Sandbox>> sandboxes) => make.Tree("kubepods", new ProcDirectory(store,
        _ => sandboxes().Where(pod => pod.Ready).Select(Name).Distinct(StringComparer.Ordinal),
        (name, _) => sandboxes().LastOrDefault(pod => pod.Ready && Name(pod) == name) is { } found ? OfPod(make, found) : null));

    private static string Name(Sandbox pod) => "pod" + pod.Config.PodUid;

    /// <summary>The pod's own resources, or what its containers have together; without a limit of all there is none.</summary>
    private static ProcDirectory OfPod(ProcFiles make, Sandbox pod)
    {
        IEnumerable<Container> Running() => pod.Containers.Where(container => container.Process is { HasEnded: false });
        long? Sum(Func<Container, long?> amount) => Running().Any() && Running().All(container => amount(container) is not null) ? Running().Sum(container => amount(container)!.Value) : null;
        var own = pod.Config.Resources;
        return make.Tree([.. Limits(make,
            () => own is not null ? own.CpuMillis : Sum(container => container.Resources.CpuMillis),
            () => own?.CpuShares ?? Running().Sum(container => container.Resources.CpuShares ?? 0),
            () => own is not null ? own.MemoryBytes : Sum(container => container.Resources.MemoryBytes)), .. Usage(make, pod.Group)]);
    }

    private static object[] Limits(ProcFiles make, Func<long?> cpuMillis, Func<long> cpuShares, Func<long?> memory) =>
    [
        "cpu.max", make.Text(_ => cpuMillis() is { } millis ? FormattableString.Invariant($"{millis * Period / 1000} {Period}\n") : FormattableString.Invariant($"max {Period}\n")),
        "cpu.weight", make.Text(_ => FormattableString.Invariant($"{Weight(cpuShares())}\n")),
        "memory.max", make.Text(_ => memory() is { } limit ? FormattableString.Invariant($"{limit}\n") : "max\n"),
        "memory.high", make.Text(_ => "max\n"),
        "memory.min", make.Text(_ => "0\n"),
    ];

    private static object[] Usage(ProcFiles make, ResourceGroup group)
    {
        TextNode Text(Func<string> text) => make.Text(_ => text());
        return
        [
            "cpu.stat", Text(() => FormattableString.Invariant($"usage_usec {(long)group.CpuUsed.TotalMicroseconds}\nuser_usec {(long)group.CpuUsed.TotalMicroseconds}\nsystem_usec 0\nnr_periods 0\nnr_throttled 0\nthrottled_usec {(long)group.CpuThrottled.TotalMicroseconds}\n")),
            "memory.current", Text(() => FormattableString.Invariant($"{group.MemoryBytes}\n")),
            "memory.peak", Text(() => FormattableString.Invariant($"{group.PeakMemoryBytes}\n")),
            "memory.events", Text(() => $"low 0\nhigh 0\nmax 0\noom {(group.OutOfMemory ? 1 : 0)}\noom_kill {(group.OutOfMemory ? 1 : 0)}\noom_group_kill 0\n"),
            "memory.swap.max", Text(() => "0\n"),
            "pids.current", Text(() => FormattableString.Invariant($"{group.Processes.Count}\n")),
            "pids.max", Text(() => "max\n"),
            "cgroup.controllers", Text(() => "cpuset cpu io memory hugetlb pids rdma misc\n"),
            "cgroup.procs", Text(() => string.Concat(group.Processes.Select(process => FormattableString.Invariant($"{process.Pid}\n")))),
        ];
    }

    /// <summary>cgroup v1 shares as v2's weight, as runc converts them.</summary>
    private static long Weight(long shares) => Math.Max(1, 1 + (Math.Clamp(shares, 2, 262144) - 2) * 9999 / 262142);
}
