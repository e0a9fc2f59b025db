using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Podlab.Engine;
using Podlab.Engine.Apiserver.Http;
using Podlab.Kubectl.Files;

namespace Podlab.Kubectl.Tests.Conformance;

/// <summary>Runs one sequence against a cluster of its own, in virtual time.</summary>
internal sealed class SequenceRun
{
    private readonly Cluster cluster;
    private readonly InProcessTransport api;
    private readonly KubeContext context = Kubeconfig();
    private readonly MemoryFiles files = new();

    public SequenceRun(bool controllers)
    {
        cluster = new Cluster(new ClusterOptions
        {
            Nodes = 0,
            Scheduler = false,
            Controllers = controllers ? ["*"] : [],
            DisabledAdmissionPlugins = controllers ? [] : ["ServiceAccount"],
        });
        api = new InProcessTransport(cluster.Api);
        var root = Path.Combine(AppContext.BaseDirectory, "Conformance", "fixtures");
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            files.Write(Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllBytes(file));
        cluster.Clock.Advance(TimeSpan.FromSeconds(1));
        foreach (var name in (string[])["demo-ns", "demo-other"])
            Call("POST", "/api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, "application/json");
    }

    /// <summary>Null, or what differs from the record.</summary>
    public string? Run(Record record)
    {
        foreach (var step in record.Before)
        {
            if (Act(step) is { } wrong) return "before it: " + wrong;
        }

        var result = Kubectl(record.Argv, record.Stdin, record.Env);
        var (stdout, stderr) = (Names(result.Stdout), Names(result.Stderr));
        if (record.Argv is ["__complete", ..]) stdout = Regex.Replace(stdout, "(?m)\t.*$", "\t<text>");
        stdout = Normalisation.Apply(stdout, Normalisation.IsProse(record.Argv, stdout));
        stderr = Normalisation.Apply(stderr, Normalisation.IsProse(record.Argv, stderr) && stderr.Contains("Usage:", StringComparison.Ordinal));
        return Comparison.Difference(record, result.ExitCode, stdout, stderr);
    }

    private KubectlResult Kubectl(IReadOnlyList<string> argv, string stdin, IReadOnlyDictionary<string, string> env)
    {
        var runner = new KubectlRunner(api, cluster.Clock, context)
        {
            Files = files,
            Editor = ScriptedEditor.EditAsync,
            Environment = new Dictionary<string, string>(env) { ["KUBECONFIG"] = "$HOME/config", ["KUBECTL_EXTERNAL_DIFF"] = "diff -u -N" },
        };
        return runner.Run(argv, stdin);
    }

    private static string Names(string text) => text.Replace("https://podlab.local:6443", "https://server", StringComparison.Ordinal).Replace("podlab.local:6443", "server", StringComparison.Ordinal);

    private string? Act(JsonNode step)
    {
        if (step is JsonValue directive) return Direct(directive.GetValue<string>().Split(' '));
        if (step["argv"] is JsonArray argv)
        {
            var result = Kubectl([.. argv.Skip(1).Select(a => a!.GetValue<string>())], "", new Dictionary<string, string>());
            return result.ExitCode == 0 ? null : result.Stderr;
        }

        var (method, path) = (step["method"]!.GetValue<string>(), step["path"]!.GetValue<string>());
        var answer = Call(method, path, step["object"], step["contentType"]?.GetValue<string>() ?? "application/json");
        return answer.Code >= 400 ? $"{method} {path}: {answer.Code} {Encoding.UTF8.GetString(answer.Body.Span)}" : null;
    }

    private string? Direct(string[] words)
    {
        switch (words[0])
        {
            case "@pods":
                for (var i = 0; i < 30 && Pods().Count < int.Parse(words[1], CultureInfo.InvariantCulture); i++) cluster.Clock.Advance(TimeSpan.FromSeconds(1));
                break;
            case "@bind":
                foreach (var name in Pods().Where(p => p["spec"]!["nodeName"] is null).Select(p => p["metadata"]!["name"]!.GetValue<string>()))
                {
                    Call("POST", $"/api/v1/namespaces/demo-ns/pods/{name}/binding", new JsonObject
                    {
                        ["apiVersion"] = "v1",
                        ["kind"] = "Binding",
                        ["metadata"] = new JsonObject { ["name"] = name },
                        ["target"] = new JsonObject { ["kind"] = "Node", ["name"] = words[1] },
                    }, "application/json");
                }

                break;
            case "@ready" or "@succeed":
                foreach (var pod in Pods()) SetStatus(pod, words[0] == "@ready");
                break;
        }

        cluster.Clock.Advance(TimeSpan.FromSeconds(2));
        return null;
    }

    private void SetStatus(JsonNode pod, bool running)
    {
        if (pod["status"]?["phase"]?.GetValue<string>() == "Succeeded" || pod["metadata"]!["deletionTimestamp"] is not null) return;
        const string time = "2020-01-01T00:00:00Z";
        var status = new JsonObject
        {
            ["phase"] = running ? "Running" : "Succeeded",
            ["startTime"] = time,
            ["conditions"] = new JsonArray([.. ((string[])["Initialized", "Ready", "ContainersReady", "PodScheduled"]).Select(t => (JsonNode)new JsonObject
            {
                ["type"] = t, ["status"] = running || t is "Initialized" or "PodScheduled" ? "True" : "False", ["lastTransitionTime"] = time,
            })]),
            ["containerStatuses"] = new JsonArray([.. pod["spec"]!["containers"]!.AsArray().Select(c => (JsonNode)new JsonObject
            {
                ["name"] = c!["name"]!.GetValue<string>(), ["ready"] = running, ["restartCount"] = 0, ["image"] = c["image"]!.GetValue<string>(), ["imageID"] = "", ["started"] = running,
                ["state"] = running ? new JsonObject { ["running"] = new JsonObject { ["startedAt"] = time } }
                    : new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = 0, ["reason"] = "Completed", ["startedAt"] = time, ["finishedAt"] = time } },
            })]),
        };
        Call("PATCH", $"/api/v1/namespaces/demo-ns/pods/{pod["metadata"]!["name"]!.GetValue<string>()}/status", new JsonObject { ["status"] = status }, "application/merge-patch+json");
    }

    private List<JsonNode> Pods() =>
        [.. JsonNode.Parse(Call("GET", "/api/v1/namespaces/demo-ns/pods", null, "").Body.Span)!["items"]!.AsArray().Select(p => p!)];

    private ApiResponse Call(string method, string path, JsonNode? body, string contentType)
    {
        var text = body is null ? "" : Regex.Replace(body.ToJsonString(), @"\$\{now([+-]\d+)?\}", m =>
            cluster.Clock.Now.AddSeconds(m.Groups[1].Success ? int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) : 0).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        ApiResponse? answer = null;
        cluster.Clock.Post(() => answer = cluster.Api.Http.Answer(new ApiRequest { Method = method, Path = path, ContentType = contentType, Body = Encoding.UTF8.GetBytes(text), UserAgent = "recorder" }));
        cluster.Clock.RunReady();
        return answer!;
    }

    private static KubeContext Kubeconfig() => new(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Config",
        ["clusters"] = new JsonArray(new JsonObject { ["name"] = "c", ["cluster"] = new JsonObject { ["server"] = "https://server", ["insecure-skip-tls-verify"] = true } }),
        ["users"] = new JsonArray(new JsonObject { ["name"] = "u", ["user"] = new JsonObject { ["token"] = "t" } }),
        ["contexts"] = new JsonArray(new JsonObject { ["name"] = "x", ["context"] = new JsonObject { ["cluster"] = "c", ["user"] = "u", ["namespace"] = "demo-ns" } }),
        ["current-context"] = "x",
    })
    {
        Path = "$HOME/config",
    };
}
