using System.Globalization;
using System.Text;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Processes;

/// <summary>A file of /proc or /sys whose text is made when it is opened.</summary>
internal sealed class TextNode(FileStore store, Func<Process?, string> text, int mode = 0b100_100_100) : SpecialNode(store, mode)
{
    public override char Letter => '-';

    public override Errno Open(IFileUser user, OpenFlags flags, out OpenFile file)
    {
        file = null!;
        if (flags.HasFlag(OpenFlags.Write) && (Mode & 0b010_000_000) == 0) return Errno.EACCES;
        file = new TextOpenFile(Encoding.Latin1.GetBytes(text(user as Process)), this, (Mode & 0b010_000_000) != 0 ? _ => { } : null);
        return Errno.Ok;
    }
}

/// <summary>A directory whose entries are made when they are looked for.</summary>
internal sealed class ProcDirectory(FileStore store, Func<Process?, IEnumerable<string>> names, Func<string, Process?, Node?> lookup) : DirectoryNode(store, 0b101_101_101)
{
    public override long Size => 0;

    public override bool IsFixed => true;

    public override Node? Lookup(string name, IFileUser? user) => lookup(name, user as Process);

    public override IEnumerable<string> List(IFileUser? user) => names(user as Process);
}

/// <summary>A link of /proc whose target depends on who looks.</summary>
internal sealed class ProcLink(FileStore store, Func<Process?, string> target) : SpecialNode(store, 0b111_111_111), IMagicLink
{
    public override char Letter => 'l';

    public Node? Follow(IFileUser user) => null;

    public string Text(IFileUser user) => target(user as Process);

    public override Errno Open(IFileUser user, OpenFlags flags, out OpenFile file)
    {
        file = null!;
        return Errno.ELOOP;
    }
}

/// <summary>Makes /proc for the processes of one namespace.</summary>
internal sealed class ProcFiles(FileStore store, Kernel kernel, PidNamespace pids)
{
    /// <summary>The node's number for user 0; null: the users are the node's.</summary>
    public long? UserBase { get; init; }

    /// <summary>Settings of the kernel that the pod has of its own.</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = new Dictionary<string, string>();

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public DirectoryNode Root()
    {
        var fixedEntries = new SortedDictionary<string, Node>(StringComparer.Ordinal)
        {
            ["self"] = new ProcLink(store, process => Number(process?.Pid ?? 1)),
            ["mounts"] = new ProcLink(store, _ => "self/mounts"),
            ["cpuinfo"] = Text(_ => string.Concat(Enumerable.Range(0, kernel.Cpus).Select(cpu => $"processor\t: {cpu}\nvendor_id\t: GenuineIntel\nmodel name\t: Virtual CPU\ncpu MHz\t\t: 2400.000\n\n"))),
            ["meminfo"] = Text(_ => Memory()),
            ["uptime"] = Text(_ => FormattableString.Invariant($"{(kernel.Now - kernel.Booted).TotalSeconds:F2} {(kernel.Now - kernel.Booted).TotalSeconds * kernel.Cpus:F2}\n")),
            ["loadavg"] = Text(_ => $"0.00 0.00 0.00 1/{pids.Processes.Count} {(pids.Processes.Count > 0 ? pids.Processes.Max(process => process.Pid) : 0)}\n"),
            ["version"] = Text(_ => $"Linux version {kernel.Release} (podlab) #1 SMP\n"),
            ["stat"] = Text(_ => $"cpu  0 0 0 0 0 0 0 0 0 0\nbtime {kernel.Booted.ToUnixTimeSeconds()}\n"),
            ["filesystems"] = Text(_ => "nodev\tproc\nnodev\ttmpfs\nnodev\toverlay\n\text4\n"),
            ["cmdline"] = Text(_ => "BOOT_IMAGE=/vmlinuz root=/dev/vda\n"),
        };
        fixedEntries["sys"] = KernelSettings.Root(this, kernel, Sysctls);
        fixedEntries["net"] = Tree("dev", Text(_ => "Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n  eth0:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n"));
        return new ProcDirectory(store,
            _ => pids.Processes.Select(process => Number(process.Pid)).Concat(fixedEntries.Keys),
            (name, _) => fixedEntries.TryGetValue(name, out var node) ? node
                : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pids.Find(pid) is { } process ? ProcessDirectory(process) : null);
    }

