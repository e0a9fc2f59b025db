using Podlab.Simulation.Files;

namespace Podlab.Simulation.Processes;

/// <summary>/proc/sys: what the kernel's settings are where nobody changed them, and what a pod's sysctls make of them.</summary>
/// <remarks>Defaults as Linux 6.12 has them (Documentation/admin-guide/sysctl, Documentation/networking/ip-sysctl).</remarks>
internal static class KernelSettings
{
    private static readonly (string Name, string Value)[] Defaults =
    [
        ("fs.file-max", "9223372036854775807"), ("fs.inotify.max_user_instances", "128"), ("fs.inotify.max_user_watches", "65536"), ("fs.nr_open", "1048576"),
        ("kernel.msgmax", "8192"), ("kernel.msgmnb", "16384"), ("kernel.msgmni", "32000"), ("kernel.ostype", "Linux"), ("kernel.pid_max", "4194304"), ("kernel.sem", "32000\t1024000000\t500\t32000"),
        ("kernel.shm_rmid_forced", "0"), ("kernel.shmall", "18446744073692774399"), ("kernel.shmmax", "18446744073692774399"), ("kernel.shmmni", "4096"), ("kernel.threads-max", "63480"),
        ("net.core.somaxconn", "4096"), ("net.ipv4.ip_forward", "1"), ("net.ipv4.ip_local_port_range", "32768\t60999"), ("net.ipv4.ip_local_reserved_ports", ""),
        ("net.ipv4.ip_unprivileged_port_start", "0"), ("net.ipv4.ping_group_range", "0\t2147483647"), ("net.ipv4.tcp_fin_timeout", "60"), ("net.ipv4.tcp_keepalive_intvl", "75"),
        ("net.ipv4.tcp_keepalive_probes", "9"), ("net.ipv4.tcp_keepalive_time", "7200"), ("net.ipv4.tcp_rmem", "4096\t131072\t6291456"), ("net.ipv4.tcp_syncookies", "1"),
        ("net.ipv4.tcp_wmem", "4096\t16384\t4194304"), ("vm.max_map_count", "65530"), ("vm.overcommit_memory", "0"), ("vm.swappiness", "60"),
    ];

    public static Node Root(ProcFiles files, Kernel kernel, IReadOnlyDictionary<string, string> own)
    {
        var settings = new SortedDictionary<string, Node>(StringComparer.Ordinal)
        {
            ["kernel.hostname"] = files.Text(process => (process?.Hostname ?? kernel.NodeName) + "\n"),
            ["kernel.osrelease"] = files.Text(_ => kernel.Release + "\n"),
        };
        foreach (var (name, value) in Defaults) settings[name] = files.Text(_ => value + "\n");
        foreach (var (name, value) in own) settings[name] = files.Text(_ => value.Replace(' ', '\t') + "\n");
        return Folder(files, "", settings);
    }

    private static Node Folder(ProcFiles files, string prefix, SortedDictionary<string, Node> settings)
    {
        var entries = new List<object>();
        foreach (var group in settings.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).GroupBy(pair => pair.Key[prefix.Length..].Split('.')[0]))
        {
            entries.Add(group.Key);
            var path = prefix + group.Key;
            entries.Add(settings.TryGetValue(path, out var leaf) ? leaf : Folder(files, path + ".", settings));
        }

        return files.Tree([.. entries]);
    }
}
