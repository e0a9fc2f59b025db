using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Quotas;

/// <summary>Holds a namespace to its quotas, and notes at once what a write uses up.</summary>
/// <remarks>Follows staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go (v1.36.3).</remarks>
internal sealed class ResourceQuotaPlugin(ApiServer server) : IAdmissionPlugin
{
    private static readonly ResourceInfo Quotas = ApiServer.ResourceOf(ResourceQuota.GroupVersionKind);

    public string Name => PluginNames.ResourceQuota;

    public bool Handles(AdmissionOperation operation, ResourceInfo resource, string? subresource) =>
        operation != AdmissionOperation.Delete && (subresource is null or "resize") && resource.Namespaced;

    public void Check(AdmissionRequest request)
    {
        if (request.IsDelete || request.Object is null || request.Namespace.Length == 0) return;
        if (request.Subresource is not null && request.Subresource != "resize") return;
        if (server.Store.Count(Quotas) == 0) return;
        if (request.IsUpdate && request.Object is not (Pod or Service or PersistentVolumeClaim)) return;
        // A pod's needs are fixed when it is made, but for a resize.
        if (request is { IsUpdate: true, Object: Pod, Subresource: null }) return;
        var quotas = server.Store.List(Quotas, request.Namespace).Select(stored => (ResourceQuota)stored.Value).Where(quota => QuotaScopes.Matches(quota, request.Object)).ToList();
        foreach (var quota in quotas) Require(request, quota);
        var charges = new List<(ResourceQuota Quota, ValueMap<Quantity> Used)>();
        foreach (var quota in quotas)
        {
            if (Charge(request, quota) is { } used) charges.Add((quota, used));
        }

        if (request.DryRun) return;
        foreach (var (quota, used) in charges) server.Writer.PutAsIs(quota with { Status = quota.Status with { Used = used } });
    }

    /// <summary>What a quota limits must be stated: asked of all quotas before any counts.</summary>
    private static void Require(AdmissionRequest request, ResourceQuota quota)
    {
        if (request is { IsCreate: true, Object: Pod pod } && QuotaUsage.Missing(pod, quota.Status.Hard.Keys.ToList()) is { } missing)
            throw request.Refuse($"failed quota: {quota.Metadata.Name}: must specify {missing}");
    }

    /// <summary>What the quota would then have in use; null where the write does not touch it.</summary>
    private static ValueMap<Quantity>? Charge(AdmissionRequest request, ResourceQuota quota)
    {
        var hard = quota.Status.Hard;
        var wanted = QuotaUsage.Of(request.Resource, request.Object!);
        var had = request.Old is null || !QuotaScopes.Matches(quota, request.Old) ? ValueMap<Quantity>.Empty : QuotaUsage.Of(request.Resource, request.Old);
        var delta = new List<(string Name, Quantity Amount)>();
        foreach (var (name, amount) in wanted)
        {
            if (!hard.ContainsKey(name)) continue;
            var more = had.TryGetValue(name, out var before) ? amount.Subtract(before) : amount;
            if (!more.IsZero) delta.Add((name, more));
        }

        if (delta.Count == 0) return null;
        var used = quota.Status.Used;
        var exceeded = delta.Where(entry => entry.Amount.Sign > 0 && (used.GetValueOrDefault(entry.Name) ?? Quantity.Zero).Add(entry.Amount) > hard[entry.Name]).ToList();
        if (exceeded.Count > 0)
        {
            var requested = string.Join(",", exceeded.Select(entry => $"{entry.Name}={entry.Amount}"));
            var inUse = string.Join(",", exceeded.Select(entry => $"{entry.Name}={used.GetValueOrDefault(entry.Name) ?? Quantity.Zero}"));
            var bounds = string.Join(",", exceeded.Select(entry => $"{entry.Name}={hard[entry.Name]}"));
            throw request.Refuse($"exceeded quota: {quota.Metadata.Name}, requested: {requested}, used: {inUse}, limited: {bounds}");
        }

        foreach (var (name, amount) in delta) used = used.Set(name, (used.GetValueOrDefault(name) ?? Quantity.Zero.WithFormat(amount.Format)).Add(amount));
        return used;
    }
}
