namespace Podlab.Simulation.Files;

/// <summary>Who a process acts as.</summary>
public sealed record Credentials(long Uid, long Gid, IReadOnlyList<long> Groups)
{
    /// <summary>Capabilities in effect, without the <c>CAP_</c> prefix; those a container runtime gives by default.</summary>
    public IReadOnlySet<string> Capabilities { get; init; } = DefaultCapabilities;

    public static Credentials Root => TheRoot.Value;

    /// <summary>containerd's default set.</summary>
    public static IReadOnlySet<string> DefaultCapabilities { get; } = new SortedSet<string>(StringComparer.Ordinal)
    {
        "CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SETFCAP", "SETPCAP",
        "NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE",
    };

    private static readonly Lazy<Credentials> TheRoot = new(() => new Credentials(0, 0, [0]));

    public bool NoNewPrivileges { get; init; }

    /// <summary>A capability counts for root only: exec by another user clears the set.</summary>
    public bool Can(string capability) => Uid == 0 && Capabilities.Contains(capability);

    public bool InGroup(long group) => Gid == group || Groups.Contains(group);

    /// <summary>Whether the permission bits grant all of <paramref name="wanted"/> (4 read, 2 write, 1 execute).</summary>
    public bool May(Node node, int wanted)
    {
        if (Can("DAC_OVERRIDE"))
            return (wanted & 1) == 0 || node is DirectoryNode || (node.Mode & 0b001_001_001) != 0;
        var bits = Uid == node.Uid ? node.Mode >> 6 : InGroup(node.Gid) ? node.Mode >> 3 : node.Mode;
        return (bits & wanted) == wanted;
    }
}
