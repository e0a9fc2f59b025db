using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Auth;

/// <summary><c>kubectl auth can-i --list</c>.</summary>
internal static class AccessList
{
    public static async Task PrintAsync(Invocation call)
    {
        var answer = await call.Client.PostAsync("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectRulesReview",
            ["spec"] = new JsonObject { ["namespace"] = call.Namespace },
        });
        var tabs = TabWriter.ForTables(call.Out);
        if (!call.Flags.Is("no-headers")) tabs.Write("Resources\tNon-Resource URLs\tResource Names\tVerbs\n");
        foreach (var rule in answer.Items("status", "resourceRules"))
        {
            foreach (var group in Texts(rule, "apiGroups"))
            {
                foreach (var resource in Texts(rule, "resources"))
                    tabs.Write($"{(group.Length > 0 ? $"{resource}.{group}" : resource)}\t[]\t{List(rule, "resourceNames")}\t{List(rule, "verbs")}\n");
            }
        }

        foreach (var rule in answer.Items("status", "nonResourceRules"))
            tabs.Write($"\t{List(rule, "nonResourceURLs")}\t[]\t{List(rule, "verbs")}\n");
        tabs.Flush();
    }

    private static IEnumerable<string> Texts(JsonNode? rule, string key) => rule.Items(key).Select(v => v!.GetValue<string>());

    private static string List(JsonNode? rule, string key) => $"[{string.Join(' ', Texts(rule, key))}]";
}
