using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Engine.Tests.Controllers.Support;

/// <summary>A cluster with nodes whose kubelets only keep time: a pod is ready half a second after it came, ends when its annotation <c>lasts</c> says so, and is gone 0.3 s after its deletion.</summary>
internal sealed class World
{
    private const string LeaseNamespace = "kube-node-lease";
    private readonly HashSet<string> silent = new(StringComparer.Ordinal);

    public World(int nodes = 1, IReadOnlyList<string>? controllers = null, bool scheduler = true, ulong seed = 1)
    {
        Cluster = new Cluster(new ClusterOptions { Nodes = 0, Controllers = controllers ?? ["*"], Scheduler = scheduler, Seed = seed });
        Kubelets = new TimedKubelets(Cluster, silent);
        for (var i = 1; i <= nodes; i++) AddNode($"n{i}");
        Cluster.Clock.RunReady();
    }

    public Cluster Cluster { get; }

    public TimedKubelets Kubelets { get; }

    public void AddNode(string name)
    {
        var now = Cluster.Clock.Now;
        var amounts = Podlab.Api.ValueMap.Of(("cpu", Podlab.Api.Quantity.Parse("8")), ("memory", Podlab.Api.Quantity.Parse("16Gi")), ("pods", Podlab.Api.Quantity.Parse("110")));
        Cluster.Api.Of<Node>().Create(new Node
        {
            Metadata = new ObjectMeta { Name = name, Labels = Podlab.Api.ValueMap.Of(("kubernetes.io/hostname", name)) },
            Status = new NodeStatus { Capacity = amounts, Allocatable = amounts, Conditions = [new NodeCondition { Type = "Ready", Status = "True", Reason = "KubeletReady", LastHeartbeatTime = now, LastTransitionTime = now }] },
        });
        var node = Cluster.Api.Of<Node>().Get("", name);
        if (!node.Spec.Taints.IsEmpty) Cluster.Api.Of<Node>().Update(node with { Spec = node.Spec with { Taints = default } });
        Renew(name);
        Cluster.Clock.CreateTimer(_ => Renew(name), null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
    }

    public void Silence(string node) => silent.Add(node);

    /// <summary>Posts every document of the text; gives the answer of the last one.</summary>
    public string Apply(string yaml)
    {
        var answer = "";
        foreach (var document in yaml.Split("\n---\n"))
        {
            var kind = document.Split('\n').First(line => line.StartsWith("kind:", StringComparison.Ordinal))["kind:".Length..].Trim();
            answer = Send("POST", PathOf(kind), document, "application/yaml");
            Cluster.Clock.RunReady();
        }

        return answer;
    }

    public string Patch(string kind, string name, string merge)
    {
        var answer = Send("PATCH", $"{PathOf(kind)}/{name}", merge, "application/merge-patch+json");
        Cluster.Clock.RunReady();
        return answer;
    }

    /// <summary>As kubectl deletes: what belongs to the object goes after it.</summary>
    public string Delete(string kind, string name)
    {
        var answer = Send("DELETE", $"{PathOf(kind)}/{name}", """{"propagationPolicy":"Background"}""", "application/json");
        Cluster.Clock.RunReady();
        return answer;
    }

    public void Advance(double seconds) => Cluster.Clock.Advance(TimeSpan.FromSeconds(seconds));

    public T? Find<T>(string name)
        where T : class, IKubernetesObject<T> => Cluster.Api.Of<T>().Find(Cluster.Api.Of<T>().Resource.Namespaced ? "default" : "", name);

    public IReadOnlyList<T> List<T>()
        where T : class, IKubernetesObject<T> => [.. Cluster.Api.Of<T>().List()];

    /// <summary>The events about an object: reason, count where it is not one, message.</summary>
    public IReadOnlyList<string> Events(string kind, string name) =>
        [.. List<Event>().Where(item => item.InvolvedObject.Kind == kind && item.InvolvedObject.Name == name).OrderBy(item => item.FirstTimestamp ?? item.EventTime)
            .Select(item => $"{item.Reason}{(item.Count > 1 ? $" x{item.Count}" : "")}: {item.Message}")];

    public string Send(string method, string path, string body, string contentType)
    {
        var answer = Cluster.Api.Http.Answer(new ApiRequest { Method = method, Path = path, ContentType = contentType, Body = Encoding.UTF8.GetBytes(body) });
        var json = JsonNode.Parse(answer.Body.Span);
        return answer.Code < 300 ? "" : (string?)json!["message"] ?? "";
    }

    public static string PathOf(string kind)
    {
        var resource = Resources.All.First(resource => resource.Kind.Kind == kind && resource.Group is not ("events.k8s.io" or "extensions"));
        var path = resource.Group.Length == 0 ? $"/api/{resource.Version}" : $"/apis/{resource.Kind.ApiVersion}";
        return resource.Namespaced ? $"{path}/namespaces/default/{resource.Name}" : $"{path}/{resource.Name}";
    }

    private void Renew(string node)
    {
        if (silent.Contains(node) || Cluster.Api.Of<Node>().Find("", node) is null) return;
        var leases = Cluster.Api.Of<Lease>();
        var spec = new LeaseSpec { HolderIdentity = node, LeaseDurationSeconds = 40, RenewTime = Cluster.Clock.Now };
        if (leases.Find(LeaseNamespace, node) is { } lease) leases.Update(lease with { Spec = spec });
        else leases.Create(new Lease { Metadata = new ObjectMeta { Name = node, Namespace = LeaseNamespace }, Spec = spec });
    }
}
