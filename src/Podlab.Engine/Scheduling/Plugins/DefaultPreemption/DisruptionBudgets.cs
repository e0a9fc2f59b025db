using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Plugins.DefaultPreemption;

/// <summary>What the cluster's PodDisruptionBudgets still allow.</summary>
internal sealed class DisruptionBudgets
{
    private readonly List<(PodDisruptionBudget Budget, LabelQuery Selector)> budgets = [];

    public bool IsEmpty => budgets.Count == 0;

    public static DisruptionBudgets Of(ApiServer api)
    {
        var result = new DisruptionBudgets();
        foreach (var budget in api.Of<PodDisruptionBudget>().List()) result.budgets.Add((budget, budget.Spec.Selector.ToQuery()));
        return result;
    }

    /// <summary>Parts pods into those whose loss breaks a budget and the others; both keep their order.</summary>
    public (List<PodInfo> Violating, List<PodInfo> Others) Part(List<PodInfo> pods)
    {
        if (budgets.Count == 0) return ([], pods);
        var allowed = budgets.ConvertAll(pair => pair.Budget.Status.DisruptionsAllowed);
        List<PodInfo> violating = [], others = [];
        foreach (var pod in pods) (IsViolated(pod, allowed) ? violating : others).Add(pod);
        return (violating, others);
    }

    private bool IsViolated(PodInfo pod, List<int> allowed)
    {
        if (pod.Labels.IsEmpty) return false;
        var violated = false;
        for (var i = 0; i < budgets.Count; i++)
        {
            var (budget, selector) = budgets[i];
            if (budget.Metadata.Namespace != pod.Namespace || selector.MatchesEverything || !selector.Matches(pod.Labels)) continue;
            if (budget.Status.DisruptedPods.ContainsKey(pod.Name)) continue;
            if (--allowed[i] < 0) violated = true;
        }

        return violated;
    }
}
