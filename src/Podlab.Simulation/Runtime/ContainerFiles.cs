using System.Text;
using Podlab.Engine.Runtime;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Runtime;

/// <summary>Lays out what a container sees besides its image: /proc, /dev, /sys, the files that the kubelet manages, volumes.</summary>
internal sealed class ContainerFiles(Kernel kernel, FileStore disk, Sandbox pod, ContainerConfig config, ContainerId id, FileTree tree, DirectoryNode root, ResourceGroup group, PidNamespace pids)
{
    private readonly FileView view = new(tree);

    public void AddSystem()
    {
        var proc = new FileStore("proc", "proc", kernel.Clock);
        var files = new ProcFiles(proc, kernel, pids) { UserBase = pod.UserBase, Sysctls = pod.Config.Sysctls };
        Mount("/proc", files.Root(), false, "nosuid,nodev,noexec,relatime");
        Mount("/dev", Devices(), false, "nosuid,size=65536k,mode=755");
        Mount("/dev/pts", new DirectoryNode(new FileStore("devpts", "devpts", kernel.Clock), 0b111_101_101), false, "nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=666");
        Mount("/dev/mqueue", new DirectoryNode(new FileStore("mqueue", "mqueue", kernel.Clock), 0x3FF), false, "nosuid,nodev,noexec,relatime");
        Mount("/sys", System(), !config.Security.Privileged, "nosuid,nodev,noexec,relatime");
        var own = new FileStore("ext4", "/dev/vda", kernel.Clock) { Below = disk };
        MountFile("/etc/hosts", config.EtcHosts ?? $"127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n{pod.Network.Address}\t{pod.Config.Hostname}\n", own);
        if (config.TerminationMessagePath is { Length: > 0 } message) MountFile(SimulatedRuntime.Bytes(message), "", own, 0b110_110_110);
        MountFile("/etc/hostname", (pod.Config.HostNetwork ? kernel.NodeName : pod.Config.Hostname) + "\n", own);
        MountFile("/etc/resolv.conf", ResolvConf(pod.Config.Dns), own);
        Mount("/dev/shm", new DirectoryNode(new FileStore("tmpfs", "shm", kernel.Clock) { Limit = 64 << 20 }, 0x3FF), false, "nosuid,nodev,noexec,relatime,size=65536k");
    }

    /// <summary>Covers a path, making it first where the image lacks it.</summary>
    public void Mount(string path, Node node, bool readOnly, string options)
    {
        var place = path.Length > 1 ? path.TrimEnd('/') : path;
        if (tree.Find(view, place, true, out _) != Errno.Ok) MakePlace(place, node is DirectoryNode);
        var error = tree.Add(new Mount(place, node, readOnly) { Options = options });
        if (error != Errno.Ok) throw new RuntimeException("RunContainerError", $"failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting \"{id}\" to rootfs at \"{place}\": {error.Text().ToLowerInvariant()}") { ExitCode = 128 };
    }

    public static string ResolvConf(DnsConfig dns)
    {
        var text = new StringBuilder();
        if (dns.Searches.Count > 0) text.Append("search ").AppendJoin(' ', dns.Searches).Append('\n');
        foreach (var server in dns.Servers) text.Append("nameserver ").Append(server).Append('\n');
        if (dns.Options.Count > 0) text.Append("options ").AppendJoin(' ', dns.Options).Append('\n');
        return text.ToString();
    }

    private void MountFile(string path, string content, FileStore store, int mode = 0b110_100_100)
    {
        var node = new FileNode(store, mode);
        if (content.Length > 0) node.Write(0, Encoding.UTF8.GetBytes(content));
        Mount(path, node, false, "relatime,discard");
    }

    /// <summary>Writes past a read-only root: the runtime makes mount points before it becomes read-only.</summary>
    private void MakePlace(string path, bool directory)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        Node at = root;
        var prefix = "";
        for (var i = 0; i < parts.Length; i++)
        {
            prefix += "/" + parts[i];
            if (tree.Find(view, prefix, true, out var next) == Errno.Ok)
            {
                at = next;
                continue;
            }

            if (at is not DirectoryNode parent || parent.IsFixed) return;
            Node made = i < parts.Length - 1 || directory ? new DirectoryNode(parent.Store, 0b111_101_101) : new FileNode(parent.Store, 0b110_100_100);
            parent.Add(parts[i], made);
            at = made;
        }
    }

    private DirectoryNode Devices()
    {
        var store = new FileStore("tmpfs", "tmpfs", kernel.Clock) { Limit = 64 << 20 };
        var devices = new DirectoryNode(store, 0b111_101_101);
        foreach (var name in (string[])["null", "zero", "full", "random", "urandom", "tty"]) devices.Add(name, new DeviceNode(store, name, kernel));
        devices.Add("fd", new SymlinkNode(store, "/proc/self/fd"));
        devices.Add("stdin", new SymlinkNode(store, "/proc/self/fd/0"));
        devices.Add("stdout", new SymlinkNode(store, "/proc/self/fd/1"));
        devices.Add("stderr", new SymlinkNode(store, "/proc/self/fd/2"));
        devices.Add("core", new SymlinkNode(store, "/proc/kcore"));
        devices.Add("ptmx", new SymlinkNode(store, "pts/ptmx"));
        foreach (var name in (string[])["pts", "mqueue", "shm"]) devices.Add(name, new DirectoryNode(store, 0b111_101_101));
        return devices;
    }

    private ProcDirectory System()
    {
        var store = new FileStore("sysfs", "sysfs", kernel.Clock);
        var make = new ProcFiles(store, kernel, pids);
        TextNode Text(Func<string> text) => new(store, _ => text());
        var cgroup = CgroupFiles.Of(make, group);
        return make.Tree("fs", make.Tree("cgroup", cgroup), "class", make.Tree("net", make.Tree("eth0", make.Tree("address", Text(() => "02:42:0a:f4:00:02\n")), "lo", make.Tree("address", Text(() => "00:00:00:00:00:00\n")))),
            "kernel", make.Tree(), "devices", make.Tree("system", make.Tree("cpu", make.Tree("online", Text(() => $"0-{kernel.Cpus - 1}\n")))));
    }
}
