using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Scheduling.Tracing;

namespace Podlab.Engine.Tests.Scheduling.Conformance;

/// <summary>Plays a scenario and tells what differs from the recording.</summary>
internal sealed class Replay(Scenario scenario)
{
    private readonly RecordedCluster cluster = new();
    private readonly List<string> differences = [];

    public IReadOnlyList<string> Run()
    {
        foreach (var item in scenario.OtherObjects) cluster.Create(item!);
        cluster.BindVolumes();
        foreach (var item in scenario.Nodes) cluster.Create(item!);
        foreach (var item in scenario.ExistingPods) cluster.Create(item!);
        cluster.Run(TimeSpan.Zero);
        foreach (var item in scenario.Pods) Pod(item!);
        for (var i = 0; i < scenario.Steps.Count; i++) Step(i);
        State("end", scenario.Answers["end"]!);
        return differences;
    }

    private static string Key(JsonNode item) => $"{(string?)item["metadata"]!["namespace"] ?? "default"}/{(string)item["metadata"]!["name"]!}";

    private static JsonNode Condition(Pod? pod)
    {
        var condition = pod?.Status.Conditions.FirstOrDefault(condition => condition.Type == "PodScheduled");
        return condition is null or { Status: "True" } ? "" : new JsonArray(condition.Status, condition.Reason, condition.Message);
    }

    private static JsonArray Sorted(IEnumerable<string> names) => new([.. names.Order(StringComparer.Ordinal).Select(name => (JsonNode)name)]);

    private void Pod(JsonNode item)
    {
        var key = Key(item);
        var answer = scenario.Answers["pods"]![(string)item["metadata"]!["name"]!] ?? scenario.Answers["pods"]![key]!;
        cluster.Prefer(key, answer["node"]);
        if (Refusal(() => cluster.Create(item)) is var refusal && (refusal is not null || answer["rejected"] is not null))
        {
            Same($"{key} rejected", answer["rejected"], refusal);
            return;
        }

        cluster.Run(TimeSpan.FromMilliseconds(300));
        if (answer["byHand"] is not null) return;
        var decision = cluster.Decisions.GetValueOrDefault(key);
        Same($"{key} tried", (int?)answer["attempts"] is not 0, decision is not null);
        if (decision is not null) Decision(key, answer, decision);
        if (answer["condition"] is { } condition)
            Same($"{key} condition", condition, decision is null ? Condition(cluster.Find(key)) : new JsonArray("False", "Unschedulable", decision.Message));
        if (answer["event"] is { } text) Same($"{key} event", text, cluster.FailedScheduling(key));
    }

