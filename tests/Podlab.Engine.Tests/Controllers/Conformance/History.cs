using System.Text.Json.Nodes;
using Podlab.Api.Model;
using Podlab.Engine.Store;

namespace Podlab.Engine.Tests.Controllers.Conformance;

/// <summary>Everything that happened, as the recordings tell it: states now, paths, milestones, desired counts.</summary>
internal sealed class History
{
    private static readonly string[] Announced =
        ["ConfigMap", "CronJob", "DaemonSet", "Deployment", "Job", "Node", "PersistentVolumeClaim", "Pod", "PodDisruptionBudget", "ReplicaSet", "StatefulSet", "Namespace"];

    private readonly Cluster cluster;
    private readonly Naming names;
    private readonly Folding folding;
    private readonly SortedDictionary<string, (string Place, IKubernetesObject Object, JsonObject State)> now = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, List<JsonNode>>> paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, JsonNode>> addresses = new(StringComparer.Ordinal);
    private readonly List<JsonObject> rollout = [];
    private readonly Dictionary<string, int> order = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> places = new(StringComparer.Ordinal);

    public History(Cluster cluster, Naming names, Folding folding)
    {
        this.cluster = cluster;
        this.names = names;
        this.folding = folding;
        cluster.Api.Store.Changed += Changed;
    }

    /// <summary>When a state changed last.</summary>
    public DateTimeOffset LastChange { get; private set; }

    public List<(DateTimeOffset Time, string What)> Milestones { get; } = [];

    public IReadOnlyList<JsonObject> Rollout => rollout;

    public IEnumerable<IKubernetesObject> Objects => now.Values.Select(entry => entry.Object);

    /// <summary>The order in which objects were made.</summary>
    public int OrderOf(string uid) => order.GetValueOrDefault(uid);

    public string PlaceOf(ObjectReference reference) => $"{reference.Kind}/{places.GetValueOrDefault(reference.Uid ?? "", reference.Name ?? "")}";

    public string PlaceOf(IKubernetesObject item) => $"{item.Kind}/{(item is Namespace ? "ns" : names.Of(item))}";

    public JsonObject States()
    {
        var states = new JsonObject();
        foreach (var group in now.Values.GroupBy(entry => entry.Place))
        {
            if (group.Key.StartsWith("Namespace/", StringComparison.Ordinal) && (string?)group.First().State["phase"] == "Active") continue;
            states[group.Key] = group.Key.EndsWith('*') && !group.Key.StartsWith("Node/", StringComparison.Ordinal) ? new JsonArray([.. group.Select(entry => entry.State.DeepClone())]) : group.First().State.DeepClone();
        }

        return states;
    }

    public JsonObject Paths()
    {
        var result = new JsonObject();
        foreach (var (place, byObject) in paths)
        {
            var lists = byObject.Values.Select(path => (JsonNode)new JsonArray([.. path.Select(state => state.DeepClone())]));
            result[place] = place.EndsWith('*') || place.StartsWith("Endpoint/", StringComparison.Ordinal) ? new JsonArray([.. lists]) : lists.Last();
        }

        return result;
    }

    private void Changed(StoreChange change)
    {
        var item = change.Object.Value;
        if (!Folding.IsRecorded(item)) return;
        var id = $"{item.Kind} {item.Metadata.Uid}";
        var place = PlaceOf(item);
        order.TryAdd(item.Metadata.Uid!, order.Count);
        places.TryAdd(item.Metadata.Uid!, names.Of(item));
        if (change.Type == StoreChangeType.Deleted)
        {
            if (item is EndpointSlice gone) Addresses(gone with { Endpoints = [] }, id);
            now.Remove(id);
            Add(place, "gone");
            Follow(item, place, id, JsonValue.Create("gone"));
            LastChange = cluster.Clock.Now;
            if (item is ReplicaSet) Desired();
            return;
        }

        if (item is Pod { Status.PodIP: { Length: > 0 } address }) names.HasAddress(address, names.Of(item));
        var state = folding.State(item);
        var before = now.TryGetValue(id, out var entry) ? entry.State : null;
        now[id] = (place, item, state);
        if (JsonNode.DeepEquals(before, state)) return;
        LastChange = cluster.Clock.Now;
        Tell(item, place, before, state);
        Follow(item, place, id, state);
        if (item is EndpointSlice slice) Addresses(slice, id);
        if (item is ReplicaSet && !JsonNode.DeepEquals(before?["desired"], state["desired"])) Desired();
    }

