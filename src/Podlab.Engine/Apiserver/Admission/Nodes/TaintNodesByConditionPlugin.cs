using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Nodes;

/// <summary>A new node takes no pods until its kubelet has said that it is ready.</summary>
/// <remarks>Follows plugin/pkg/admission/nodetaint/admission.go (v1.36.3).</remarks>
internal sealed class TaintNodesByConditionPlugin : IAdmissionPlugin
{
    private const string NotReady = "node.kubernetes.io/not-ready";
    private const string NoSchedule = "NoSchedule";

    public string Name => PluginNames.TaintNodesByCondition;

    public bool Handles(AdmissionOperation operation, ResourceInfo resource, string? subresource) =>
        operation == AdmissionOperation.Create && subresource is null && resource.Kind == Node.GroupVersionKind;

    public IKubernetesObject Admit(AdmissionRequest request)
    {
        if (!request.IsCreate || request.Object is not Node node || request.Subresource is not null) return request.Object!;
        if (node.Spec.Taints.Any(taint => taint.Key == NotReady && taint.Effect == NoSchedule)) return node;
        return node with { Spec = node.Spec with { Taints = node.Spec.Taints.Add(new Taint { Key = NotReady, Effect = NoSchedule }) } };
    }
}
