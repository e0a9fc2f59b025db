using System.Text.Json.Nodes;
using Podlab.Api.Model;

namespace Podlab.Engine.Tests.Controllers.Conformance;

/// <summary>Plays a scenario and tells what differs from the recording.</summary>
internal sealed class Replay
{
    private static readonly string[] OthersReasons = ["Scheduled", "FailedScheduling", "Preempted", "FailedBinding", "WaitForFirstConsumer", "ProvisioningFailed", "ExternalProvisioning"];
    private readonly Scenario scenario;
    private readonly Stage stage = new();
    private readonly Naming names;
    private readonly History history;
    private readonly FakeKubelet kubelet;
    private readonly FinalObjects finals;
    private readonly Comparison comparison;
    private readonly List<DateTimeOffset> starts = [];

    public Replay(Scenario scenario)
    {
        this.scenario = scenario;
        names = new Naming(scenario.NodesAreAlike);
        var folding = new Folding(names, scenario.Nodes.Count > 0);
        history = new History(stage.Cluster, names, folding);
        finals = new FinalObjects(names, folding);
        kubelet = new FakeKubelet(stage, scenario.KubeletRules);
        comparison = new Comparison(scenario);
    }

    private Time.EventLoop Clock => stage.Cluster.Clock;

    public IReadOnlyList<string> Run()
    {
        Clock.RunReady();
        foreach (var node in scenario.Nodes) stage.AddOwnNode(node!);
        Clock.Advance(TimeSpan.FromSeconds(0.6));
        if (scenario.StartSecond is { } second) Clock.Advance(TimeSpan.FromSeconds((second - Clock.Now.Second - (Clock.Now.Millisecond / 1000.0) + 60) % 60));
        history.Milestones.Clear();
        for (var i = 0; i < scenario.Steps.Count; i++) Step(i, scenario.Steps[i]!.AsObject());
        comparison.Paths(scenario.Paths, history.Paths());
        comparison.Rollout(history.Rollout);
        comparison.Milestones(Milestones());
        comparison.Events(Events());
        comparison.SameMaps("final", scenario.Final, Final());
        return comparison.Differences;
    }

    private void Step(int index, JsonObject step)
    {
        starts.Add(Clock.Now);
        var answer = Do(step);
        var expected = step["answer"]?.DeepClone();
        if ((string)step["op"]! != "evict" && answer is JsonArray { Count: > 2 } whole) whole.RemoveAt(2);
        if (expected is not null || answer is not null) comparison.Same($"answer/{index}", Masked(expected), answer);
        if ((double?)step["wait"] is { } wait) Clock.Advance(TimeSpan.FromSeconds(wait));
        else Settle((double)step["settle"]!);
        if (step["after"] is JsonObject after && !((double?)step["wait"] < 1)) comparison.SameMaps($"after/{index}", after, history.States());
    }

    private void Settle(double seconds)
    {
        var begin = Clock.Now;
        var limit = begin.AddSeconds(25 + seconds);
        Clock.RunReady();
        while (true)
        {
            var from = history.LastChange > begin ? history.LastChange : begin;
            var end = from.AddSeconds(seconds);
            if (end > limit) end = limit;
            if (end <= Clock.Now) return;
            Clock.AdvanceUntil(() => history.LastChange > from, end - Clock.Now);
        }
    }

    private JsonNode? Do(JsonObject step)
    {
        var name = (string?)step["name"] ?? "";
        var kind = (string?)step["kind"] ?? "Pod";
        switch ((string)step["op"]!)
        {
            case "create": return Create(step["object"]!.DeepClone().AsObject());
            case "patch": return Answer(stage.Send("PATCH", Stage.PathOf(kind, name), step["patch"]));
            case "delete": return Answer(stage.Send("DELETE", Stage.PathOf(kind, name), (string?)step["policy"] is { } policy ? new JsonObject { ["propagationPolicy"] = policy } : null));
            case "deleteOne": return Answer(stage.Send("DELETE", Stage.PathOf(kind, Pick(step, kind)), (string?)step["policy"] is { } one ? new JsonObject { ["propagationPolicy"] = one } : null));
            case "patchOne": return Answer(stage.Send("PATCH", Stage.PathOf(kind, Pick(step, kind)), step["patch"]));
            case "evict": return Evict(Pick(step, kind));
            case "kubelet":
                var pod = stage.Cluster.Api.Of<Pod>().Get(Scenario.Namespace, (string?)step["pod"] ?? Pick(step, kind));
                kubelet.SetReady(pod, (string)step["set"]! == "ready");
                return null;
            case "heartbeat":
                stage.SetHeartbeat(Stage.FullName(name), (bool)step["on"]!);
                if ((bool)step["on"]!) kubelet.Report(Stage.FullName(name));
                return null;
            case "nodeReady":
                stage.SetReady(Stage.FullName(name), (string)step["status"]!);
                return null;
            case "addNode":
                stage.AddOwnNode(step["node"]!);
                return null;
            case "removeNode": return Answer(stage.Send("DELETE", "/api/v1/nodes/" + Stage.FullName(name), null));
            case "patchNode": return Answer(stage.Send("PATCH", "/api/v1/nodes/" + Stage.FullName(name), step["patch"]));
            case "deleteNamespace": return Answer(stage.Send("DELETE", "/api/v1/namespaces/" + Scenario.Namespace, null));
            default: return null;
        }
    }

