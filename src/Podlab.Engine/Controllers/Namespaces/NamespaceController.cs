using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Controllers.Namespaces;

/// <summary>Empties namespaces that are being deleted, and lets them go when nothing is left.</summary>
/// <remarks>
/// Follows pkg/controller/namespace (v1.36.3): 5 s after every change of the namespace, so that everybody has seen it. Pods go first; the rest stays until none is left,
/// so that what guards them (policies, secrets) outlives them.
/// </remarks>
internal sealed class NamespaceController(ControllerContext context) : Controller(context, ControllerName)
{
    public const string ControllerName = "namespace-controller";
    private const long FinalizerSeconds = 15;
    private static readonly ResourceInfo Pods = ApiServer.ResourceOf(Pod.GroupVersionKind);
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    protected override void Subscribe() => Watch<Namespace>(
        (@namespace, _) =>
        {
            if (@namespace.Metadata.DeletionTimestamp is not null) EnqueueAfter(new ObjectKey("", @namespace.Metadata.Name ?? ""), Delay);
        },
        _ => { });

    protected override void Reconcile(ObjectKey key)
    {
        if (Context.Of<Namespace>().Find("", key.Name) is not { Metadata.DeletionTimestamp: not null } @namespace) return;
        var remains = Empty(key.Name);
        var conditions = NamespaceConditions.Of(@namespace.Status.Conditions, remains, Now);
        if (conditions != @namespace.Status.Conditions)
            @namespace = Context.Of<Namespace>().UpdateStatus(@namespace with { Status = @namespace.Status with { Conditions = conditions } }, ControllerName);
        if (remains.WaitSeconds > 0)
        {
            EnqueueAfter(key, TimeSpan.FromSeconds((remains.WaitSeconds / 2) + 1));
            return;
        }

        Context.Api.Writer.PutAsIs(@namespace with { Spec = @namespace.Spec with { Finalizers = @namespace.Spec.Finalizers.Where(name => name != "kubernetes").ToValueList() } });
        Context.Of<Namespace>().Delete("", key.Name);
    }

    private Remains Empty(string name)
    {
        var remains = new Remains();
        Empty(remains, Pods, name);
        if (remains.WaitSeconds > 0) return remains;
        foreach (var resource in Resources.All.Concat(Context.Api.CustomKinds.Stored).Where(resource => resource.Namespaced && resource != Pods && resource.Verbs.Contains("delete"))) Empty(remains, resource, name);
        return remains;
    }

    private void Empty(Remains remains, ResourceInfo resource, string name)
    {
        var items = Context.Api.Store.List(resource, name).Select(stored => stored.Value).ToArray();
        var grace = items.OfType<Pod>().Where(pod => pod.Status.Phase is not ("Succeeded" or "Failed") && !string.IsNullOrEmpty(pod.Spec.NodeName))
            .Select(pod => pod.Spec.TerminationGracePeriodSeconds ?? 0).DefaultIfEmpty(0).Max();
        foreach (var item in items) Delete(resource, name, item);
        var left = Context.Api.Store.List(resource, name).Select(stored => stored.Value).ToArray();
        if (left.Length == 0) return;
        if (grace > 0)
        {
            remains.WaitSeconds = Math.Max(remains.WaitSeconds, grace);
            return;
        }

        remains.Add(resource, left);
        remains.WaitSeconds = Math.Max(remains.WaitSeconds, FinalizerSeconds);
    }

    private void Delete(ResourceInfo resource, string @namespace, IKubernetesObject item)
    {
        try
        {
            Context.Api.Delete(resource, @namespace, item.Metadata.Name ?? "", new DeleteOptions { PropagationPolicy = "Background" });
        }
        catch (ApiException exception) when (exception.IsNotFound || exception.IsConflict)
        {
            // Gone with its owner, or seen again at the next look.
        }
    }
}
