using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Pods;

/// <summary>A pod that is bound learns zone and region of its node as labels.</summary>
/// <remarks>Follows plugin/pkg/admission/podtopologylabels/admission.go (v1.36.3).</remarks>
internal sealed class PodTopologyLabelsPlugin(ApiServer server) : IAdmissionPlugin
{
    private static readonly string[] Copied = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"];
    private static readonly ResourceInfo Nodes = ApiServer.ResourceOf(Node.GroupVersionKind);

    public string Name => PluginNames.PodTopologyLabels;

    public bool Handles(AdmissionOperation operation, ResourceInfo resource, string? subresource) =>
        operation == AdmissionOperation.Create && (resource.Kind == Pod.GroupVersionKind || resource.Kind == Binding.GroupVersionKind);

    public IKubernetesObject Admit(AdmissionRequest request)
    {
        if (!request.IsCreate) return request.Object!;
        if (request.Object is Binding binding) return binding with { Metadata = Labelled(binding.Metadata, binding.Target.Name) };
        if (request.Object is Pod pod && request.Subresource is null && !string.IsNullOrEmpty(pod.Spec.NodeName)) return pod with { Metadata = Labelled(pod.Metadata, pod.Spec.NodeName) };
        return request.Object!;
    }

    private ObjectMeta Labelled(ObjectMeta metadata, string? node)
    {
        if (string.IsNullOrEmpty(node) || server.Store.Find(Nodes, "", node) is not { } stored) return metadata;
        foreach (var label in Copied)
        {
            if (stored.Value.Metadata.Labels.TryGetValue(label, out var value)) metadata = metadata with { Labels = metadata.Labels.Set(label, value) };
        }

        return metadata;
    }
}
