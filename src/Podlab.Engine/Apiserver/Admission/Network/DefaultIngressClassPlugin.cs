using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Network;

/// <summary>An ingress that names no class gets the default one.</summary>
/// <remarks>Follows plugin/pkg/admission/network/defaultingressclass/admission.go (v1.36.3).</remarks>
internal sealed class DefaultIngressClassPlugin(ApiServer server) : IAdmissionPlugin
{
    private static readonly ResourceInfo Classes = ApiServer.ResourceOf(IngressClass.GroupVersionKind);

    public string Name => PluginNames.DefaultIngressClass;

    public bool Handles(AdmissionOperation operation, ResourceInfo resource, string? subresource) =>
        operation == AdmissionOperation.Create && subresource is null && resource.Kind == Ingress.GroupVersionKind;

    public IKubernetesObject Admit(AdmissionRequest request)
    {
        if (!request.IsCreate || request.Object is not Ingress ingress || request.Subresource is not null) return request.Object!;
        if (ingress.Spec.IngressClassName is not null || ingress.Metadata.Annotations.ContainsKey("kubernetes.io/ingress.class")) return ingress;
        var name = server.Store.List(Classes).Select(stored => stored.Value.Metadata)
            .Where(metadata => metadata.Annotations.GetValueOrDefault("ingressclass.kubernetes.io/is-default-class") == "true")
            .OrderByDescending(metadata => metadata.CreationTimestamp).ThenBy(metadata => metadata.Name, StringComparer.Ordinal).FirstOrDefault()?.Name;
        return name is null ? ingress : ingress with { Spec = ingress.Spec with { IngressClassName = name } };
    }
}
