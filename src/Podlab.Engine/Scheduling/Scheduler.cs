using Podlab.Engine.Apiserver;
using Podlab.Engine.Chance;
using Podlab.Engine.Events;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Plugins;
using Podlab.Engine.Scheduling.Queue;
using Podlab.Engine.Scheduling.Tracing;
using Podlab.Engine.Time;

namespace Podlab.Engine.Scheduling;

/// <summary>Gives each waiting pod a node: filters, scores, preempts, binds, and remembers why.</summary>
/// <remarks>Follows pkg/scheduler/schedule_one.go (v1.36.3). A pod is decided in one callback of the event loop and takes no virtual time.</remarks>
public sealed class Scheduler : IClusterComponent
{
    /// <summary>The scheduler of pods that name none.</summary>
    public const string DefaultName = "default-scheduler";

    private static readonly TimeSpan LeftoverInterval = TimeSpan.FromSeconds(30);

    private readonly ApiServer api;
    private readonly EventLoop clock;
    private readonly SeededRandom random;
    private readonly IEventRecorder? events;
    private readonly SchedulerOutcome outcome;
    private readonly Diagnosis diagnosis = new();
    private PluginContext context = null!;
    private PluginSet plugins = null!;
    private NodeSearch search = null!;
    private NodeRanking ranking = null!;
    private SchedulerWatches? watches;
    private ITimer? leftovers;
    private bool cyclePosted;

    /// <param name="events">Writes the events; null: nobody asks for them.</param>
    public Scheduler(Cluster cluster, IEventRecorder? events = null)
        : this(cluster.Api, cluster.Clock, cluster.Random, events)
    {
    }

    /// <param name="events">Writes the events; null: nobody asks for them.</param>
    public Scheduler(ApiServer api, EventLoop clock, SeededRandom random, IEventRecorder? events = null)
    {
        this.api = api;
        this.clock = clock;
        this.random = random.Fork("scheduler");
        this.events = events;
        outcome = new SchedulerOutcome(api, clock, events);
        Reset();
    }

    public string Name => DefaultName;

    public ClusterCache Cache { get; private set; } = null!;

    public SchedulingQueue Queue { get; private set; } = null!;

    /// <summary>What was decided lately.</summary>
    public DecisionLog Decisions { get; } = new();

    internal Func<string, IReadOnlyList<string>, string?>? PreferNode { get; set; }

    /// <summary>Called after each decision has been carried out.</summary>
    public event Action<Decision>? Decided;

    /// <summary>The latest decision about a pod; null: it was never tried, or that is long ago.</summary>
    public Decision? Decision(string @namespace, string name) => Decisions.Find($"{@namespace}/{name}");

    public void Start()
    {
        Reset();
        watches = new SchedulerWatches(api, Cache, Queue, Wake);
        watches.Start();
        leftovers = clock.CreateTimer(_ => MoveLeftovers(), null, LeftoverInterval, LeftoverInterval);
        Wake();
    }

    public void Stop()
    {
        watches?.Stop();
        watches = null;
        leftovers?.Dispose();
        leftovers = null;
    }

    private void Reset()
    {
        Cache = new ClusterCache();
        context = new PluginContext(api, clock, Cache, random, events);
        plugins = new PluginSet(DefaultPlugins.For(context));
        Queue = new SchedulingQueue(clock, plugins.QueueSort, plugins.Gates, plugins.Hinting);
        (context.Plugins, context.Nominator, Cache.Nominator) = (plugins, Queue.Nominator, Queue.Nominator);
        search = new NodeSearch(plugins, Cache, Queue.Nominator);
        ranking = new NodeRanking(plugins, random) { Prefer = PreferNode };
    }

    private void MoveLeftovers()
    {
        Queue.MoveLeftovers();
        Wake();
    }

    /// <summary>One pod is decided per callback, so that others' changes are seen in between.</summary>
    private void Wake()
    {
        if (cyclePosted || !Queue.HasNext) return;
        cyclePosted = true;
        clock.Post(() =>
        {
            cyclePosted = false;
            if (watches is null) return;
            if (Queue.Pop() is { } next) Decide(next);
            Wake();
        });
    }

