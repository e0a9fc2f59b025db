using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Apiserver.Tables;
using Podlab.Engine.Runtime;
using Podlab.Engine.Store;

namespace Podlab.Conformance.Tests.Node;

/// <summary>Writes down what a watch of one namespace shows, in the form of the records.</summary>
internal sealed class RunRecorder
{
    private readonly Cluster cluster;
    private readonly string @namespace;
    private readonly DateTimeOffset begin;
    private readonly Dictionary<string, JsonObject> events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> lastStates = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, (string Pod, string Container, int Instance, IContainerLog Log)> logs = [];
    private readonly HashSet<string> knownContainers = new(StringComparer.Ordinal);

    public RunRecorder(Cluster cluster, string @namespace, DateTimeOffset begin)
    {
        this.cluster = cluster;
        this.@namespace = @namespace;
        this.begin = begin;
        cluster.Api.Store.Changed += OnChange;
    }

    public RunNames Names { get; } = new();

    public JsonArray Timeline { get; } = [];

    public JsonArray Objects { get; } = [];

    public double Now => Seconds(cluster.Clock.Now);

    public JsonArray Events => new([.. events.Values.Select(entry => entry.DeepClone())]);

    public JsonArray Logs()
    {
        CollectLogs();
        return new JsonArray([.. logs.Values.Select(log => new JsonObject
        {
            ["pod"] = log.Pod,
            ["container"] = log.Container,
            ["instance"] = log.Instance,
            ["lines"] = new JsonArray([.. Whole(log.Log.Lines).Select(line => new JsonArray(Seconds(line.Time), line.IsStderr ? "stderr" : "stdout", line.Text))]),
            ["total"] = log.Log.Lines.Count,
        })]);
    }

    /// <summary>Pieces of a line are one line, as soon as it ends.</summary>
    private static IEnumerable<LogLine> Whole(IReadOnlyList<LogLine> lines)
    {
        var begun = new Dictionary<bool, string>();
        foreach (var line in lines)
        {
            var text = begun.GetValueOrDefault(line.IsStderr, "") + line.Text;
            if (line.Partial)
            {
                begun[line.IsStderr] = text;
                continue;
            }

            begun.Remove(line.IsStderr);
            yield return line with { Text = text.TrimEnd('\r') };
        }
    }

    private double Seconds(DateTimeOffset time) => Math.Round((time - begin).TotalSeconds, 1, MidpointRounding.AwayFromZero);

    private JsonNode? WholeSeconds(DateTimeOffset? time) =>
        time is { } at ? (at.UtcTicks / TimeSpan.TicksPerSecond) - (begin.UtcTicks / TimeSpan.TicksPerSecond) : null;

    private void OnChange(StoreChange change)
    {
        if (change.Object.Value.Metadata.Namespace != @namespace) return;
        var operation = change.Type switch { StoreChangeType.Added => "ADDED", StoreChangeType.Deleted => "DELETED", _ => "MODIFIED" };
        Names.Learn(change.Object.Value);
        switch (change.Object.Value)
        {
            case Pod pod:
                CollectLogs();
                AddPod(operation, pod);
                break;
            case Event item:
                AddEvent(change.Type, item);
                break;
            default:
                if (ObjectStates.Of(change.Object.Value) is { } state) AddObject(operation, change.Object.Value, state);
                break;
        }
    }

    private void CollectLogs()
    {
        foreach (var agent in cluster.Nodes.All)
        {
            foreach (var pod in agent.Kubelet.Pods)
            {
                if (pod.Pod.Metadata.Namespace != @namespace) continue;
                foreach (var id in pod.Runtime.Containers)
                {
                    if (knownContainers.Contains(id.Value) || agent.Runtime.Log(id) is not { } log || agent.Runtime.ContainerStatus(id) is not { StartedAt: not null } status) continue;
                    knownContainers.Add(id.Value);
                    logs.Add(knownContainers.Count, (pod.Pod.Metadata.Name ?? "", status.Name, status.Attempt, log));
                }
            }
        }
    }

