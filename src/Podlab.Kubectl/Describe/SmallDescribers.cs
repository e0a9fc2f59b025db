using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Describe;

/// <summary>Describes ConfigMaps, Secrets, service accounts, budgets, quotas and limits.</summary>
internal static class SmallDescribers
{
    public static void ConfigMap(DescribeWriter w, JsonObject value)
    {
        Head(w, value);
        w.Line("\nData\n====");
        foreach (var (key, text) in value.Entries("data")) w.Raw($"{key}:\n----\n{(text as JsonValue)?.GetValue<string>()}\n\n");
        w.Line("\nBinaryData\n====");
        foreach (var (key, data) in value.Entries("binaryData")) w.Line($"{key}: {Bytes(data)} bytes");
        w.Line("");
    }

    public static void Secret(DescribeWriter w, JsonObject value)
    {
        Head(w, value);
        w.Line($"\nType:\t{value.Text("type")}");
        w.Line("\nData\n====");
        foreach (var (key, data) in value.Entries("data"))
        {
            if (key == "token" && value.Text("type") == "kubernetes.io/service-account-token") w.Field(key, Encoding.UTF8.GetString(Convert.FromBase64String(data!.GetValue<string>())));
            else w.Field(key, $"{Bytes(data)} bytes");
        }
    }

    public static void ServiceAccount(DescribeWriter w, JsonObject value)
    {
        Head(w, value);
        Names(w, "Image pull secrets", value.Items("imagePullSecrets").Select(s => s.Text("name")));
        if (value.Count("secrets") > 0) Names(w, "Mountable secrets", value.Items("secrets").Select(s => s.Text("name")));
    }

    public static void Budget(DescribeWriter w, JsonObject value)
    {
        w.Field("Name", value.Name());
        w.Field("Namespace", value.Namespace());
        if (value.Has("spec", "minAvailable")) w.Field("Min available", value.Text("spec", "minAvailable"));
        else if (value.Has("spec", "maxUnavailable")) w.Field("Max unavailable", value.Text("spec", "maxUnavailable"));
        w.Field("Selector", value.Has("spec", "selector") ? LabelText.Selector(value.At("spec", "selector")) : "<unset>");
        w.Line("Status:");
        foreach (var (title, field) in ((string, string)[])[("Allowed disruptions", "disruptionsAllowed"), ("Current", "currentHealthy"), ("Desired", "desiredHealthy"), ("Total", "expectedPods")])
            w.Field(2, title, (value.Number("status", field) ?? 0).ToString(CultureInfo.InvariantCulture));
    }

    public static void Quota(DescribeWriter w, JsonObject value)
    {
        w.Field("Name", value.Name());
        w.Field("Namespace", value.Namespace());
        if (value.Count("spec", "scopes") > 0) w.Field("Scopes", string.Join(", ", value.Items("spec", "scopes").Select(s => s!.GetValue<string>())));
        w.Line("Resource\tUsed\tHard");
        w.Line("--------\t----\t----");
        foreach (var (name, hard) in value.Entries("status", "hard"))
            w.Line($"{name}\t{(value.Text("status", "used", name) is { Length: > 0 } used ? used : "0")}\t{(hard as JsonValue)?.GetValue<string>()}");
    }

    public static void Limits(DescribeWriter w, JsonObject value)
    {
        w.Field("Name", value.Name());
        w.Field("Namespace", value.Namespace());
        LimitRows(w, [value], "");
    }

    /// <summary>The limits of ranges as a table; each line after the head begins with <paramref name="indent"/>.</summary>
    public static void LimitRows(DescribeWriter w, IEnumerable<JsonNode?> ranges, string indent)
    {
        w.Line($"{indent}Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio");
        w.Line($"{indent}----\t--------\t---\t---\t---------------\t-------------\t-----------------------");
        string[] columns = ["min", "max", "defaultRequest", "default", "maxLimitRequestRatio"];
        foreach (var limit in ranges.SelectMany(r => r.Items("spec", "limits")))
        {
            foreach (var resource in columns.SelectMany(c => limit.Entries(c)).Select(e => e.Key).Distinct().Order(StringComparer.Ordinal))
                w.Line($"{indent}{limit.Text("type")}\t{resource}\t{string.Join('\t', columns.Select(c => limit.Text(c, resource) is { Length: > 0 } amount ? amount : "-"))}");
        }
    }

    public static void Head(DescribeWriter w, JsonObject value, bool namespaced = true)
    {
        w.Field("Name", value.Name());
        if (namespaced) w.Field("Namespace", value.Namespace());
        w.Labels("Labels", value.At("metadata", "labels"));
        w.Annotations("Annotations", value.At("metadata", "annotations"));
    }

    private static void Names(DescribeWriter w, string title, IEnumerable<string> names)
    {
        var list = names.DefaultIfEmpty("<none>").ToList();
        w.Raw($"{title}:\t{string.Join("\n\t", list)}\n");
    }

    private static int Bytes(JsonNode? data) => Convert.FromBase64String((data as JsonValue)?.GetValue<string>() ?? "").Length;
}
