using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Kubelet;

namespace Podlab.Simulation.Tests.Nodes;

public class ImageGarbageTests
{
    /// <summary>A disk that a few images fill.</summary>
    private static readonly NodeCapacity SmallDisk = new() { EphemeralStorageBytes = 400L << 20 };

    private static readonly KubeletConfiguration WithoutEvictions = new() { EvictionHard = new Dictionary<string, string>() };

    [Fact]
    public void Images_take_room_on_the_disk_and_show_in_the_nodes_status()
    {
        var world = new NodeWorld(capacity: SmallDisk);
        var before = world.Agent.Runtime.NodeStats!.DiskBytes;
        world.Run("web", "", container => container with { Image = "nginx:1.27", Command = [] });
        world.Advance(29);
        var image = world.Agent.Runtime.ImageStatus("docker.io/library/nginx:1.27").ShouldNotBeNull();
        (world.Agent.Runtime.NodeStats!.DiskBytes - before).ShouldBeGreaterThanOrEqualTo(image.SizeBytes);
        world.Node.Status.Images.ShouldBeEmpty();
        world.Advance(2);
        var told = world.Node.Status.Images.ShouldHaveSingleItem();
        told.SizeBytes.ShouldBe(image.SizeBytes);
        told.Names.ShouldBe([.. image.Digests, .. image.Tags]);
    }

    [Fact]
    public void Images_nobody_uses_go_when_the_disk_fills_up_the_longest_unused_first()
    {
        var world = new NodeWorld(WithoutEvictions, SmallDisk);
        world.Run("first", "exit 0", spec: spec => spec with { RestartPolicy = "Never" });
        world.Run("second", "exit 0", container => container with { Image = "alpine:3.20" }, spec: spec => spec with { RestartPolicy = "Never" });
        world.Advance(320);
        world.Cluster.Api.Of<Pod>().Delete("default", "first");
        world.Advance(300);
        world.Cluster.Api.Of<Pod>().Delete("default", "second");
        world.Run("web", "", container => container with { Image = "nginx:1.27", Command = [] });
        world.Advance(20);
        world.Cluster.Faults.Apply("node-1 disk 85%");
        Images(world).ShouldBe(3);
        world.Advance(300);
        // Both are not enough to come down to 80 %.
        world.Agent.Runtime.ImageStatus("docker.io/library/busybox:1.36").ShouldBeNull();
        world.Agent.Runtime.ImageStatus("docker.io/library/alpine:3.20").ShouldBeNull();
        world.Agent.Runtime.ImageStatus("docker.io/library/nginx:1.27").ShouldNotBeNull();
        world.Pod("web").Status.Phase.ShouldBe("Running");
        world.Events("node-1").ShouldContain(text => text.StartsWith("Warning FreeDiskSpaceFailed Insufficient free disk space on the node's image filesystem (85% of 400.0 MiB used). Failed to free sufficient space by deleting unused images (freed ", StringComparison.Ordinal)
            && text.EndsWith(" bytes). Investigate disk usage, as it could be used by active images, logs, volumes, or other data.", StringComparison.Ordinal));
        world.Events("node-1").ShouldNotContain(text => text.Contains("ImageGCFailed", StringComparison.Ordinal));
    }

    [Fact]
    public void Second_failure_in_a_row_is_told_as_one_of_the_collection()
    {
        var world = new NodeWorld(WithoutEvictions, SmallDisk);
        world.Cluster.Faults.Apply("node-1 disk 90%");
        world.Advance(301);
        world.Events("node-1").ShouldContain(text => text.StartsWith("Warning FreeDiskSpaceFailed ", StringComparison.Ordinal));
        world.Advance(300);
        world.Events("node-1").ShouldContain("Warning ImageGCFailed Insufficient free disk space on the node's image filesystem (90% of 400.0 MiB used). Failed to free sufficient space by deleting unused images (freed 0 bytes). "
            + "Investigate disk usage, as it could be used by active images, logs, volumes, or other data.");
        world.Cluster.Faults.Apply("clear");
    }

    [Fact]
    public void Disk_pressure_takes_unused_images_before_pods()
    {
        var world = new NodeWorld(capacity: SmallDisk);
        world.Run("old", "", container => container with { Image = "nginx:1.27", Command = [] });
        world.Run("web", "head -c 190m /dev/zero > /x; sleep 3600");
        // An image is known to the collector from its next look on, and old enough two minutes later.
        world.Advance(430);
        world.Cluster.Api.Of<Pod>().Delete("default", "old", gracePeriodSeconds: 0);
        world.Advance(5);
        Images(world).ShouldBe(2);
        world.Run("more", "head -c 90m /dev/zero > /x; sleep 3600");
        world.Advance(30);
        world.Events("node-1").ShouldContain("Warning EvictionThresholdMet Attempting to reclaim ephemeral-storage");
        Images(world).ShouldBe(1);
        world.Pod("web").Status.Phase.ShouldBe("Running");
        world.Pod("more").Status.Phase.ShouldBe("Running");
        world.Condition("DiskPressure").ShouldStartWith("True");
    }

    [Fact]
    public void Image_older_than_its_greatest_age_goes_whatever_room_there_is()
    {
        var world = new NodeWorld(new KubeletConfiguration { ImageMaximumGCAge = TimeSpan.FromMinutes(20) });
        world.Run("p", "exit 0", spec: spec => spec with { RestartPolicy = "Never" });
        world.Advance(60);
        world.Cluster.Api.Of<Pod>().Delete("default", "p");
        world.Advance(19 * 60);
        Images(world).ShouldBe(1);
        world.Advance(11 * 60);
        Images(world).ShouldBe(0);
    }

    [Fact]
    public void Pull_without_room_fails_in_the_runtimes_words()
    {
        var world = new NodeWorld(WithoutEvictions, SmallDisk);
        world.Cluster.Faults.Apply("node-1 disk 99.9%");
        world.Run("web", "", container => container with { Image = "nginx:1.27", Command = [] });
        world.Advance(10);
        world.Events("web").ShouldContain(text => text.StartsWith("Warning Failed Failed to pull image \"nginx:1.27\": failed to pull and unpack image \"docker.io/library/nginx:1.27\": failed to copy: ", StringComparison.Ordinal)
            && text.EndsWith("/data: no space left on device", StringComparison.Ordinal));
    }

    [Fact]
    public void Inodes_run_short_as_bytes_do()
    {
        var world = new NodeWorld(capacity: new NodeCapacity { EphemeralStorageBytes = 400L << 20 });
        world.Run("many", "i=0; while [ $i -lt 300 ]; do : > /data/$i; i=$((i+1)); done; sleep 3600", volume: new Volume { Name = "data", EmptyDir = new EmptyDirVolumeSource() });
        world.Advance(5);
        world.Agent.Runtime.NodeStats!.Inodes.ShouldBeGreaterThanOrEqualTo(300);
        world.Cluster.Faults.Apply("node-1 inodes 98%");
        world.Advance(15);
        world.Events("node-1").ShouldContain("Warning EvictionThresholdMet Attempting to reclaim inodes");
        world.Condition("DiskPressure").ShouldStartWith("True");
        var pod = world.Pod("many");
        (pod.Status.Reason, pod.Status.Message).ShouldBe(("Evicted", "The node was low on resource: inodes. Threshold quantity: 1280, available: 512. "));
        world.Advance(5);
        world.Cluster.Faults.Apply("node-1 inodes ok");
        world.Agent.Runtime.NodeStats!.Inodes.ShouldBeLessThan(100);
    }

    private static int Images(NodeWorld world) => world.Agent.Runtime.ListImages().Count;
}
