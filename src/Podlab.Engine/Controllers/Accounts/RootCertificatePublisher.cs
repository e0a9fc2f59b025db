using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Accounts;

/// <summary>Every namespace has the certificate by which pods know the API server, in a config map.</summary>
/// <remarks>Follows pkg/controller/certificates/rootcacertpublisher/publisher.go (v1.36.3).</remarks>
internal sealed class RootCertificatePublisher(ControllerContext context) : Controller(context, ControllerName)
{
    public const string ControllerName = "root-ca-certificate-publisher-controller";
    private const string MapName = "kube-root-ca.crt";
    private const string Description = "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or "
        + "kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

    protected override void Subscribe()
    {
        Watch<Namespace>((@namespace, _) => Enqueue(@namespace), _ => { });
        Watch<ConfigMap>((map, _) => EnqueueOwner(map), EnqueueOwner);
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (Context.Of<Namespace>().Find("", key.Name) is not { } @namespace || @namespace.Status.Phase == NamespaceStatus.PhaseValues.Terminating) return;
        var data = ValueMap.Of(("ca.crt", Context.Api.CertificateAuthority));
        var existing = Context.Of<ConfigMap>().Find(key.Name, MapName);
        if (existing is not null && existing.Data == data) return;
        var wanted = (existing ?? new ConfigMap { Metadata = new ObjectMeta { Name = MapName, Namespace = key.Name, Annotations = ValueMap.Of(("kubernetes.io/description", Description)) } }) with { Data = data };
        if (existing is null) Context.Of<ConfigMap>().Create(wanted, "kube-controller-manager");
        else Context.Of<ConfigMap>().Update(wanted, "kube-controller-manager");
    }

    private void EnqueueOwner(ConfigMap map)
    {
        if (map.Metadata.Name == MapName) Enqueue(new ObjectKey("", map.Metadata.Namespace ?? ""));
    }
}
