using System.Text.Json.Nodes;

namespace Podlab.Conformance.Tests.Node;

/// <summary>A run as tracks: for each thing that changes by itself the times and values, each value different from the one before.</summary>
internal sealed class Tracks
{
    private static readonly (string Field, string Word)[] Kinds = [("init", "init"), ("containers", "container"), ("ephemeral", "ephemeral")];
    private readonly Dictionary<string, List<(double Time, string Value)>> tracks = new(StringComparer.Ordinal);
    private readonly List<string> order = [];

    private Tracks(JsonNode run)
    {
        foreach (var entry in run["timeline"]!.AsArray()) AddState(entry!);
        foreach (var entry in run["objects"]!.AsArray()) AddObject(entry!);
    }

    public IReadOnlyList<string> Names => order;

    public static Tracks Of(JsonNode run) => new(run);

    public List<(double Time, string Value)> Find(string name) => tracks.GetValueOrDefault(name) ?? [];

    private void Put(string name, double time, string value)
    {
        if (!tracks.TryGetValue(name, out var track))
        {
            tracks.Add(name, track = []);
            order.Add(name);
        }

        if (track.Count == 0 || track[^1].Value != value) track.Add((time, value));
    }

    private void AddState(JsonNode entry)
    {
        var (pod, time) = ((string)entry["pod"]!, (double)entry["t"]!);
        if ((string)entry["op"]! == "DELETED")
        {
            Put(pod + " columns", time, "gone");
            return;
        }

        Put(pod + " columns", time, $"{entry["ready"]} {RecordText.Mask((string)entry["status"]!)} {entry["restarts"]}");
        var reason = (string?)entry["reason"];
        var message = (string?)entry["message"];
        Put(pod + " phase", time, $"{entry["phase"]}{(string.IsNullOrEmpty(reason) ? "" : " " + reason)}{(string.IsNullOrEmpty(message) ? "" : " | " + RecordText.Mask(message))}");
        Put(pod + " generation", time, $"{RecordText.Scalar(entry["generation"])} observed {RecordText.Scalar(entry["observedGeneration"])}");
        Put(pod + " metadata", time, Metadata(entry));
        Put(pod + " deletion", time, entry["deletion"] is { } deletion ? $"grace {RecordText.Scalar(deletion["grace"])}" : "no");
        Put(pod + " set", time, string.Join(' ', new[] { "podIP", "hostIP", "started" }.Where(key => (bool?)entry[key] == true)) + " " + RecordText.Scalar(entry["qos"]));
        var conditions = entry["conditions"]!.AsArray();
        Put(pod + " conditions", time, string.Join(' ', conditions.Select(condition => (string)condition![0]!)));
        foreach (var condition in conditions)
        {
            var text = string.Join(' ', new[] { (string)condition![1]!, (string)condition[2]! }.Where(part => part.Length > 0));
            var why = (string)condition[3]!;
            Put($"{pod} condition {condition[0]}", time, text + (why.Length > 0 ? " | " + RecordText.Mask(why) : ""));
        }

        foreach (var (field, word) in Kinds)
        {
            foreach (var container in entry[field]?.AsArray() ?? [])
            {
                var name = $"{pod} {word} {container!["name"]}";
                Put(name, time, Container(container));
                Put(name + " flags", time, $"ready {RecordText.Scalar(container["ready"])} started {RecordText.Scalar(container["started"])}");
                Put(name + " image", time, $"{RecordText.Scalar(container["image"])}{((bool?)container["id"] == true ? " with id" : "")}");
            }
        }
    }

    private static string Metadata(JsonNode entry)
    {
        var found = new JsonObject();
        foreach (var key in new[] { "finalizers", "labels" })
        {
            if (entry[key] is { } value) found[key] = value.DeepClone();
        }

        return PythonJson.Text(found);
    }

    private static string State(JsonNode now)
    {
        var text = (string)now["state"]!;
        foreach (var (key, word) in new[] { ("reason", ""), ("exitCode", ""), ("signal", "signal "), ("message", "| ") })
        {
            if (now.AsObject().TryGetPropertyValue(key, out var value)) text += $" {word}{RecordText.Mask(RecordText.Scalar(value))}";
        }

        return text;
    }

    private static string Container(JsonNode container)
    {
        var text = State(container["now"]!);
        if (container["last"] is { } last) text += " ; last " + State(last);
        return $"{text} ; restarts {container["restarts"]}";
    }

    private void AddObject(JsonNode entry)
    {
        var kind = (string)entry["kind"]!;
        var name = $"{kind} {entry["name"]}";
        var time = (double)entry["t"]!;
        if ((string)entry["op"]! == "DELETED")
        {
            Put(name, time, "gone");
            return;
        }

        var state = entry["state"]!.DeepClone();
        if (kind == "EndpointSlice")
        {
            state["endpoints"] = Sorted(state["endpoints"]!.AsArray(), endpoint => endpoint);
        }
        else if (kind == "Endpoints")
        {
            state = Sorted(state.AsArray(), subset =>
            {
                subset!["ready"] = Sorted(subset["ready"]!.AsArray(), item => item);
                subset["notReady"] = Sorted(subset["notReady"]!.AsArray(), item => item);
                return subset;
            });
        }
        else if (state is JsonObject map && map["conditions"] is JsonArray conditions)
        {
            map["conditions"] = Sorted(conditions, condition => new JsonArray(condition![0]!.DeepClone(), condition[1]!.DeepClone(), condition[2]!.DeepClone(), RecordText.Mask((string?)condition[3])));
        }

        Put(name, time, PythonJson.Text(state));
    }

    private static JsonArray Sorted(JsonArray source, Func<JsonNode?, JsonNode?> change) =>
        new([.. source.Select(item => change(item?.DeepClone())).OrderBy(PythonJson.Text, StringComparer.Ordinal)]);
}
