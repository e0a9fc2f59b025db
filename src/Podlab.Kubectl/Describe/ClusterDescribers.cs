using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Describe;

/// <summary>Describes namespaces, roles and their bindings.</summary>
internal static class ClusterDescribers
{
    public static void Namespace(DescribeWriter w, JsonObject value, List<JsonNode?> quotas, List<JsonNode?> limits)
    {
        SmallDescribers.Head(w, value, namespaced: false);
        w.Field("Status", value.Text("status", "phase"));
        if (value.Count("status", "conditions") > 0)
        {
            w.Line("Conditions:\n  Type\tStatus\tLastTransitionTime\tReason\tMessage");
            w.Line(1, "----\t------\t------------------\t------\t-------");
            foreach (var c in value.Items("status", "conditions"))
                w.Line(1, $"{c.Text("type")}\t{c.Text("status")}\t{DescribeWriter.Time(c.Time("lastTransitionTime"))}\t{c.Text("reason")}\t{c.Text("message")}");
        }

        Quotas(w, quotas);
        w.Line("");
        if (limits.Count == 0)
        {
            w.Line("No LimitRange resource.");
            return;
        }

        w.Line("Resource Limits");
        SmallDescribers.LimitRows(w, limits, " ");
    }

    private static void Quotas(DescribeWriter w, List<JsonNode?> quotas)
    {
        w.Line("");
        if (quotas.Count == 0)
        {
            w.Line("No resource quota.");
            return;
        }

        w.Line("Resource Quotas");
        foreach (var quota in quotas.OrderBy(q => q.Name(), StringComparer.Ordinal))
        {
            w.Line($"  Name:\t{quota.Name()}");
            w.Line("  Resource\tUsed\tHard");
            w.Line("  --------\t---\t---");
            foreach (var (name, hard) in quota.Entries("status", "hard")) w.Line($"  {name}\t{(quota.Text("status", "used", name) is { Length: > 0 } used ? used : "0")}\t{(hard as JsonValue)?.GetValue<string>()}");
        }
    }

    public static void Role(DescribeWriter w, JsonObject value)
    {
        w.Field("Name", value.Name());
        w.Labels("Labels", value.At("metadata", "labels"));
        w.Annotations("Annotations", value.At("metadata", "annotations"));
        w.Line("PolicyRule:");
        w.Line(1, "Resources\tNon-Resource URLs\tResource Names\tVerbs");
        w.Line(1, "---------\t-----------------\t--------------\t-----");
        foreach (var rule in value.Items("rules"))
        {
            var groups = rule.Items("apiGroups").Select(g => g!.GetValue<string>()).DefaultIfEmpty("").ToList();
            var resources = rule.Items("resources").Select(r => r!.GetValue<string>()).DefaultIfEmpty("").ToList();
            foreach (var group in groups)
            {
                foreach (var resource in resources)
                    w.Line(1, $"{(group.Length > 0 && resource.Length > 0 ? $"{resource}.{group}" : resource)}\t{List(rule, "nonResourceURLs")}\t{List(rule, "resourceNames")}\t{List(rule, "verbs")}");
            }
        }
    }

    public static void Binding(DescribeWriter w, JsonObject value)
    {
        w.Field("Name", value.Name());
        w.Labels("Labels", value.At("metadata", "labels"));
        w.Annotations("Annotations", value.At("metadata", "annotations"));
        w.Line("Role:");
        w.Field(1, "Kind", value.Text("roleRef", "kind"));
        w.Field(1, "Name", value.Text("roleRef", "name"));
        w.Line("Subjects:");
        w.Line(1, "Kind\tName\tNamespace");
        w.Line(1, "----\t----\t---------");
        foreach (var subject in value.Items("subjects")) w.Line(1, $"{subject.Text("kind")}\t{subject.Text("name")}\t{subject.Text("namespace")}");
    }

    private static string List(JsonNode? rule, string key) => $"[{string.Join(' ', rule.Items(key).Select(v => v!.GetValue<string>()))}]";
}
