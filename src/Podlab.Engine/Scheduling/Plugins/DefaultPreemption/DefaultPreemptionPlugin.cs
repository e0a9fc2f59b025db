using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;

namespace Podlab.Engine.Scheduling.Plugins.DefaultPreemption;

/// <summary>Makes room for a pod that fits nowhere, by taking away pods of lower priority: the fewest and least important ones that will do.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/defaultpreemption and framework/preemption (v1.36.3).</remarks>
internal sealed class DefaultPreemptionPlugin(PluginContext context) : IPostFilterPlugin
{
    private static readonly PluginStatus NotHelpful = PluginStatus.Unresolvable(PluginNames.DefaultPreemption, "Preemption is not helpful for scheduling");

    private readonly NodeMemory<(Candidate? Candidate, PluginStatus? Refusal)> memory = new();
    private readonly List<NodeInfo> hopeful = [];
    private readonly Diagnosis fate = new();

    public string Name => PluginNames.DefaultPreemption;

    public PostFilterAnswer PostFilter(CycleState state, PodInfo pod, Diagnosis diagnosis)
    {
        if (NotEligible(pod, diagnosis) is { } why) return new PostFilterAnswer(PluginStatus.Unschedulable(Name, $"preemption: {why}"), null);
        fate.Begin(context.Cache.AllNodes.Length);
        fate.OtherNodes = NotHelpful;
        var candidates = FindCandidates(state, pod, diagnosis);
        context.LastCandidates = candidates;
        if (candidates.Count == 0) return new PostFilterAnswer(PluginStatus.Unschedulable(Name, $"preemption: {fate.Message()}"), "");
        var best = CandidateChoice.Best(candidates);
        List<PodInfo> victims = [.. best.Victims.Where(victim => !victim.IsTerminating)];
        context.LastVictims = victims;
        foreach (var victim in victims) Eviction.Preempt(context, pod, victim, best.Node.Name);
        if (victims.Count > 0) GiveUpPlaces(pod, best.Node.Name);
        return new PostFilterAnswer(null, best.Node.Name);
    }

    /// <summary>Why the pod may not preempt; null where it may.</summary>
    private string? NotEligible(PodInfo pod, Diagnosis diagnosis)
    {
        if (pod.Pod.Spec.PreemptionPolicy == "Never") return "not eligible due to preemptionPolicy=Never.";
        if (pod.Pod.Status.NominatedNodeName is not { Length: > 0 } held) return null;
        if (context.Cache.Find(held) is not { } node || diagnosis.StatusOf(node)?.Code == StatusCode.UnschedulableAndUnresolvable) return null;
        foreach (var other in node.Pods)
        {
            if (other.Priority < pod.Priority && Eviction.IsUnderWay(other.Pod)) return "not eligible due to a terminating pod on the nominated node.";
        }

        return null;
    }

    private List<Candidate> FindCandidates(CycleState state, PodInfo pod, Diagnosis diagnosis)
    {
        hopeful.Clear();
        foreach (var node in context.Cache.AllNodes)
        {
            if (diagnosis.StatusOf(node)?.Code == StatusCode.Unschedulable) hopeful.Add(node);
        }

        if (hopeful.Count == 0) return [];
        var budgets = DisruptionBudgets.Of(context.Api);
        var dryRun = new DryRun(context.Plugins, budgets);
        var remembers = budgets.IsEmpty && context.Nominator.NodeOf(pod.Uid) is null && context.Plugins.OnlyFilterIs(state, PluginNames.NodeResourcesFit);
        if (remembers) memory.Begin(pod);
        var enough = CandidateChoice.Enough(hopeful.Count);
        var start = context.Random.Next(hopeful.Count);
        var candidates = new List<Candidate>();
        var harmless = false;
        for (var i = 0; i < hopeful.Count && !(harmless && candidates.Count >= enough); i++)
        {
            var node = hopeful[(start + i) % hopeful.Count];
            if (!remembers || !memory.TryFind(node, out var result))
            {
                result = (dryRun.Run(state, pod, node, out var refusal), refusal);
                if (remembers) memory.Add(node, result);
            }

            if (result.Candidate is { } candidate)
            {
                candidates.Add(candidate);
                // As long as all would break a budget, more are looked for.
                harmless |= candidate.Price.BudgetViolations == 0;
            }
            else fate.Refuse(node, result.Refusal!);
        }

        return candidates;
    }

    /// <summary>Pods of lower priority that hold a place on the node look for another one.</summary>
    private void GiveUpPlaces(PodInfo pod, string node)
    {
        foreach (var other in context.Nominator.On(node).Where(other => other.Priority < pod.Priority).ToList())
        {
            context.Nominator.Remove(other.Uid);
            Eviction.ClearNomination(context.Api, other);
        }
    }
}