    private void Decide(QueuedPod queued)
    {
        var pod = queued.Pod;
        var trace = new Decision { Pod = pod.Key, Uid = pod.Uid, Time = clock.Now, Attempt = queued.Attempts, AllNodes = Cache.AllNodes.Length };
        var state = new CycleState();
        diagnosis.Begin(Cache.AllNodes.Length);
        if (Cache.AllNodes.Length == 0)
        {
            Fail(queued, trace, "no nodes available to schedule pods", nominate: null);
        }
        else
        {
            var feasible = search.Run(state, pod, diagnosis, out var failure);
            trace.PreFilterRefusal = diagnosis.PreFilterMessage.Length > 0 ? diagnosis.OtherNodes : null;
            if (diagnosis.Refusals.Count > 0) trace.Refusals = new TraceList<NodeRefusal, NodeTrace>([.. diagnosis.Refusals], Shown);
            if (feasible.Count > 0) trace.Feasible = new TraceList<NodeInfo, string>([.. feasible], static node => node.Name);
            if (failure is not null) Error(queued, trace, failure);
            else if (feasible.Count == 0) Refuse(queued, trace, state);
            else Place(queued, trace, state, ranking.Best(state, pod, feasible, trace));
        }

        Decisions.Add(trace);
        Decided?.Invoke(trace);
    }

    private void Place(QueuedPod queued, Decision trace, CycleState state, NodeInfo node)
    {
        if (plugins.RunBinding(state, queued.Pod, node) is { } failure)
        {
            if (failure.Code == StatusCode.Pending)
            {
                // Not refused: the place is found, and what was asked for comes without the scheduler.
                trace.Message = failure.Message;
                Queue.PutBack(queued, new SortedSet<string>(StringComparer.Ordinal) { failure.Plugin });
                return;
            }

            Error(queued, trace, failure);
            return;
        }

        trace.Node = node.Name;
        Queue.Delete(queued.Pod.Uid);
        if (api.Of<Api.Model.Pod>().Find(queued.Pod.Namespace, queued.Pod.Name) is { } bound)
            Cache.SetPod(queued.Pod.Bound(bound), node.Name);
        events?.Event(queued.Pod.Pod, "Normal", "Scheduled", $"Successfully assigned {queued.Pod.Key} to {node.Name}");
    }

    private void Refuse(QueuedPod queued, Decision trace, CycleState state)
    {
        (context.LastCandidates, context.LastVictims) = ([], []);
        var answer = plugins.RunPostFilters(state, queued.Pod, diagnosis);
        diagnosis.PostFilterMessage = answer.Status?.Message ?? "";
        trace.CandidateNodes = [.. context.LastCandidates.Select(candidate => (candidate.Node.Name, candidate.VictimNames))];
        trace.Victims = [.. context.LastVictims.Select(victim => victim.Key)];
        Fail(queued, trace, diagnosis.Message(), answer.NominatedNode);
    }

    private static NodeTrace Shown(NodeRefusal refusal) => new(refusal.Node.Name, refusal.Status.Plugin, refusal.Status.Code, refusal.Status.Reasons);

    private void Fail(QueuedPod queued, Decision trace, string message, string? nominate)
    {
        trace.Message = message;
        trace.NominatedNode = string.IsNullOrEmpty(nominate) ? null : nominate;
        Queue.PutBack(queued, new SortedSet<string>(diagnosis.RejectedBy, StringComparer.Ordinal));
        if (nominate is not null) Queue.Nominator.Set(queued.Pod, nominate);
        outcome.Unschedulable(queued.Pod, message, nominate);
    }

    private void Error(QueuedPod queued, Decision trace, PluginStatus failure)
    {
        trace.Message = failure.Message;
        Queue.PutBack(queued, new SortedSet<string>(StringComparer.Ordinal));
        outcome.Failed(queued.Pod, failure.Message);
        // Nothing in the cluster need change for it to go well the next time: it waits for its back-off alone.
        clock.Schedule(queued.BackOffUntil - clock.Now, () =>
        {
            Queue.Retry(queued);
            Wake();
        });
    }
}
