using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Writing;

namespace Podlab.Engine.Apiserver.Subresources;

/// <summary>Deletes a pod if its disruption budget allows it.</summary>
/// <remarks>Follows pkg/registry/core/pod/storage/eviction.go (v1.36.3).</remarks>
internal sealed class PodEviction(ApiServer server)
{
    private const string NotNow = "Cannot evict pod as it would violate the pod's disruption budget.";
    private static readonly ResourceInfo Pods = ApiServer.ResourceOf(Pod.GroupVersionKind);
    private static readonly ResourceInfo Budgets = ApiServer.ResourceOf(PodDisruptionBudget.GroupVersionKind);

    public void Evict(WriteRequest request, Eviction eviction)
    {
        if (eviction.Metadata.Name != request.Name) throw ApiException.BadRequest("name in URL does not match name in Eviction object");
        var stored = server.Store.Find(Pods, request.Namespace, request.Name) ?? throw ApiException.NotFound(Pods, request.Name);
        var pod = (Pod)stored.Value;
        var options = eviction.DeleteOptions ?? DeleteOptions.Empty;
        request = WithDryRun(request, options);
        if (!MayIgnoreBudget(pod)) AskBudget(request, pod);
        if (!request.DryRun && (options.Preconditions?.Uid is not { } uid || uid == pod.Metadata.Uid)) MarkDisrupted(pod);
        server.Deletion.Delete(request with { Subresource = null }, options);
    }

    /// <summary>Whether anything is written may be said in the address or in the body; where both say it they must agree.</summary>
    private static WriteRequest WithDryRun(WriteRequest request, DeleteOptions options)
    {
        if (options.DryRun.IsEmpty) return request;
        var known = options.DryRun.All(word => word == "All");
        if (known) return request with { DryRun = true };
        throw ApiException.BadRequest($"Non-matching dry-run options in request and content: [{(request.DryRun ? "All" : "")}] and [{string.Join(' ', options.DryRun)}]");
    }

    /// <summary>Says in the pod's status why it goes, before it goes.</summary>
    private void MarkDisrupted(Pod pod)
    {
        foreach (var known in pod.Status.Conditions)
        {
            if (known.Type == "DisruptionTarget") return;
        }

        var condition = new PodCondition
        {
            Type = "DisruptionTarget",
            Status = "True",
            Reason = "EvictionByEvictionAPI",
            Message = "Eviction API: evicting",
            LastTransitionTime = WholeSecond.Of(server.Clock.Now),
        };
        server.Writer.PutAsIs(pod with { Status = pod.Status with { Conditions = pod.Status.Conditions.Add(condition) } });
    }

    private static bool MayIgnoreBudget(Pod pod) =>
        pod.Status.Phase is PodStatus.PhaseValues.Succeeded or PodStatus.PhaseValues.Failed or PodStatus.PhaseValues.Pending || pod.Metadata.DeletionTimestamp is not null;

    private void AskBudget(WriteRequest request, Pod pod)
    {
        var budgets = server.Store.List(Budgets, request.Namespace).Select(found => (PodDisruptionBudget)found.Value)
            .Where(budget => budget.Spec.Selector is { } selector && LabelSelectors.ToQuery(selector).Matches(pod.Metadata.Labels)).ToList();
        if (budgets.Count == 0) return;
        if (budgets.Count > 1) throw ApiException.Internal("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        var budget = budgets[0];
        if (!IsReady(pod))
        {
            if (budget.Spec.UnhealthyPodEvictionPolicy == "AlwaysAllow") return;
            if (budget.Status is { DesiredHealthy: > 0 } status && status.CurrentHealthy >= status.DesiredHealthy) return;
        }

        Take(request, pod, budget);
    }

    private static string WhyNot(string name, PodDisruptionBudgetStatus status)
    {
        foreach (var condition in status.Conditions)
        {
            if (condition is { Type: "DisruptionAllowed", Reason: "SyncFailed" }) return $"The disruption budget {name} does not allow evicting pods currently because it failed sync: {condition.Message}";
        }

        return status.CurrentHealthy <= status.DesiredHealthy
            ? $"The disruption budget {name} needs {status.DesiredHealthy} healthy pods and has {status.CurrentHealthy} currently"
            : $"The disruption budget {name} does not allow evicting pods currently";
    }

    private void Take(WriteRequest request, Pod pod, PodDisruptionBudget budget)
    {
        var (name, status) = (budget.Metadata.Name!, budget.Status);
        if (status.ObservedGeneration < budget.Metadata.Generation)
            throw ApiException.TooManyRequests(NotNow, 10, Cause($"The disruption budget {name} is still being processed by the server."));
        if (status.DisruptionsAllowed < 0) throw ApiException.Forbidden(Budgets, name, "pdb disruptions allowed is negative");
        if (status.DisruptionsAllowed == 0)
            throw ApiException.TooManyRequests(NotNow, 0, Cause(WhyNot(name, status)));
        if (request.DryRun) return;
        status = status with
        {
            DisruptionsAllowed = status.DisruptionsAllowed - 1,
            DisruptedPods = status.DisruptedPods.Set(pod.Metadata.Name!, WholeSecond.Of(server.Clock.Now)),
        };
        if (status.DisruptionsAllowed == 0) status = status with { Conditions = Exhausted(budget) };
        server.Writer.PutAsIs(budget with { Status = status });
    }

    private ValueList<Condition> Exhausted(PodDisruptionBudget budget)
    {
        var condition = new Condition
        {
            Type = "DisruptionAllowed",
            Status = "False",
            Reason = "InsufficientPods",
            ObservedGeneration = budget.Status.ObservedGeneration,
            LastTransitionTime = WholeSecond.Of(server.Clock.Now),
        };
        var conditions = budget.Status.Conditions;
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i].Type == condition.Type)
                return conditions.SetItem(i, conditions[i].Status == "False" ? condition with { LastTransitionTime = conditions[i].LastTransitionTime } : condition);
        }

        return conditions.Add(condition);
    }

    private static bool IsReady(Pod pod) => pod.Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" });

    private static StatusCause Cause(string message) => new() { Reason = "DisruptionBudget", Message = message };
}
