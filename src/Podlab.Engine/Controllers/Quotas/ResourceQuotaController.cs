using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Admission.Quotas;
using Podlab.Engine.Store;

namespace Podlab.Engine.Controllers.Quotas;

/// <summary>Counts what a namespace uses, so that quotas are right after deletions too.</summary>
/// <remarks>Follows pkg/controller/resourcequota/resource_quota_controller.go (v1.36.3).</remarks>
internal sealed class ResourceQuotaController(ControllerContext context) : Controller(context, ControllerName)
{
    public const string ControllerName = "resourcequota-controller";

    /// <summary>What nobody tells of, such as a node that will never finish with a pod, is noticed after so long (resourceQuotaSyncPeriod).</summary>
    private static readonly TimeSpan Resync = TimeSpan.FromMinutes(5);
    private static readonly ResourceInfo Events = ApiServer.ResourceOf(Event.GroupVersionKind);
    private static readonly ResourceInfo Quotas = ApiServer.ResourceOf(ResourceQuota.GroupVersionKind);

    protected override void Subscribe()
    {
        Watch<ResourceQuota>((quota, _) => Enqueue(quota), _ => { });
        WatchStore(Changed);
        Every(Resync, () =>
        {
            foreach (var quota in Context.Of<ResourceQuota>().List()) Enqueue(quota);
        });
    }

    protected override void Reconcile(ObjectKey key)
    {
        if (Context.Of<ResourceQuota>().Find(key.Namespace, key.Name) is not { } quota) return;
        var hard = quota.Spec.Hard;
        var used = hard.Keys.ToDictionary(name => name, name => Quantity.Zero.WithFormat(hard[name].Format), StringComparer.Ordinal);
        foreach (var resource in Resources.All.Where(resource => resource.Namespaced && resource != Events))
        {
            foreach (var stored in Context.Api.Store.List(resource, key.Namespace))
            {
                if (!QuotaScopes.Matches(quota, stored.Value)) continue;
                foreach (var (name, amount) in QuotaUsage.Of(resource, stored.Value, Now))
                {
                    if (used.TryGetValue(name, out var sum)) used[name] = (sum.IsZero ? sum.WithFormat(amount.Format) : sum).Add(amount);
                }
            }
        }

        var status = quota.Status with { Hard = hard, Used = used.ToValueMap() };
        if (status != quota.Status) Context.Of<ResourceQuota>().UpdateStatus(quota with { Status = status }, ControllerName);
    }

    /// <summary>What is deleted, ends or shrinks gives room; what is made has been counted at the door.</summary>
    private void Changed(StoreChange change)
    {
        var item = change.Object.Value;
        if (!change.Resource.Namespaced || change.Resource == Events || change.Resource == Quotas) return;
        var frees = change.Type == StoreChangeType.Deleted || (item is Pod pod && change.Old?.Value is Pod old && (old.Status.Phase != pod.Status.Phase || old.Spec.Containers != pod.Spec.Containers));
        if (!frees || Context.Api.Store.Count(Quotas) == 0) return;
        foreach (var stored in Context.Api.Store.List(Quotas, item.Metadata.Namespace)) Enqueue(stored.Value);
    }
}