    private ProcDirectory ProcessDirectory(Process process)
    {
        var entries = new SortedDictionary<string, Func<Node>>(StringComparer.Ordinal)
        {
            ["cmdline"] = () => Text(_ => string.Concat(process.CommandLine.Select(argument => argument + "\0"))),
            ["comm"] = () => Text(_ => process.Comm + "\n", 0b110_100_100),
            ["environ"] = () => Text(_ => string.Concat(process.Environment.Select(pair => $"{pair.Key}={pair.Value}\0")), 0b100_000_000),
            ["status"] = () => Text(_ => Status(process)),
            ["stat"] = () => Text(_ => $"{process.Pid} ({process.Comm}) {process.StateLetter} {process.Parent?.Pid ?? 0} {process.ProcessGroup} 0 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 0 {process.MemoryBytes} {process.MemoryBytes / 4096}\n"),
            ["oom_score_adj"] = () => Text(_ => process.Group.OomScoreAdjustment + "\n", 0b110_100_100),
            ["oom_score"] = () => Text(_ => Math.Max(0, 667 + process.Group.OomScoreAdjustment * 2 / 3) + "\n"),
            ["cgroup"] = () => Text(_ => "0::/\n"),
            ["uid_map"] = () => Text(_ => UserMap()),
            ["gid_map"] = () => Text(_ => UserMap()),
            ["mounts"] = () => Text(_ => string.Concat(process.Tree.Mounts.Select(MountLine))),
            ["mountinfo"] = () => Text(_ => string.Concat(process.Tree.Mounts.Select((mount, index) => $"{100 + index} 99 0:{30 + index} / {mount.Path} {(mount.ReadOnly ? "ro" : "rw")},{mount.Options} - {mount.Root.Store.Type} {mount.Root.Store.Source} {(mount.ReadOnly ? "ro" : "rw")}\n"))),
            ["limits"] = () => Text(_ => "Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1048576              1048576              files     \n"),
            ["exe"] = () => new ProcLink(store, _ => "/bin/" + process.Comm),
            ["cwd"] = () => new ProcLink(store, _ => process.WorkingDirectory),
            ["root"] = () => new RootLink(store, process),
            ["ns"] = () => Spaces(process),
            ["fd"] = () => new ProcDirectory(store, _ => process.Files.Numbers.Select(number => Number(number)),
                (name, _) => int.TryParse(name, out var number) && process.Files[number] is not null ? new DescriptorLink(store, _ => (process, number)) : null),
        };
        return new ProcDirectory(store, _ => entries.Keys, (name, _) => entries.TryGetValue(name, out var make) ? Owned(make(), process) : null)
        {
            Uid = process.Credentials.Uid,
            Gid = process.Credentials.Gid,
        };
    }

    /// <summary>The links that name a process's namespaces. A pod's containers share the network's, of which there are the host's name and shared memory too.</summary>
    private Node Spaces(Process process)
    {
        ProcLink Link(string name, long number) => new(store, _ => $"{name}:[{Number(number)}]");
        var (network, pid) = (kernel.NumberOf(process.Network), kernel.NumberOf(process.Namespace));
        return Tree("cgroup", Link("cgroup", 4026531835), "ipc", Link("ipc", network + 1_000_000), "mnt", Link("mnt", kernel.NumberOf(process.Tree)), "net", Link("net", network), "pid", Link("pid", pid), "pid_for_children", Link("pid", pid),
            "time", Link("time", 4026531834), "time_for_children", Link("time", 4026531834), "user", Link("user", 4026531837), "uts", Link("uts", network + 2_000_000));
    }

