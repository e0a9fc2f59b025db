using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Accounts;

/// <summary>Every namespace has an account named default, and gets it back when it is deleted.</summary>
/// <remarks>Follows pkg/controller/serviceaccount/serviceaccounts_controller.go (v1.36.3).</remarks>
internal sealed class ServiceAccountController(ControllerContext context) : Controller(context, ControllerName)
{
    public const string ControllerName = "serviceaccount-controller";
    public const string DefaultAccount = "default";

    protected override void Subscribe()
    {
        Watch<Namespace>((@namespace, _) => Enqueue(@namespace), _ => { });
        Watch<ServiceAccount>((_, _) => { }, account => Enqueue(new ObjectKey("", account.Metadata.Namespace ?? "")));
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (Context.Of<Namespace>().Find("", key.Name) is not { } @namespace || @namespace.Status.Phase == NamespaceStatus.PhaseValues.Terminating) return;
        if (Context.Of<ServiceAccount>().Find(key.Name, DefaultAccount) is not null) return;
        Context.Of<ServiceAccount>().Create(new ServiceAccount { Metadata = new ObjectMeta { Name = DefaultAccount, Namespace = key.Name } }, "kube-controller-manager");
    }
}