    private void AddPod(string operation, Pod pod)
    {
        var columns = PodColumns.Of(pod, cluster.Clock.Now);
        var entry = new JsonObject
        {
            ["op"] = operation,
            ["pod"] = pod.Metadata.Name,
            ["ready"] = columns.Ready,
            ["status"] = columns.Status,
            ["restarts"] = int.Parse(columns.Restarts.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture),
            ["phase"] = pod.Status.Phase,
        };
        if (pod.Status.Reason is { } reason) entry["reason"] = reason;
        if (pod.Status.Message is { } message) entry["message"] = message;
        entry["generation"] = pod.Metadata.Generation;
        if (pod.Status.ObservedGeneration != 0) entry["observedGeneration"] = pod.Status.ObservedGeneration;
        if (pod.Metadata.DeletionTimestamp is { } deletion) entry["deletion"] = new JsonObject { ["at"] = WholeSeconds(deletion), ["grace"] = pod.Metadata.DeletionGracePeriodSeconds };
        if (!pod.Metadata.Finalizers.IsEmpty) entry["finalizers"] = new JsonArray([.. pod.Metadata.Finalizers.Map(finalizer => (JsonNode)finalizer)]);
        if (!pod.Metadata.Labels.IsEmpty) entry["labels"] = new JsonObject(pod.Metadata.Labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value)));
        entry["conditions"] = new JsonArray([.. pod.Status.Conditions.Map(condition => new JsonArray(condition.Type, condition.Status, condition.Reason ?? "", condition.Message ?? ""))]);
        entry["qos"] = pod.Status.QosClass;
        entry["podIP"] = !string.IsNullOrEmpty(pod.Status.PodIP);
        entry["hostIP"] = !string.IsNullOrEmpty(pod.Status.HostIP);
        entry["started"] = pod.Status.StartTime is not null;
        AddContainers(entry, "init", pod.Status.InitContainerStatuses);
        AddContainers(entry, "containers", pod.Status.ContainerStatuses);
        AddContainers(entry, "ephemeral", pod.Status.EphemeralContainerStatuses);
        Put(Timeline, "pod " + pod.Metadata.Name, entry, operation == "DELETED");
    }

    private void AddContainers(JsonObject entry, string key, ValueList<ContainerStatus> statuses)
    {
        if (statuses.IsEmpty) return;
        entry[key] = new JsonArray([.. statuses.Map(status =>
        {
            var container = new JsonObject { ["name"] = status.Name, ["now"] = State(status.State) };
            if (status.LastState.Terminated is not null) container["last"] = State(status.LastState);
            container["restarts"] = status.RestartCount;
            container["ready"] = status.Ready;
            if (status.Started is { } started) container["started"] = started;
            container["image"] = status.Image;
            container["id"] = !string.IsNullOrEmpty(status.ContainerID);
            return (JsonNode)container;
        })]);
    }

    private JsonObject State(ContainerState state)
    {
        if (state.Running is { } running) return new JsonObject { ["state"] = "running", ["started"] = WholeSeconds(running.StartedAt) };
        var result = new JsonObject();
        if (state.Terminated is { } ended)
        {
            result["state"] = "terminated";
            if (!string.IsNullOrEmpty(ended.Reason)) result["reason"] = ended.Reason;
            result["exitCode"] = ended.ExitCode;
            if (ended.Signal != 0) result["signal"] = ended.Signal;
            if (!string.IsNullOrEmpty(ended.Message)) result["message"] = ended.Message;
            if (ended.StartedAt is not null) result["started"] = WholeSeconds(ended.StartedAt);
            if (ended.FinishedAt is not null) result["finished"] = WholeSeconds(ended.FinishedAt);
            return result;
        }

        result["state"] = "waiting";
        if (!string.IsNullOrEmpty(state.Waiting?.Reason)) result["reason"] = state.Waiting.Reason;
        if (!string.IsNullOrEmpty(state.Waiting?.Message)) result["message"] = state.Waiting.Message;
        return result;
    }

    private void AddEvent(StoreChangeType type, Event item)
    {
        if (type == StoreChangeType.Deleted) return;
        var name = item.Metadata.Name ?? "";
        if (!events.TryGetValue(name, out var entry))
        {
            events.Add(name, entry = new JsonObject
            {
                ["object"] = $"{item.InvolvedObject.Kind}/{item.InvolvedObject.Name}",
                ["field"] = item.InvolvedObject.FieldPath ?? "",
                ["type"] = item.Type,
                ["reason"] = item.Reason,
                ["from"] = item.Source.Component ?? item.ReportingComponent,
                ["at"] = new JsonArray(),
            });
        }

        entry["message"] = item.Message;
        entry["count"] = Math.Max(1, item.Series?.Count ?? item.Count);
        entry["at"]!.AsArray().Add(Now);
    }

    private void AddObject(string operation, IKubernetesObject value, JsonNode state) => Put(
        Objects,
        $"{value.Kind} {value.Metadata.Name}",
        new JsonObject { ["op"] = operation, ["kind"] = value.Kind, ["name"] = value.Metadata.Name, ["state"] = state },
        operation == "DELETED");

    /// <summary>Only what differs from the state before.</summary>
    private void Put(JsonArray target, string identity, JsonObject entry, bool isLast)
    {
        var operation = (string)entry["op"]!;
        entry.Remove("op");
        var text = entry.ToJsonString();
        if (!isLast && lastStates.TryGetValue(identity, out var before) && before == text) return;
        lastStates[identity] = text;
        if (isLast) lastStates.Remove(identity);
        entry["op"] = operation;
        entry["t"] = Now;
        target.Add(entry);
    }
}
