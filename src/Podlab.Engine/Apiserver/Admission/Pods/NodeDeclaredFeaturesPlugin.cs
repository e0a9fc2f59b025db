using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Admission.Limits;

namespace Podlab.Engine.Apiserver.Admission.Pods;

/// <summary>A pod on a node is resized only where that node can do it and has the room.</summary>
/// <remarks>Follows plugin/pkg/admission/nodedeclaredfeatures and the resize checks of pkg/registry/core/pod/storage (v1.36.3).</remarks>
internal sealed class NodeDeclaredFeaturesPlugin(ApiServer server) : IAdmissionPlugin
{
    private const string PodLevel = "InPlacePodLevelResourcesVerticalScaling";
    private static readonly ResourceInfo Nodes = ApiServer.ResourceOf(Node.GroupVersionKind);

    public string Name => PluginNames.NodeDeclaredFeatureValidator;

    public bool Handles(AdmissionOperation operation, ResourceInfo resource, string? subresource) =>
        operation == AdmissionOperation.Update && subresource == "resize" && resource.Kind == Pod.GroupVersionKind;

    public void Check(AdmissionRequest request)
    {
        if (!request.IsUpdate || request.Subresource != "resize" || request is not { Object: Pod pod, Old: Pod old }) return;
        if (string.IsNullOrEmpty(pod.Spec.NodeName) || pod.Spec == old.Spec) return;
        if (server.Store.Find(Nodes, "", pod.Spec.NodeName)?.Value is not Node node) throw request.Refuse($"node \"{pod.Spec.NodeName}\" not found");
        if (pod.Spec.Resources != old.Spec.Resources && !node.Status.DeclaredFeatures.Contains(PodLevel))
            throw request.Refuse($"pod update requires features {PodLevel} which are not available on node \"{pod.Spec.NodeName}\"");
        var requests = PodTotals.Requests(pod.Spec);
        foreach (var (name, isMilli) in ((string, bool)[])[("cpu", true), ("memory", false)])
        {
            if (requests.GetValueOrDefault(name) is not { } wanted || node.Status.Allocatable.GetValueOrDefault(name) is not { } has || wanted <= has) continue;
            var (asked, there) = isMilli ? (wanted.MilliValue, has.MilliValue) : (wanted.Value, has.Value);
            var refusal = request.Refuse(string.Create(CultureInfo.InvariantCulture, $"node didn't have enough allocatable resources: {name}, requested: {asked}, allocatable: {there}")).Status;
            throw new ApiException(refusal with { Details = refusal.Details! with { Causes = [new StatusCause { Reason = "NodeCapacity" }] } });
        }
    }
}
