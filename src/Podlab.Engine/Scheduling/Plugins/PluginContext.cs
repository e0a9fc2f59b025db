using Podlab.Engine.Apiserver;
using Podlab.Engine.Chance;
using Podlab.Engine.Events;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Plugins.DefaultPreemption;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Scheduling.Plugins;

/// <summary>What plugins may hold on to.</summary>
internal sealed class PluginContext(ApiServer api, TimeProvider clock, ClusterCache cache, SeededRandom random, IEventRecorder? events)
{
    public ApiServer Api { get; } = api;

    public TimeProvider Clock { get; } = clock;

    public ClusterCache Cache { get; } = cache;

    public SeededRandom Random { get; } = random;

    public IEventRecorder? Events { get; } = events;

    /// <summary>All plugins, for the one that runs the others in a dry run.</summary>
    public PluginSet Plugins { get; internal set; } = null!;

    public Nominator Nominator { get; internal set; } = null!;

    /// <summary>For the trace: what preemption considered in this attempt.</summary>
    public IReadOnlyList<Candidate> LastCandidates { get; internal set; } = [];

    /// <summary>For the trace: who had to go in this attempt.</summary>
    public IReadOnlyList<PodInfo> LastVictims { get; internal set; } = [];
}
