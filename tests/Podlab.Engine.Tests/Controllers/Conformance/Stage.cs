using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Engine.Tests.Controllers.Conformance;

/// <summary>The cluster of the recordings: four ready nodes and the scenario's own, scheduler and controllers, no kubelets.</summary>
internal sealed class Stage
{
    private const string LeaseNamespace = "kube-node-lease";
    private readonly HashSet<string> silent = new(StringComparer.Ordinal);

    public Stage()
    {
        Cluster = new Cluster(new ClusterOptions
        {
            Nodes = 0,
            DisabledAdmissionPlugins = ["ServiceAccount", "TaintNodesByCondition"],
            Controllers = ["*", "-serviceaccount-controller"],
        });
        Send("POST", "/api/v1/namespaces", new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = Scenario.Namespace } });
        for (var i = 1; i <= 4; i++) AddNode($"w{i}", new JsonObject { ["pool"] = "shared" }, null, null, "1000", "4000Gi", "5000");
    }

    public Cluster Cluster { get; }

    /// <summary>A node of the scenario.</summary>
    public void AddOwnNode(JsonNode node)
    {
        var name = FullName((string)node["name"]!);
        var labels = new JsonObject { ["own"] = Scenario.Id, ["kubernetes.io/hostname"] = name, ["topology.kubernetes.io/zone"] = Scenario.Id };
        foreach (var (key, value) in node["labels"]?.AsObject() ?? []) labels[key] = value?.DeepClone();
        AddNode(name, labels, node["taints"], node["unschedulable"], "64", "256Gi", "500");
    }

    public static string FullName(string node) => $"{Scenario.Id}-{node}";

    public bool IsSilent(string node) => silent.Contains(node) || Cluster.Api.Of<Node>().Find("", node) is null;

    public void SetHeartbeat(string node, bool on)
    {
        if (on) silent.Remove(node);
        Renew(node);
        if (!on) silent.Add(node);
        else SetReady(node, "True");
    }

    public void SetReady(string name, string status)
    {
        var nodes = Cluster.Api.Of<Node>();
        if (nodes.Find("", name) is not { } node) return;
        var now = Cluster.Clock.Now;
        nodes.UpdateStatus(node with
        {
            Status = node.Status with
            {
                Conditions = node.Status.Conditions.Map(condition => (condition.Type == "Ready"
                    ? condition with { Status = status, Reason = status == "True" ? "KubeletReady" : "KubeletNotReady", Message = "" }
                    : condition with { Status = "False", Reason = "Fine", Message = "" })
                    with
                { LastHeartbeatTime = now, LastTransitionTime = condition.Type == "Ready" && condition.Status != status ? now : condition.LastTransitionTime }),
            },
        });
    }

    public (int Code, JsonNode Body) Send(string method, string path, JsonNode? body)
    {
        var answer = Cluster.Api.Http.Answer(new ApiRequest
        {
            Method = method,
            Path = path,
            ContentType = method == "PATCH" ? "application/merge-patch+json" : "application/json",
            Body = body is null ? default : Encoding.UTF8.GetBytes(body.ToJsonString()),
        });
        return (answer.Code, JsonNode.Parse(answer.Body.Span)!);
    }

    public static string PathOf(string kind, string? name)
    {
        var resource = ResourceOf(kind);
        var path = resource.Group.Length == 0 ? $"/api/{resource.Version}" : $"/apis/{resource.Kind.ApiVersion}";
        if (resource.Namespaced) path += $"/namespaces/{Scenario.Namespace}";
        path += $"/{resource.Name}";
        return name is null ? path : $"{path}/{name}";
    }

    public static ResourceInfo ResourceOf(string kind) => Resources.All.First(resource => resource.Kind.Kind == kind && resource.Group is "" or "apps" or "batch" or "policy" or "discovery.k8s.io" && resource.Kind.Kind == kind);

    private void AddNode(string name, JsonObject labels, JsonNode? taints, JsonNode? unschedulable, string cpu, string memory, string pods)
    {
        var spec = new JsonObject();
        if (taints is not null) spec["taints"] = taints.DeepClone();
        if (unschedulable is not null) spec["unschedulable"] = unschedulable.DeepClone();
        var now = Cluster.Clock.Now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var conditions = new JsonArray([.. new[] { ("Ready", "True", "KubeletReady"), ("MemoryPressure", "False", "Fine"), ("DiskPressure", "False", "Fine"), ("PIDPressure", "False", "Fine") }
            .Select(condition => (JsonNode)new JsonObject { ["type"] = condition.Item1, ["status"] = condition.Item2, ["reason"] = condition.Item3, ["lastHeartbeatTime"] = now, ["lastTransitionTime"] = now })]);
        JsonObject Amounts() => new() { ["cpu"] = cpu, ["memory"] = memory, ["pods"] = pods };
        var node = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Node",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels },
            ["spec"] = spec,
            ["status"] = new JsonObject { ["capacity"] = Amounts(), ["allocatable"] = Amounts(), ["conditions"] = conditions },
        };
        var (code, answer) = Send("POST", "/api/v1/nodes", node);
        if (code >= 300) throw new InvalidOperationException(answer.ToJsonString());
        Renew(name);
        Cluster.Clock.CreateTimer(_ => { if (!IsSilent(name)) Renew(name); }, null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
    }

    private void Renew(string node)
    {
        var leases = Cluster.Api.Of<Lease>();
        var spec = new LeaseSpec { HolderIdentity = node, LeaseDurationSeconds = 40, RenewTime = Cluster.Clock.Now };
        if (leases.Find(LeaseNamespace, node) is { } lease) leases.Update(lease with { Spec = spec });
        else leases.Create(new Lease { Metadata = new ObjectMeta { Name = node, Namespace = LeaseNamespace }, Spec = spec });
    }
}