    private JsonNode? Create(JsonObject item)
    {
        var kind = (string)item["kind"]!;
        var resource = Stage.ResourceOf(kind);
        item["apiVersion"] = resource.Kind.ApiVersion;
        if (item["ownedBy"] is { } owner)
        {
            item.Remove("ownedBy");
            var above = history.Objects.First(one => one.Kind == (string)owner["kind"]! && one.Metadata.Name == (string)owner["name"]!);
            item["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
            {
                ["apiVersion"] = above.ApiVersion,
                ["kind"] = above.Kind,
                ["name"] = above.Metadata.Name,
                ["uid"] = above.Metadata.Uid,
                ["blockOwnerDeletion"] = owner["block"]?.DeepClone(),
            });
        }

        var spec = kind switch
        {
            "Pod" => item["spec"],
            "CronJob" => item["spec"]?["jobTemplate"]?["spec"]?["template"]?["spec"],
            _ => item["spec"]?["template"]?["spec"],
        };
        if (spec is JsonObject podSpec)
        {
            var selector = podSpec["nodeSelector"] as JsonObject ?? [];
            if (selector.Parent is null) podSpec["nodeSelector"] = selector;
            if (scenario.Nodes.Count > 0) selector["own"] = Scenario.Id;
            else selector["pool"] = "shared";
        }

        return Answer(stage.Send("POST", Stage.PathOf(kind, null), item));
    }

    private JsonNode Evict(string name)
    {
        var eviction = new JsonObject { ["apiVersion"] = "policy/v1", ["kind"] = "Eviction", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = Scenario.Namespace } };
        var (code, body) = stage.Send("POST", Stage.PathOf("Pod", name) + "/eviction", eviction);
        return code < 300 ? new JsonArray(code, null, null) : Answer((code, body))!;
    }

    private JsonNode? Answer((int Code, JsonNode Body) answer) =>
        answer.Code < 300 ? null : new JsonArray(answer.Code, names.Text((string?)answer.Body["message"] ?? ""), answer.Body["details"]?["causes"] is { } causes ? new JsonObject { ["causes"] = causes.DeepClone() } : null);

    /// <summary>The two languages print an object's node selector by their own names for it; ids are masked in both.</summary>
    private JsonNode? Masked(JsonNode? expected) => expected is JsonArray array && array.Count > 1 && array[1] is JsonValue ? new JsonArray([array[0]!.DeepClone(), names.Text((string)array[1]!), .. array.Skip(2).Select(item => item?.DeepClone())]) : expected;

    private string Pick(JsonObject step, string kind)
    {
        var labels = step["labels"]?.AsObject() ?? [];
        var node = (string?)step["node"];
        var found = history.Objects.Where(item => item.Kind == kind && item.Metadata.DeletionTimestamp is null
            && labels.All(label => item.Metadata.Labels.GetValueOrDefault(label.Key) == (string?)label.Value)
            && (node is null || (item as Pod)?.Spec.NodeName == Stage.FullName(node)));
        return found.OrderBy(item => Made(item)).ElementAt((int?)step["nth"] ?? 0).Metadata.Name!;
    }

    private long Made(IKubernetesObject item) => history.OrderOf(item.Metadata.Uid!);

    private List<(int Step, double Time, string What)> Milestones()
    {
        var result = new List<(int, double, string)>();
        foreach (var (time, what) in history.Milestones)
        {
            var step = starts.FindLastIndex(start => start <= time);
            while (step < starts.Count - 1 && (double?)scenario.Steps[step]!["wait"] < 1) step++;
            result.Add((step, (time - starts[step]).TotalSeconds, what));
        }

        return result;
    }

    private Dictionary<(string, string, string, string), int> Events()
    {
        var result = new Dictionary<(string, string, string, string), int>();
        foreach (var item in stage.Cluster.Api.Of<Event>().List(Scenario.Namespace))
        {
            if (Array.IndexOf(OthersReasons, item.Reason) >= 0 || item.InvolvedObject.Kind == "Node" || item.Message?.Contains("the object has been modified", StringComparison.Ordinal) == true) continue;
            var message = names.Text((item.Message ?? "").Replace("(combined from similar events): ", "", StringComparison.Ordinal));
            var target = history.PlaceOf(item.InvolvedObject);
            var key = (item.Reason ?? "", item.Type ?? "", target, message);
            result[key] = result.GetValueOrDefault(key) + Math.Max(1, item.Count);
        }

        return result;
    }

    private JsonObject Final()
    {
        var result = new JsonObject();
        foreach (var item in history.Objects)
        {
            if (item is not (Pod or Node or Namespace or ControllerRevision)) result[history.PlaceOf(item)] = finals.Of(item);
        }

        return result;
    }
}
