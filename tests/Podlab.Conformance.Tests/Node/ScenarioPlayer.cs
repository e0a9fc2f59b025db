using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Apiserver.Http;
using Podlab.Kubectl;
using Podlab.Simulation.Runtime;

namespace Podlab.Conformance.Tests.Node;

/// <summary>Plays a scenario on a cluster of its own in virtual time, and writes the run down as the records are written.</summary>
internal sealed class ScenarioPlayer
{
    /// <summary>As long as the names that the recorder gave: the sizes of files depend on it.</summary>
    private const string Namespace = "scenario-1";
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongTick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongRest = TimeSpan.FromSeconds(20);
    private readonly Scenario scenario;
    private readonly ScenarioCluster world;
    private readonly RunRecorder recorder;
    private readonly JsonArray created = [];
    private readonly JsonArray outputs = [];
    private readonly List<(Func<bool> HasEnded, Action Finish)> waiting = [];
    private readonly DateTimeOffset begin;

    private ScenarioPlayer(Scenario scenario, ulong seed)
    {
        this.scenario = scenario;
        world = new ScenarioCluster(seed);
        Cluster.Api.Of<Namespace>().Create(new Namespace { Metadata = new ObjectMeta { Name = Namespace } });
        Cluster.Clock.Advance(TimeSpan.FromSeconds(0.5));
        begin = Cluster.Clock.Now;
        recorder = new RunRecorder(Cluster, Namespace, begin);
    }

    private Cluster Cluster => world.Cluster;

    private double Now => (Cluster.Clock.Now - begin).TotalSeconds;

    public static JsonNode Play(Scenario scenario, ulong seed = 1) => new ScenarioPlayer(scenario, seed).Run();

    private JsonNode Run()
    {
        foreach (var manifest in scenario.Manifests) created.Add(Create(manifest!));
        var order = Enumerable.Range(0, scenario.Steps.Count).OrderBy(i => (double)scenario.Steps[i]!["at"]!).ToList();
        foreach (var index in order)
        {
            AdvanceTo((double)scenario.Steps[index]!["at"]!);
            Step(index, scenario.Steps[index]!);
        }

        AdvanceTo(scenario.Seconds);
        foreach (var (_, finish) in waiting) finish();
        var run = new JsonObject
        {
            ["name"] = scenario.Name,
            ["virtual"] = true,
            ["created"] = created,
            ["timeline"] = recorder.Timeline,
            ["objects"] = recorder.Objects,
            ["events"] = recorder.Events,
            ["outputs"] = outputs,
            ["logs"] = recorder.Logs(),
        };
        var text = run.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        return JsonNode.Parse(recorder.Names.Mask(text, Namespace, world.NodeIp))!;
    }

    private void AdvanceTo(double seconds)
    {
        var target = begin + new TimeSpan((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
        while (Cluster.Clock.Now < target)
        {
            var rest = target - Cluster.Clock.Now;
            var tick = rest > LongRest ? LongTick : Tick;
            Cluster.Clock.Advance(rest < tick ? rest : tick);
            FinishCommands();
        }
    }

    private void FinishCommands()
    {
        foreach (var command in waiting.Where(command => command.HasEnded()).ToList())
        {
            command.Finish();
            waiting.Remove(command);
        }
    }

    private JsonObject Create(JsonNode manifest)
    {
        var text = manifest.ToJsonString().Replace("{ns}", Namespace, StringComparison.Ordinal);
        var (kind, version) = ((string)manifest["kind"]!, (string)manifest["apiVersion"]!);
        var resource = Resources.All.First(candidate => candidate.Kind.Kind == kind && candidate.Kind.ApiVersion == version);
        var root = version.Contains('/', StringComparison.Ordinal) ? $"/apis/{version}" : $"/api/{version}";
        var answer = world.Send(new ApiRequest
        {
            Method = "POST",
            Path = $"{root}/namespaces/{(string?)manifest["metadata"]?["namespace"] ?? Namespace}/{resource.Name}",
            ContentType = "application/json",
            Body = Encoding.UTF8.GetBytes(text),
        });
        var result = new JsonObject { ["kind"] = kind, ["name"] = (string?)manifest["metadata"]?["name"], ["code"] = answer.Code };
        if (answer.Code >= 300) result["error"] = (string?)JsonNode.Parse(answer.Body.Span)?["message"];
        return result;
    }

    private void Step(int index, JsonNode step)
    {
        var output = new JsonObject { ["step"] = index, ["t"] = Math.Round(Now, 1) };
        if (step["create"] is { } manifest) output["created"] = Create(manifest);
        else if (step["evict"] is { } pod) Evict(output, (string)pod!);
        else if (step["kill"] is { } target)
        {
            Kill((string)target!, (string?)step["signal"] ?? "KILL");
            output["rc"] = 0;
        }
        else if (step["push"] is { } key) world.Registry.Push((string)key!);
        else if (step["kubectl"] is { } command) Kubectl(output, ((string)command!).Replace("{ns}", Namespace, StringComparison.Ordinal), (string?)step["stdin"]);
        outputs.Add(output);
    }

    private void Evict(JsonObject output, string pod)
    {
        var answer = world.Send(new ApiRequest
        {
            Method = "POST",
            Path = $"/api/v1/namespaces/{Namespace}/pods/{pod}/eviction",
            ContentType = "application/json",
            Body = Encoding.UTF8.GetBytes($$$"""{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"{{{pod}}}","namespace":"{{{Namespace}}}"}}"""),
        });
        output["code"] = answer.Code;
        output["answer"] = (string?)JsonNode.Parse(answer.Body.Span)?[answer.Code < 300 ? "status" : "message"];
    }

    private void Kill(string target, string signal)
    {
        var parts = target.Split('/');
        foreach (var agent in Cluster.Nodes.All)
        {
            if (agent.Kubelet.Find(Namespace, parts[0]) is not { } pod || agent.Runtime is not SimulatedRuntime runtime) continue;
            if (parts.Length == 1)
            {
                runtime.KillSandbox(pod.Runtime.Sandboxes[^1]);
                continue;
            }

            foreach (var id in pod.Runtime.Containers.Reverse())
            {
                if (runtime.ContainerStatus(id)?.Name != parts[1]) continue;
                runtime.Kill(id, signal);
                break;
            }
        }

        Cluster.Clock.RunReady();
    }

    private void Kubectl(JsonObject output, string command, string? stdin)
    {
        var stdout = new MemoryStream();
        var stderr = new MemoryStream();
        var io = new KubectlIO { Stdin = stdin is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(stdin)), Stdout = stdout, Stderr = stderr };
        var begun = Now;
        Task<int>? work = null;
        Cluster.Clock.Post(() => work = KubectlCommand.RunAsync(["--namespace", Namespace, .. CommandWords.Split(command)], io, world.Transport, new KubeContext(Namespace)));
        Cluster.Clock.RunReady();
        void Finish()
        {
            output["rc"] = work is { IsCompletedSuccessfully: true } ? work.Result : -1;
            output["stdout"] = Encoding.UTF8.GetString(stdout.ToArray());
            var errors = Encoding.UTF8.GetString(stderr.ToArray()) + (work is { IsFaulted: true } ? work.Exception!.ToString() : "");
            // The records lack the last line end of what kubectl wrote to its error stream.
            output["stderr"] = errors.EndsWith('\n') ? errors[..^1] : errors;
            output["took"] = Math.Round(Now - begun, 1);
        }

        // A command that waits lets the clock go on; what it printed is read when it ends.
        if (work is { IsCompleted: true }) Finish();
        else waiting.Add((() => work is { IsCompleted: true }, Finish));
    }
}
