using System.Globalization;
using Podlab.Engine.Nodes;
using Podlab.Engine.Recordings;

namespace Podlab.Engine.Faults;

/// <summary>
/// Breaks things and mends them, in the words of <c>#!fault</c>: <c>cluster.Faults.Apply("registry down")</c>, <c>"node-2 down for 10m"</c>, <c>"kill web nginx"</c>.
/// Faults are inputs: a recording has them.
/// </summary>
public sealed class FaultInjection
{
    private readonly Cluster cluster;
    private readonly SortedDictionary<string, Fault> active = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ITimer> ends = new(StringComparer.Ordinal);
    private readonly List<FaultSpan> history = [];
    private readonly MachineFaults machines;
    private readonly ProcessFaults processes;
    private readonly ApiFaults api;
    private RegistryFault registry = RegistryFault.None;

    internal FaultInjection(Cluster cluster)
    {
        this.cluster = cluster;
        machines = new MachineFaults(cluster);
        processes = new ProcessFaults(cluster);
        api = new ApiFaults(cluster.Random.Fork("faults/api"));
    }

    /// <summary>What is broken now, by target.</summary>
    public IReadOnlyCollection<Fault> Active => active.Values;

    /// <summary>Every fault so far, ended or not, in the order in which they began.</summary>
    public IReadOnlyList<FaultSpan> History => history;

    /// <summary>Does what the words say; docs/authoring.md lists them.</summary>
    /// <returns>What is so now, in a line for people.</returns>
    /// <exception cref="FaultException">The words mean nothing, or there is no such node, pod or process.</exception>
    public string Apply(string words)
    {
        string said;
        if (cluster.Api.Inputs is { IsAsked: true } inputs)
        {
            said = (string)inputs.Take(new FaultInput(words))!;
        }
        else
        {
            said = Do([.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);
        }

        if (!cluster.Clock.IsCurrent) cluster.Clock.RunReady();
        return said;
    }

    /// <summary>How much later than at once a transport is to hand a request to the API.</summary>
    public TimeSpan DelayOf(Apiserver.Http.ApiRequest request) => api.DelayOf(request);

    /// <summary>A node that comes later meets the same registries.</summary>
    internal void Reach(NodeAgent agent)
    {
        if (agent.Runtime is IFaultyMachine machine && registry != RegistryFault.None) machine.Registry = registry;
    }

    private string Do(List<string> words)
    {
        var limit = TakeLimit(words);
        switch (words)
        {
            case ["clear"]:
                return Clear();
            case ["registry", "push", var key]:
                if (limit is not null) throw new FaultException("What is pushed stays: leave out `for`.");
                foreach (var agent in cluster.Nodes.All) (agent.Runtime as IFaultyMachine)?.Push(key);
                return $"registry: images behind {key} are there now";
            case ["registry", .. var rest]:
                return Set(new FaultOutcome("registry", string.Join(' ', rest), "registry up", SetRegistry(rest)), limit);
            case ["api", .. var rest]:
                cluster.Api.Faults = api;
                return Set(api.Set(rest), limit);
            case ["kill", .. var rest]:
                if (limit is not null) throw new FaultException("A killed process has no end to wait for: leave out `for`.");
                var (killed, pod) = processes.Kill(rest);
                history.Add(new FaultSpan("kill", killed, cluster.Clock.Elapsed, cluster.Clock.Elapsed) { Pod = pod });
                return killed;
            case [var node, var part, .. var rest]:
                var name = node.StartsWith("node/", StringComparison.Ordinal) ? node["node/".Length..] : node;
                return Set(machines.Set(name, part, rest), limit);
            default:
                throw new FaultException($"`{string.Join(' ', words)}` is no fault. {FaultWords.Known}");
        }
    }

    private string Set(FaultOutcome outcome, TimeSpan? limit)
    {
        var (target, state, end, isActive) = outcome;
        if (ends.Remove(target, out var timer)) timer.Dispose();
        var open = history.FindLastIndex(span => span.Target == target && span.End is null);
        if (open >= 0) history[open] = history[open] with { End = cluster.Clock.Elapsed };
        if (!isActive)
        {
            active.Remove(target);
            return $"{target}: as it should be";
        }

        history.Add(new FaultSpan(target, state, cluster.Clock.Elapsed, null));
        var until = cluster.Clock.Now + limit;
        active[target] = new Fault(target, state, end, cluster.Clock.Now, until);
        if (limit is { } span)
        {
            ends[target] = cluster.Clock.Schedule(span, () => Do([.. end.Split(' ')]));
        }

        return limit is null ? $"{target}: {state} (until: {end})" : $"{target}: {state} for {FaultWords.Text(limit.Value)}";
    }

    private string Clear()
    {
        var ended = active.Values.Select(fault => fault.ToString()).ToList();
        foreach (var fault in active.Values.ToArray()) Do([.. fault.End.Split(' ')]);
        return ended.Count == 0 ? "nothing was broken" : $"mended: {string.Join(", ", ended)}";
    }

    private bool SetRegistry(IReadOnlyList<string> words)
    {
        registry = words switch
        {
            ["up"] => RegistryFault.None,
            ["down"] => new RegistryFault(IsDown: true),
            ["unreachable"] => new RegistryFault(IsUnreachable: true),
            ["slow", var times] => new RegistryFault(Slowness: Times(times)),
            ["delay", var time] => new RegistryFault(Delay: FaultWords.Span(time)),
            _ => throw new FaultException($"`registry {string.Join(' ', words)}` is no fault. A registry can be down, unreachable, slow 10x, delay 30s, and up again; push KEY makes the images behind a key appear."),
        };
        foreach (var agent in cluster.Nodes.All)
        {
            if (agent.Runtime is IFaultyMachine machine) machine.Registry = registry;
        }

        return registry != RegistryFault.None;
    }

    private static double Times(string text) =>
        double.TryParse(text.TrimEnd('x'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var times) && times is >= 1 and <= 10_000 ? times
            : throw new FaultException($"`{text}` does not say how many times as slow. Write 10x, at most 10000x.");

    /// <summary>Takes <c>for SPAN</c> off the end.</summary>
    private static TimeSpan? TakeLimit(List<string> words)
    {
        if (words is not [.., "for", var text]) return null;
        words.RemoveRange(words.Count - 2, 2);
        var span = FaultWords.Span(text);
        return span > TimeSpan.Zero ? span : throw new FaultException("A fault lasts some time: for 30s, for 5m.");
    }
}
