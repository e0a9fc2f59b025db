using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Nodes;

/// <summary>What a node says of itself.</summary>
/// <remarks>Follows pkg/kubelet/nodestatus/setters.go and kubelet_node_status.go (v1.36.3).</remarks>
internal static class NodeObjects
{
    public const string KubeletAnnotation = "podlab/kubelet";
    private const string Version = "v1.36.3";
    private const int MaxImages = 50;
    private const int MaxNamesOfImage = 5;

    /// <summary>Adds what a kubelet adds to the node object it finds or makes.</summary>
    /// <param name="podCidr">The addresses of its pods; empty: nobody hands them out.</param>
    public static Node Complete(Node node, string podCidr)
    {
        var name = node.Metadata.Name ?? "";
        var labels = node.Metadata.Labels;
        foreach (var (key, value) in new[] { ("beta.kubernetes.io/arch", "amd64"), ("beta.kubernetes.io/os", "linux"), ("kubernetes.io/arch", "amd64"), ("kubernetes.io/hostname", name), ("kubernetes.io/os", "linux") })
        {
            if (!labels.ContainsKey(key)) labels = labels.Set(key, value);
        }

        var cidr = string.IsNullOrEmpty(node.Spec.PodCIDR) ? podCidr : node.Spec.PodCIDR;
        return node with
        {
            Metadata = node.Metadata with { Labels = labels, Annotations = node.Metadata.Annotations.Set("volumes.kubernetes.io/controller-managed-attach-detach", "true") },
            Spec = cidr.Length == 0 ? node.Spec : node.Spec with { PodCIDR = cidr, PodCIDRs = [cidr] },
        };
    }

    public static NodeStatus Status(Node node, NodeCapacity size, KubeletConfiguration configuration, IContainerRuntime runtime, string address, IEnumerable<NodeCondition> conditions)
    {
        var capacity = node.Status.Capacity.IsEmpty ? Capacity(size) : node.Status.Capacity;
        return node.Status with
        {
            Capacity = capacity,
            Allocatable = node.Status.Allocatable.IsEmpty ? NodeAllocatable.Of(capacity, configuration) : node.Status.Allocatable,
            Addresses = [new NodeAddress { Type = "InternalIP", Address = address }, new NodeAddress { Type = "Hostname", Address = node.Metadata.Name ?? "" }],
            DaemonEndpoints = new NodeDaemonEndpoints { KubeletEndpoint = new DaemonEndpoint { Port = 10250 } },
            NodeInfo = Info(node, runtime),
            DeclaredFeatures = ["RestartAllContainersOnContainerExits"],
            Images = Images(runtime),
            Conditions = conditions.ToValueList(),
        };
    }

    public static ValueMap<Quantity> Capacity(NodeCapacity size) => ValueMap.Of(
        ("cpu", Quantity.Of(size.Cpus)),
        ("ephemeral-storage", Quantity.Of(size.EphemeralStorageBytes, QuantityFormat.BinarySI)),
        ("memory", Quantity.Of(size.MemoryBytes, QuantityFormat.BinarySI)),
        ("pods", Quantity.Of(size.Pods)));

    private static NodeSystemInfo Info(Node node, IContainerRuntime runtime)
    {
        var id = (node.Metadata.Uid ?? "").Replace("-", "", StringComparison.Ordinal);
        return new NodeSystemInfo
        {
            Architecture = "amd64",
            BootID = node.Metadata.Uid ?? "",
            ContainerRuntimeVersion = runtime.Version,
            KernelVersion = "6.12.0",
            KubeletVersion = Version,
            MachineID = id,
            OperatingSystem = "linux",
            OsImage = "Podlab",
            SystemUUID = node.Metadata.Uid ?? "",
        };
    }

    private static ValueList<ContainerImage> Images(IContainerRuntime runtime) => runtime.ListImages()
        .OrderByDescending(image => image.SizeBytes).ThenBy(image => image.Id, StringComparer.Ordinal).Take(MaxImages)
        .Select(image => new ContainerImage { Names = image.Digests.Concat(image.Tags).Take(MaxNamesOfImage).ToValueList(), SizeBytes = image.SizeBytes }).ToValueList();
}
