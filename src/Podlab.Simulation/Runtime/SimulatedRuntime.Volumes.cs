using Podlab.Engine.Runtime;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Runtime;

// Volumes.
public sealed partial class SimulatedRuntime
{
    private const int Sticky = 0x200;

    public ValueTask<VolumeId> CreateVolumeAsync(VolumeConfig config)
    {
        var id = new VolumeId(config.Name);
        if (volumes.ContainsKey(config.Name)) return ValueTask.FromResult(id);
        if (config.HostPath is { } path)
        {
            CheckHostPath(path, config.HostPathType);
            volumes[config.Name] = new SimulatedVolume(id, config, disk, HostDirectory(path));
            return ValueTask.FromResult(id);
        }

        var store = config.Medium == VolumeMedium.Memory
            ? new FileStore("tmpfs", "tmpfs", Kernel.Clock) { Limit = config.SizeLimitBytes, Group = config.FileGroup, Charge = ChargeMemory }
            : new FileStore("ext4", "/dev/vda", Kernel.Clock) { Limit = config.SizeLimitBytes, Group = config.FileGroup, Below = disk };
        // A new tmpfs is sticky (mount's default mode is 1777); fsGroup adds the group's bit, so that what is made below belongs to it.
        var mode = config.Mode | (config.Medium == VolumeMedium.Memory ? Sticky : 0) | (config.FileGroup is null ? 0 : SimulatedVolume.SetGroup);
        volumes[config.Name] = new SimulatedVolume(id, config, store, new DirectoryNode(store, mode, 0, config.FileGroup ?? 0));
        return ValueTask.FromResult(id);
    }

    public ValueTask WriteVolumeAsync(VolumeId volume, IReadOnlyList<VolumeFile> files)
    {
        volumes[volume.Value].Write(files, Kernel.Now, Kernel.NextRandom());
        return default;
    }

    public ValueTask RemoveVolumeAsync(VolumeId volume)
    {
        if (!volumes.Remove(volume.Value, out var found) || found.Config.HostPath is not null) return default;
        if (found.Store.Below is not null)
        {
            disk.Take(-Math.Min(found.Store.Used, disk.Used));
            disk.TakeInodes(-found.Store.Inodes);
        }
        else nodeGroup.Take(-found.Store.Used);
        return default;
    }

    public long VolumeUsage(VolumeId volume) => volumes.TryGetValue(volume.Value, out var found) ? found.Store.Used : 0;

    public long VolumeInodes(VolumeId volume) => volumes.TryGetValue(volume.Value, out var found) ? found.Store.Inodes : 0;

    /// <summary>Follows pkg/volume/hostpath/host_path.go (v1.36.3).</summary>
    private void CheckHostPath(string path, string type)
    {
        var kind = HostPathKind(path);
        if (kind is null && type is "FileOrCreate") WriteHostFile(path, []);
        var (wanted, name) = type switch
        {
            "Directory" => ('d', "directory"),
            "File" => ('-', "file"),
            "Socket" => ('s', "socket file"),
            "CharDevice" => ('c', "character device"),
            "BlockDevice" => ('b', "block device"),
            "DirectoryOrCreate" when kind is not null => ('d', "directory"),
            "FileOrCreate" when kind is not null => ('-', "file"),
            _ => (kind, ""),
        };
        if (kind != wanted) throw new RuntimeException("FailedMount", $"hostPath type check failed: {path} is not a {name}");
    }

    /// <summary>What a host path leads to on the node; null when there is nothing. For the kubelet's check of hostPath types.</summary>
    public char? HostPathKind(string path) => host.Tree.Find(host, Bytes(path), true, out var node) == Errno.Ok ? node.Letter : null;

    /// <summary>Makes a file of the node.</summary>
    public void WriteHostFile(string path, byte[] content)
    {
        if (path.LastIndexOf('/') is var slash and > 0) HostDirectory(path[..slash]);
        if (host.Tree.Open(host, Bytes(path), OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, 0b110_100_100, out var file) != Errno.Ok) return;
        file.Write(content);
        file.Close();
    }

    private bool ChargeMemory(long bytes)
    {
        var payer = Kernel.Payer ?? nodeGroup;
        return payer.Take(bytes) is null;
    }

    private Node HostDirectory(string path)
    {
        path = "/" + Bytes(path).Trim('/');
        if (host.Tree.Find(host, path, true, out var node) == Errno.Ok) return node;
        for (var end = path.IndexOf('/', 1); ; end = path.IndexOf('/', end + 1))
        {
            host.Tree.MakeDirectory(host, end < 0 ? path : path[..end], 0b111_101_101);
            if (end < 0) break;
        }

        host.Tree.Find(host, path, true, out node);
        return node;
    }

    public byte[]? ReadVolumeFile(VolumeId volume, string path) => volumes.TryGetValue(volume.Value, out var found) ? found.Read(Bytes(path)) : null;

    private void AddVolume(ContainerFiles builder, string container, VolumeMountConfig mount)
    {
        if (!volumes.TryGetValue(mount.Volume.Value, out var volume)) throw new RuntimeException("CreateContainerError", $"volume \"{mount.Volume}\" not found");
        if (volume.Config.ImageReference is { } reference)
        {
            var image = Present(reference) ?? throw new RuntimeException("CreateContainerError", $"failed to mount image volume: image \"{reference}\": not found");
            var files = new DirectoryNode(new FileStore("overlay", "overlay", Kernel.Clock), image.Definition.Root);
            if (mount.SubPath.Length > 0 && new SimulatedVolume(volume.Id, volume.Config, volume.Store, files).Resolve(Bytes(mount.SubPath), out var part) == Errno.Ok) builder.Mount(Bytes(mount.ContainerPath), part, true, "relatime");
            else builder.Mount(Bytes(mount.ContainerPath), files, true, "relatime");
            return;
        }

        var error = volume.Resolve(Bytes(mount.SubPath), out var node);
        if (error != Errno.Ok) throw new RuntimeException(RuntimeException.SubPath, $"failed to prepare subPath for volumeMount \"{mount.Name}\" of container \"{container}\"");
        var memory = volume.Store.IsMemory;
        var size = volume.Store.Limit ?? options.MemoryBytes;
        builder.Mount(Bytes(mount.ContainerPath), node, mount.ReadOnly, memory ? $"relatime,size={size / 1024}k,noswap" : "relatime,discard");
    }
}