    private void Decision(string key, JsonNode answer, Decision decision)
    {
        Same($"{key} feasible", Sorted(answer["feasible"]!.AsArray().Select(node => (string)node!)), Sorted(decision.Feasible));
        Same($"{key} node", answer["node"], decision.Node);
        if (answer["top"] is { } top)
        {
            var best = decision.Totals.Count == 0 ? decision.Feasible : decision.Feasible.Where((_, i) => decision.Totals[i] == decision.Totals.Max());
            Same($"{key} top", Sorted(top.AsArray().Select(node => (string)node!)), Sorted(best));
        }

        if (answer["scores"] is { } scores)
        {
            Same($"{key} scores", Ordered(scores), Ordered(new JsonObject(decision.Scores.Select(score =>
                KeyValuePair.Create(score.Plugin, (JsonNode?)new JsonObject(decision.Feasible.Select((node, i) => KeyValuePair.Create(node, (JsonNode?)score.Weighted(i)))))))));
            Same($"{key} final", Ordered(answer["final"]!), Ordered(new JsonObject(decision.Feasible.Select((node, i) => KeyValuePair.Create(node, (JsonNode?)decision.Totals[i])))));
            Raw(key, answer["raw"], decision);
        }

        if (answer["nominated"] is { } nominated) Same($"{key} nominated", nominated, decision.NominatedNode);
        else Same($"{key} nominated", null, decision.NominatedNode);
        if (answer["victims"] is { } victims) Same($"{key} victims", Sorted(victims.AsArray().Select(pod => (string)pod!)), Sorted(decision.Victims));
        if (answer["candidates"] is { } candidates)
        {
            Same($"{key} candidates",
                Ordered(new JsonObject(candidates.AsObject().Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Sorted(pair.Value!.AsArray().Select(pod => (string)pod!)))))),
                Ordered(new JsonObject(decision.Candidates.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Sorted(pair.Value))))));
        }
    }

    private void Raw(string key, JsonNode? raw, Decision decision)
    {
        foreach (var (recorded, plugin) in new[] { ("LeastAllocated", "NodeResourcesFit"), ("NodeResourcesBalancedAllocation", "NodeResourcesBalancedAllocation") })
        {
            if (raw?[recorded] is not { } rows || decision.Scores.FirstOrDefault(score => score.Plugin == plugin) is not { } score) continue;
            for (var i = 0; i < decision.Feasible.Count; i++)
                Same($"{key} raw {recorded} {decision.Feasible[i]}", (long?)rows[decision.Feasible[i]]?["score"], (long)score.Raw[i]);
        }
    }

    private void Step(int index)
    {
        var step = scenario.Steps[index]!;
        var answer = scenario.Answers["after"]![index]!;
        foreach (var (pod, state) in answer["pods"]!.AsObject()) cluster.Prefer(pod, state!["node"]);
        cluster.Attempts.Clear();
        var refusal = Refusal(() => Do(step));
        cluster.BindVolumes();
        Same($"step {index} rejected", answer["rejected"], refusal);
        var time = TimeSpan.FromSeconds((double)step["settle"]!);
        if ((string?)step["until"] == "placed") cluster.RunUntilPlaced(time);
        else cluster.Run(time);
        if (answer["attempts"] is { } attempts)
        {
            var expected = attempts.AsArray().Select(pair => (string)pair![0]!).Distinct();
            Same($"step {index} attempts", string.Join(' ', expected), string.Join(' ', cluster.Attempts.Select(attempt => attempt.Pod).Distinct()));
        }

        State($"step {index}", answer["pods"]!);
    }

    private void Do(JsonNode step)
    {
        var (kind, name) = ((string?)step["kind"] ?? "", (string?)step["name"] ?? "");
        var @namespace = (string?)step["namespace"] ?? "default";
        switch ((string)step["op"]!)
        {
            case "create": cluster.Create(step["object"]!); break;
            case "patch": cluster.Patch(kind, @namespace, name, step["patch"]!, (string?)step["sub"]); break;
            case "delete": cluster.Delete(kind, @namespace, name, (long?)step["grace"]); break;
            case "finishVictims": cluster.FinishVictims(); break;
            case "sleep": break;
            default: throw new NotSupportedException($"The step {step["op"]} is not known here.");
        }
    }

    private void State(string where, JsonNode pods)
    {
        foreach (var (key, expected) in pods.AsObject())
        {
            var pod = cluster.Find(key);
            if (expected is JsonValue || expected!["gone"] is not null)
            {
                Same($"{where} {key} gone", true, pod is null);
                continue;
            }

            Same($"{where} {key} node", expected["node"], string.IsNullOrEmpty(pod?.Spec.NodeName) ? null : pod.Spec.NodeName);
            if (expected["condition"] is { } condition) Same($"{where} {key} condition", condition, Condition(pod));
            Same($"{where} {key} nominated", expected["nominated"], pod?.Status.NominatedNodeName);
            Same($"{where} {key} terminating", (bool?)expected["terminating"] ?? false, pod?.Metadata.DeletionTimestamp is not null);
            var target = pod?.Status.Conditions.FirstOrDefault(condition => condition.Type == "DisruptionTarget");
            Same($"{where} {key} disruption", expected["disruption"], target is null ? null : new JsonArray(target.Reason, target.Message));
        }
    }

    private static JsonArray? Refusal(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (ApiException refused)
        {
            return new JsonArray(refused.Code, refused.Message);
        }
    }

    private static JsonObject Ordered(JsonNode node) => new(node.AsObject().OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => KeyValuePair.Create(pair.Key, pair.Value is JsonObject inner ? Ordered(inner) : pair.Value?.DeepClone())));

    private void Same(string what, JsonNode? expected, JsonNode? actual)
    {
        if (JsonNode.DeepEquals(expected, actual)) return;
        string Text(JsonNode? node) => node?.ToJsonString() ?? "null";
        if (Text(expected) == Text(actual)) return;
        differences.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: expected {Text(expected)}, got {Text(actual)}"));
    }
}
