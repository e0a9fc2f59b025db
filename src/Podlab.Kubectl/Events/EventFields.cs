using System.Text.Json.Nodes;

namespace Podlab.Kubectl.Events;

/// <summary>An event with its fields in the order of Go's struct, as clients that decode it print it.</summary>
internal static class EventFields
{
    private static readonly string[] Event =
    [
        "kind", "apiVersion", "metadata", "involvedObject", "reason", "message", "source", "firstTimestamp", "lastTimestamp", "count", "type",
        "eventTime", "series", "action", "related", "reportingComponent", "reportingInstance",
    ];

    private static readonly string[] Metadata =
    [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers", "managedFields",
    ];

    private static readonly string[] Reference = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];

    public static JsonNode Ordered(JsonObject value)
    {
        var copy = (JsonObject)value.DeepClone();
        copy["kind"] = "Event";
        copy["apiVersion"] = "v1";
        foreach (var always in (string[])["firstTimestamp", "lastTimestamp", "eventTime"])
            if (!copy.ContainsKey(always)) copy[always] = null;
        foreach (var always in (string[])["reportingComponent", "reportingInstance"])
            if (!copy.ContainsKey(always)) copy[always] = "";
        if (copy["metadata"] is JsonObject metadata) copy["metadata"] = In(metadata, Metadata);
        if (copy["involvedObject"] is JsonObject reference) copy["involvedObject"] = In(reference, Reference);
        if (copy["source"] is JsonObject source) copy["source"] = In(source, ["component", "host"]);
        return In(copy, Event);
    }

    private static JsonObject In(JsonObject map, string[] order)
    {
        var ordered = new JsonObject();
        foreach (var (key, value) in map.OrderBy(e => Array.IndexOf(order, e.Key) is >= 0 and var at ? at : int.MaxValue)) ordered[key] = value?.DeepClone();
        return ordered;
    }
}