    private void Add(string place, string what)
    {
        if (Array.IndexOf(Announced, place.Split('/')[0]) >= 0) Milestones.Add((cluster.Clock.Now, $"{place} {what}"));
    }

    private void Tell(IKubernetesObject item, string place, JsonObject? before, JsonObject state)
    {
        // A state that says nothing yet is not there yet: a job is made when its status first says something.
        if (before is null or { Count: 0 } && state.Count > 0 && item is not Namespace) Add(place, "made");
        var deleting = item is Job ? "deleting" : "terminating";
        if (item is not Namespace && state[deleting] is not null && before?[deleting] is null) Add(place, "terminating");
        if (item is Pod) TellPod(place, before, state);
        if (item is Node && before is not null) TellNode(place, before, state);
        foreach (var (type, value) in state["conditions"]?.AsObject() ?? [])
        {
            var old = before?["conditions"]?[type];
            if ((string?)old?[0] != (string?)value![0] || (string?)old?[1] != (string?)value[1]) Add(place, $"{type}={(string?)value[0]} {(string?)value[1]}");
        }
    }

    private void TellPod(string place, JsonObject? before, JsonObject state)
    {
        var phase = (string?)state["phase"];
        if (phase != (string?)before?["phase"] && phase is "Succeeded" or "Failed") Add(place, phase == "Failed" ? "failed" : "succeeded");
        if ((string?)state["ready"] == "True" && (string?)before?["ready"] != "True") Add(place, "ready");
        if ((string?)state["ready"] == "False" && (string?)before?["ready"] == "True" && phase is not ("Succeeded" or "Failed")) Add(place, "unready");
    }

    private void TellNode(string place, JsonObject before, JsonObject state)
    {
        if ((string?)before["ready"]![0] != (string?)state["ready"]![0]) Add(place, $"ready={(string?)state["ready"]![0]}");
        HashSet<string> Taints(JsonObject node) => [.. node["taints"]!.AsArray().Select(taint => $"{(string?)taint!["key"]}:{(string?)taint["effect"]}")];
        var (old, current) = (Taints(before), Taints(state));
        foreach (var taint in current.Except(old)) Add(place, $"tainted {taint}");
        foreach (var taint in old.Except(current)) Add(place, $"untainted {taint}");
    }

    private void Follow(IKubernetesObject item, string place, string id, JsonNode state)
    {
        if (item is not (Pod or PersistentVolumeClaim or ControllerRevision)) return;
        if (!paths.TryGetValue(place, out var byObject)) paths.Add(place, byObject = new Dictionary<string, List<JsonNode>>(StringComparer.Ordinal));
        // An object with a name of its own goes on where the one before it ended.
        var key = place.EndsWith('*') ? id : "";
        if (!byObject.TryGetValue(key, out var path)) byObject.Add(key, path = []);
        path.Add(state.DeepClone());
    }

    private void Addresses(EndpointSlice slice, string id)
    {
        if (!addresses.TryGetValue(id, out var old)) addresses.Add(id, old = new Dictionary<string, JsonNode>(StringComparer.Ordinal));
        var current = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var endpoint in folding.State(slice)["endpoints"]!.AsArray().Zip(slice.Endpoints))
        {
            foreach (var address in endpoint.Second.Addresses) current[address] = endpoint.First!["conditions"]?.DeepClone() ?? new JsonObject();
        }

        foreach (var (address, conditions) in current)
        {
            if (!old.TryGetValue(address, out var before) || !JsonNode.DeepEquals(before, conditions)) FollowAddress(address, conditions);
        }

        foreach (var address in old.Keys.Except(current.Keys)) FollowAddress(address, JsonValue.Create("gone"));
        addresses[id] = current;
    }

    private void FollowAddress(string address, JsonNode state)
    {
        var place = $"Endpoint/{names.Address(address)}";
        if (!paths.TryGetValue(place, out var byAddress)) paths.Add(place, byAddress = new Dictionary<string, List<JsonNode>>(StringComparer.Ordinal));
        if (!byAddress.TryGetValue(address, out var path)) byAddress.Add(address, path = []);
        path.Add(state.DeepClone());
    }

    private void Desired()
    {
        var map = new JsonObject(now.Values.Where(entry => entry.Object is ReplicaSet).OrderBy(entry => entry.Place, StringComparer.Ordinal)
            .Select(entry => KeyValuePair.Create(entry.Place["ReplicaSet/".Length..], entry.State["desired"]?.DeepClone())));
        if (rollout.Count == 0 || !JsonNode.DeepEquals(rollout[^1], map)) rollout.Add(map);
    }
}
