using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Framework;

/// <summary>The plugins of a profile by extension point, in the order of the registry, and how each point is run.</summary>
/// <remarks>Follows pkg/scheduler/framework/runtime/framework.go (v1.36.3).</remarks>
public sealed class PluginSet
{
    private readonly (IPreFilterPlugin Plugin, int Bit)[] preFilters;
    private readonly (IFilterPlugin Plugin, int Bit)[] filters;
    private readonly Dictionary<uint, IFilterPlugin[]> active = [];
    private readonly IPreFilterExtensions[] extensions;
    private readonly int[] extensionBits;
    private readonly IPostFilterPlugin[] postFilters;
    private readonly IReservePlugin[] reserves;
    private readonly IPreBindPlugin[] preBinds;
    private readonly IBindPlugin binder;
    private NodeInfo? scratch;

    public PluginSet(IReadOnlyList<WeightedPlugin> registry)
    {
        All = registry;
        preFilters = [.. With<IPreFilterPlugin>(registry)];
        filters = [.. With<IFilterPlugin>(registry)];
        extensions = [.. With<IPreFilterExtensions>(registry).Select(pair => pair.Plugin)];
        extensionBits = [.. With<IPreFilterExtensions>(registry).Select(pair => pair.Bit)];
        postFilters = [.. With<IPostFilterPlugin>(registry).Select(pair => pair.Plugin)];
        reserves = [.. With<IReservePlugin>(registry).Select(pair => pair.Plugin)];
        preBinds = [.. With<IPreBindPlugin>(registry).Select(pair => pair.Plugin)];
        binder = With<IBindPlugin>(registry).Single().Plugin;
        QueueSort = With<IQueueSortPlugin>(registry).Single().Plugin;
        Gates = [.. With<IPreEnqueuePlugin>(registry).Select(pair => pair.Plugin)];
        Hinting = [.. With<IEventHints>(registry).Select(pair => pair.Plugin)];
        Scorers = [.. With<IScorePlugin>(registry).Select(pair => new Scorer(pair.Plugin, pair.Bit, registry[pair.Bit].Weight))];
    }

    public IReadOnlyList<WeightedPlugin> All { get; }

    public IQueueSortPlugin QueueSort { get; }

    public IReadOnlyList<IPreEnqueuePlugin> Gates { get; }

    public IReadOnlyList<IEventHints> Hinting { get; }

    internal Scorer[] Scorers { get; }

    /// <summary>Runs every PreFilter. A status refuses the pod as a whole; node names restrict the nodes; <paramref name="restrictedBy"/> says who did so.</summary>
    public PreFilterAnswer RunPreFilters(CycleState state, PodInfo pod, ClusterCache cache, out SortedSet<string>? restrictedBy)
    {
        restrictedBy = null;
        PluginStatus? refusal = null;
        IReadOnlySet<string>? names = null;
        foreach (var (plugin, bit) in preFilters)
        {
            var answer = plugin.PreFilter(state, pod, cache);
            if (answer.Status is { } status)
            {
                if (status.IsSkip)
                {
                    state.SkippedFilters |= 1u << bit;
                    continue;
                }

                if (status.Code != StatusCode.Unschedulable)
                {
                    // Who restricted the nodes before has not refused the pod.
                    restrictedBy = null;
                    return new PreFilterAnswer(status);
                }

                refusal = status;
                continue;
            }

            if (answer.NodeNames is null) continue;
            (restrictedBy ??= new SortedSet<string>(StringComparer.Ordinal)).Add(plugin.Name);
            names = names is null ? answer.NodeNames : names.Intersect(answer.NodeNames).ToHashSet(StringComparer.Ordinal);
            if (names.Count > 0) continue;
            var who = restrictedBy.Count == 1 ? $"plugin {restrictedBy.Min}" : $"plugin(s) [{string.Join(' ', restrictedBy)}] simultaneously";
            return new PreFilterAnswer(PluginStatus.Unresolvable(plugin.Name, $"node(s) didn't satisfy {who}"), names);
        }

        return new PreFilterAnswer(refusal, names);
    }

    /// <summary>Asks the filters about one node; the first refusal counts.</summary>
    public PluginStatus? RunFilters(CycleState state, PodInfo pod, NodeInfo node)
    {
        state.ActiveFilters ??= Active(state.SkippedFilters);
        foreach (var plugin in state.ActiveFilters)
        {
            if (plugin.Filter(state, pod, node) is { } refusal) return refusal;
        }

        return null;
    }

    /// <summary>Whether nothing but this filter has anything to say about the pod.</summary>
    public bool OnlyFilterIs(CycleState state, string plugin) => (state.ActiveFilters ??= Active(state.SkippedFilters)) is [var only] && only.Name == plugin;