    private static Node Owned(Node node, Process process)
    {
        (node.Uid, node.Gid) = (process.Credentials.Uid, process.Credentials.Gid);
        return node;
    }

    public static string MountLine(Mount mount) =>
        $"{mount.Root.Store.Source} {mount.Path} {mount.Root.Store.Type} {(mount.ReadOnly ? "ro" : "rw")},{mount.Options} 0 0\n";

    private static string Status(Process process)
    {
        var state = process.StateLetter switch { 'R' => "R (running)", 'T' => "T (stopped)", 'Z' => "Z (zombie)", _ => "S (sleeping)" };
        var who = process.Credentials;
        var capabilities = who.Uid == 0 ? CapabilityBits(who) : 0UL;
        return FormattableString.Invariant($"Name:\t{process.Comm}\nUmask:\t{Convert.ToString(process.Umask, 8).PadLeft(4, '0')}\nState:\t{state}\nTgid:\t{process.Pid}\nPid:\t{process.Pid}\nPPid:\t{process.Parent?.Pid ?? 0}\nUid:\t{who.Uid}\t{who.Uid}\t{who.Uid}\t{who.Uid}\nGid:\t{who.Gid}\t{who.Gid}\t{who.Gid}\t{who.Gid}\nGroups:\t{string.Join(' ', who.Groups)} \nVmRSS:\t{process.MemoryBytes / 1024,8} kB\nThreads:\t1\nCapInh:\t0000000000000000\nCapPrm:\t{capabilities:x16}\nCapEff:\t{capabilities:x16}\nCapBnd:\t{CapabilityBits(who):x16}\nCapAmb:\t0000000000000000\nNoNewPrivs:\t{(who.NoNewPrivileges ? 1 : 0)}\nSeccomp:\t0\n");
    }

    private static readonly string[] Capabilities =
    [
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST",
        "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE",
        "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM",
        "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF", "CHECKPOINT_RESTORE",
    ];

    public static IReadOnlyList<string> AllCapabilities => Capabilities;

    private static ulong CapabilityBits(Credentials who)
    {
        var bits = 0UL;
        for (var i = 0; i < Capabilities.Length; i++)
            if (who.Capabilities.Contains(Capabilities[i])) bits |= 1UL << i;
        return bits;
    }

    private string Memory()
    {
        var total = kernel.MemoryBytes / 1024;
        var used = kernel.Groups.Sum(group => group.MemoryBytes) / 1024;
        return FormattableString.Invariant($"MemTotal:       {total,8} kB\nMemFree:        {total - used,8} kB\nMemAvailable:   {total - used,8} kB\nBuffers:        {0,8} kB\nCached:         {0,8} kB\nSwapTotal:      {0,8} kB\nSwapFree:       {0,8} kB\n");
    }

    private string UserMap() => FormattableString.Invariant($"{0,10} {UserBase ?? 0,10} {(UserBase is null ? uint.MaxValue : Runtime.SimulatedRuntime.UsersOfNamespace),10}\n");

    internal TextNode Text(Func<Process?, string> text, int mode = 0b100_100_100) => new(store, text, mode);

    /// <summary>A directory of names and nodes in turn.</summary>
    public ProcDirectory Tree(params object[] entries)
    {
        var map = new SortedDictionary<string, Node>(StringComparer.Ordinal);
        for (var i = 0; i < entries.Length; i += 2) map[(string)entries[i]] = (Node)entries[i + 1];
        return new ProcDirectory(store, _ => map.Keys, (name, _) => map.GetValueOrDefault(name));
    }

    /// <summary>/proc/PID/root: the files as that process sees them.</summary>
    private sealed class RootLink(FileStore store, Process process) : SpecialNode(store, 0b111_111_111), IMagicLink
    {
        public override char Letter => 'l';

        public Node? Follow(IFileUser user) => process.Tree.Mounts[0].Root;

        public string Text(IFileUser user) => "/";

        public override Errno Open(IFileUser user, OpenFlags flags, out OpenFile file)
        {
            file = null!;
            return Errno.EISDIR;
        }
    }
}
