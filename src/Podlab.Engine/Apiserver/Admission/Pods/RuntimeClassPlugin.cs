using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Pods;

/// <summary>Gives a pod the overhead, node selector and tolerations of its runtime class.</summary>
/// <remarks>Follows plugin/pkg/admission/runtimeclass/admission.go (v1.36.3).</remarks>
internal sealed class RuntimeClassPlugin(ApiServer server) : IAdmissionPlugin
{
    private static readonly ResourceInfo Classes = ApiServer.ResourceOf(RuntimeClass.GroupVersionKind);

    public string Name => PluginNames.RuntimeClass;

    public bool Handles(AdmissionOperation operation, ResourceInfo resource, string? subresource) =>
        operation == AdmissionOperation.Create && subresource is null && resource.Kind == Pod.GroupVersionKind;

    public IKubernetesObject Admit(AdmissionRequest request)
    {
        if (!request.IsCreate || request.Object is not Pod pod || request.Subresource is not null || pod.Spec.RuntimeClassName is not { } name) return request.Object!;
        if (name.Length == 0) throw ApiException.Internal("resource name may not be empty");
        var @class = (RuntimeClass?)server.Store.Find(Classes, "", name)?.Value ?? throw request.Refuse($"pod rejected: RuntimeClass {GoText.Quote(name)} not found");
        var spec = pod.Spec;
        if (@class.Overhead is { } overhead)
        {
            if (!spec.Overhead.IsEmpty && spec.Overhead != overhead.PodFixed) throw request.Refuse("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
            spec = spec with { Overhead = overhead.PodFixed };
        }

        return pod with { Spec = @class.Scheduling is { } scheduling ? Merge(request, spec, scheduling) : spec };
    }

    public void Check(AdmissionRequest request)
    {
        if (!request.IsCreate || request.Object is not Pod pod || request.Subresource is not null) return;
        var @class = pod.Spec.RuntimeClassName is { Length: > 0 } name ? (RuntimeClass?)server.Store.Find(Classes, "", name)?.Value : null;
        if (@class?.Overhead is null && !pod.Spec.Overhead.IsEmpty) throw request.Refuse("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
    }

    private static PodSpec Merge(AdmissionRequest request, PodSpec spec, Podlab.Api.Model.Scheduling scheduling)
    {
        var selector = spec.NodeSelector;
        foreach (var (key, value) in scheduling.NodeSelector)
        {
            if (selector.TryGetValue(key, out var own) && own != value)
                throw request.Refuse($"conflict: runtimeClass.scheduling.nodeSelector[{key}] = {value}; pod.spec.nodeSelector[{key}] = {own}");
            selector = selector.Set(key, value);
        }

        var tolerations = spec.Tolerations.AsSpan().ToArray().ToList();
        foreach (var toleration in scheduling.Tolerations)
        {
            if (!tolerations.Contains(toleration)) tolerations.Add(toleration);
        }

        return spec with { NodeSelector = selector, Tolerations = tolerations.Count == 0 ? spec.Tolerations : tolerations.ToValueList() };
    }
}