    /// <summary>The filters, with the pods that hold a place on the node and without: both must be content.</summary>
    public PluginStatus? RunFiltersWithNominated(CycleState state, PodInfo pod, NodeInfo node)
    {
        if (node.Nominated is { } nominated)
        {
            var (withThem, there) = AddNominated(state, pod, node, nominated);
            if (there is not null && RunFilters(withThem, pod, there) is { } refusal) return refusal;
        }

        return RunFilters(state, pod, node);
    }

    public void RunAddPod(CycleState state, PodInfo pod, PodInfo added, NodeInfo node)
    {
        for (var i = 0; i < extensions.Length; i++)
        {
            if ((state.SkippedFilters & (1u << extensionBits[i])) == 0) extensions[i].AddPod(state, pod, added, node);
        }
    }

    public void RunRemovePod(CycleState state, PodInfo pod, PodInfo removed, NodeInfo node)
    {
        for (var i = 0; i < extensions.Length; i++)
        {
            if ((state.SkippedFilters & (1u << extensionBits[i])) == 0) extensions[i].RemovePod(state, pod, removed, node);
        }
    }

    /// <summary>Asks each PostFilter until one succeeds; their words are joined.</summary>
    public PostFilterAnswer RunPostFilters(CycleState state, PodInfo pod, Diagnosis diagnosis)
    {
        var words = new List<string>();
        string? nominated = null;
        foreach (var plugin in postFilters)
        {
            var answer = plugin.PostFilter(state, pod, diagnosis);
            if (answer.Status is null) return answer;
            if (answer.Status.Code == StatusCode.UnschedulableAndUnresolvable) return answer;
            if (!answer.Status.IsRejected) return new PostFilterAnswer(answer.Status, null);
            words.AddRange(answer.Status.Reasons);
            nominated = answer.NominatedNode ?? nominated;
        }

        return new PostFilterAnswer(PluginStatus.Unschedulable("", [.. words]), nominated);
    }

    /// <summary>Reserves, prepares and binds; undoes the reservations where a step fails.</summary>
    public PluginStatus? RunBinding(CycleState state, PodInfo pod, NodeInfo node)
    {
        var failure = Reserve(state, pod, node);
        if (failure is not null) return failure;
        foreach (var plugin in preBinds) failure ??= plugin.PreBind(state, pod, node);
        failure ??= binder.Bind(state, pod, node.Name);
        if (failure is not null) Unreserve(state, pod, node);
        return failure;
    }

    /// <summary>The filters but those that are skipped; few sets occur.</summary>
    private IFilterPlugin[] Active(uint skipped)
    {
        if (active.TryGetValue(skipped, out var known)) return known;
        known = [.. filters.Where(pair => (skipped & (1u << pair.Bit)) == 0).Select(pair => pair.Plugin)];
        active.Add(skipped, known);
        return known;
    }

    private static IEnumerable<(T Plugin, int Bit)> With<T>(IReadOnlyList<WeightedPlugin> registry) =>
        registry.Select((line, bit) => (line.Plugin, bit)).Where(pair => pair.Plugin is T).Select(pair => ((T)pair.Plugin, pair.bit));

    private PluginStatus? Reserve(CycleState state, PodInfo pod, NodeInfo node)
    {
        foreach (var plugin in reserves)
        {
            if (plugin.Reserve(state, pod, node) is not { } failure) continue;
            Unreserve(state, pod, node);
            return failure;
        }

        return null;
    }

    private void Unreserve(CycleState state, PodInfo pod, NodeInfo node)
    {
        for (var i = reserves.Length - 1; i >= 0; i--) reserves[i].Unreserve(state, pod, node);
    }

    private (CycleState State, NodeInfo? Node) AddNominated(CycleState state, PodInfo pod, NodeInfo node, List<PodInfo> nominated)
    {
        NodeInfo? copy = null;
        foreach (var other in nominated)
        {
            if (other.Priority < pod.Priority || other.Uid == pod.Uid) continue;
            if (copy is null)
            {
                if (scratch is null) scratch = node.Clone();
                else scratch.CopyFrom(node);
                copy = scratch;
                state = state.Clone();
            }

            copy.Add(other);
            RunAddPod(state, pod, other, copy);
        }

        return (state, copy);
    }
}

/// <summary>A scoring plugin, its place in the registry and its weight.</summary>
internal sealed record Scorer(IScorePlugin Plugin, int Bit, int Weight)
{
    public IPreScorePlugin? PreScore { get; } = Plugin as IPreScorePlugin;
}
