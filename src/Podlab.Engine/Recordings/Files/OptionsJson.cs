using System.Text.Json;
using Podlab.Engine.Kubelet;
using Podlab.Engine.Nodes.Pools;

namespace Podlab.Engine.Recordings;

/// <summary>What a cluster is made of, as the first line of a recording. The runtime is code and stays with whoever loads it.</summary>
internal static class OptionsJson
{
    public static void Write(Utf8JsonWriter json, ClusterOptions options)
    {
        json.WriteNumber("seed", options.Seed);
        json.WriteString("start", options.Start);
        json.WriteNumber("nodes", options.Nodes);
        if (options.NodePools.Count > 0)
        {
            json.WriteStartArray("pools");
            foreach (var pool in options.NodePools) Write(json, pool);
            json.WriteEndArray();
        }

        json.WritePropertyName("capacity");
        JsonSerializer.Serialize(json, options.NodeCapacity);
        json.WritePropertyName("kubelet");
        JsonSerializer.Serialize(json, options.Kubelet);
        json.WriteBoolean("scheduler", options.Scheduler);
        Texts(json, "controllers", options.Controllers);
        Texts(json, "disabledAdmissionPlugins", options.DisabledAdmissionPlugins);
        json.WriteBoolean("serviceNetwork", options.ServiceNetwork);
        Texts(json, "images", options.Images);
        json.WriteBoolean("runtime", options.Runtime is not null);
        json.WriteBoolean("allocatesNodeCidrs", options.AllocatesNodeCidrs);
        json.WriteBoolean("defaultRoles", options.DefaultRoles);
        if (options.CertificateAuthority is not null) json.WriteString("certificateAuthority", options.CertificateAuthority);
        if (options.SystemPods) json.WriteBoolean("systemPods", true);
        json.WriteNumber("historyLimit", options.HistoryLimit);
        json.WriteBoolean("fidelityWarnings", options.FidelityWarnings);
        json.WriteBoolean("jitter", options.Jitter);
    }

    public static ClusterOptions Read(InputFields fields, ClusterOptions options) => options with
    {
        Records = true,
        Seed = fields.Raw("seed").GetUInt64(),
        Start = fields.Raw("start").GetDateTimeOffset(),
        Nodes = fields.Number("nodes"),
        NodePools = fields.Has("pools") ? Pools([.. fields.Raw("pools").EnumerateArray()]) : [],
        NodeCapacity = fields.Raw("capacity").Deserialize<NodeCapacity>() ?? new NodeCapacity(),
        Kubelet = fields.Raw("kubelet").Deserialize<KubeletConfiguration>() ?? new KubeletConfiguration(),
        Scheduler = fields.Truth("scheduler"),
        Controllers = [.. fields.Texts("controllers")],
        DisabledAdmissionPlugins = [.. fields.Texts("disabledAdmissionPlugins")],
        ServiceNetwork = fields.Truth("serviceNetwork"),
        Runtime = fields.Has("runtime") && !fields.Truth("runtime") ? null : options.Runtime,
        AllocatesNodeCidrs = !fields.Has("allocatesNodeCidrs") || fields.Truth("allocatesNodeCidrs"),
        Images = [.. fields.Texts("images")],
        DefaultRoles = fields.Truth("defaultRoles"),
        CertificateAuthority = fields.Find("certificateAuthority"),
        SystemPods = fields.Has("systemPods"),
        HistoryLimit = fields.Number("historyLimit"),
        FidelityWarnings = fields.Truth("fidelityWarnings"),
        Jitter = fields.Truth("jitter"),
    };

    /// <summary>A pool in the form of a cluster's description, which is read by the same reader.</summary>
    public static void Write(Utf8JsonWriter json, NodePool pool)
    {
        json.WriteStartObject();
        if (pool.Name is not null) json.WriteString("name", pool.Name);
        else json.WriteString("prefix", pool.Prefix);
        json.WriteNumber("count", pool.Count);
        Map(json, "labels", pool.Labels);
        Map(json, "annotations", pool.Annotations);
        Texts(json, "roles", pool.Roles);
        Texts(json, "zones", pool.Zones);
        Texts(json, "taints", [.. pool.Taints.Select(taint => taint.Key + (string.IsNullOrEmpty(taint.Value) ? "" : "=" + taint.Value) + ":" + taint.Effect)]);
        Map(json, "capacity", pool.Capacity.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString())));
        json.WriteEndObject();
    }

    public static IReadOnlyList<NodePool> Pools(IReadOnlyList<JsonElement> pools) =>
        ClusterFile.Read("{\"nodes\": [" + string.Join(',', pools.Select(pool => pool.GetRawText())) + "]}", "recording").NodePools;

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Map(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, string>> map)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map) json.WriteString(key, value);
        json.WriteEndObject();
    }
}
