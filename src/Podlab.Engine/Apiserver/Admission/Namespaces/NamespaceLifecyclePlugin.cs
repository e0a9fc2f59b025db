using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Namespaces;

/// <summary>Nothing is made in a namespace that does not exist or is going; three namespaces stay for ever.</summary>
/// <remarks>Follows staging/src/k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go (v1.36.3).</remarks>
internal sealed class NamespaceLifecyclePlugin(ApiServer server) : IAdmissionPlugin
{
    private static readonly string[] Immortal = ["default", "kube-system", "kube-public"];
    private static readonly ResourceInfo Namespaces = ApiServer.ResourceOf(Namespace.GroupVersionKind);

    public string Name => PluginNames.NamespaceLifecycle;

    public bool Handles(AdmissionOperation operation, ResourceInfo resource, string? subresource) =>
        resource.Namespaced || ReferenceEquals(resource, Namespaces);

    public IKubernetesObject Admit(AdmissionRequest request)
    {
        if (request.Namespace.Length == 0 || ReferenceEquals(request.Resource, Namespaces)) return request.Object!;
        var stored = server.Store.Find(Namespaces, "", request.Namespace) ?? throw ApiException.NotFound(Namespaces, request.Namespace);
        if (!request.IsCreate || ((Namespace)stored.Value).Status.Phase != NamespaceStatus.PhaseValues.Terminating) return request.Object!;
        var refusal = request.Refuse($"unable to create new content in namespace {request.Namespace} because it is being terminated").Status;
        throw new ApiException(refusal with
        {
            Details = refusal.Details! with
            {
                Causes = [new StatusCause { Reason = "NamespaceTerminating", Message = $"namespace {request.Namespace} is being terminated", Field = "metadata.namespace" }],
            },
        });
    }

    public void Check(AdmissionRequest request)
    {
        if (request.IsDelete && ReferenceEquals(request.Resource, Namespaces) && Immortal.Contains(request.Name)) throw request.Refuse("this namespace may not be deleted");
    }
}
