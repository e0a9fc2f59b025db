using System.Text.Json.Nodes;
using static Podlab.Engine.Tests.Scheduling.Objects;

namespace Podlab.Engine.Tests.Scheduling.Queue;

/// <summary>What wakes a waiting pod and what does not, where the recordings do not say: from the plugins' EventsToRegister (v1.36).</summary>
public sealed class HintTests
{
    private const string ByZone = """ "topologyKey":"topology.kubernetes.io/zone","labelSelector":{"matchLabels":{"app":"web"}} """;

    /// <summary>noderesources/fit.go, isSchedulableAfterPodScaleDown.</summary>
    [Theory]
    [InlineData("cpu", "1", true)]
    [InlineData("memory", "64Mi", false)]
    public void ScalingDown_wakesWhoAsksForIt(string resource, string amount, bool wakes)
    {
        var running = Json("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"e","namespace":"default"},"spec":{"nodeName":"n","containers":[{"name":"c","image":"pause","resources":{"requests":{"cpu":"3","memory":"128Mi"}}}]}}""");
        var cluster = Cluster(Node("n"), running, Pod("p", cpu: "2"));

        cluster.Woken(() => cluster.Patch("Pod", "default", "e", Requests(resource, amount), "resize")).ShouldBe(wakes ? ["p"] : []);
    }

    /// <summary>interpodaffinity/plugin.go, isSchedulableAfterNodeChange: a node that gets a place is none the better for anti-affinity.</summary>
    [Theory]
    [InlineData("podAffinity", "", "topology.kubernetes.io/zone=b", true)]
    [InlineData("podAffinity", "topology.kubernetes.io/zone=a", "topology.kubernetes.io/zone=b", true)]
    [InlineData("podAntiAffinity", "topology.kubernetes.io/zone=a", "topology.kubernetes.io/zone=b", true)]
    public void NodeThatMoves_wakesWhoMindsThePlace(string kind, string before, string after, bool wakes)
    {
        var existing = kind == "podAntiAffinity" ? Pod("e", "app=web", "\"nodeName\":\"n\",") : Pod("e", "app=other", "\"nodeName\":\"n\",");
        var cluster = Cluster(Node("n", before), existing, Pod("p", spec: Affinity(kind)));

        cluster.Woken(() => cluster.Patch("Node", "", "n", LabelPatch(before, after), null)).ShouldBe(wakes ? ["p"] : []);
    }

    /// <summary>interpodaffinity/plugin.go: hints compare selectors of namespaces with no labels at all.</summary>
    [Theory]
    [InlineData("""{"matchLabels":{"kubernetes.io/metadata.name":"default"}}""", false)]
    [InlineData("{}", true)]
    public void PodThatComes_wakesTermsThatKnowItsNamespace(string namespaceSelector, bool wakes)
    {
        var cluster = Cluster(Node("n", "topology.kubernetes.io/zone=a"), Pod("p", spec: Affinity("podAffinity", $",\"namespaceSelector\":{namespaceSelector}")));

        cluster.Woken(() => cluster.Create(Pod("e", "app=web", "\"nodeName\":\"n\","))).ShouldBe(wakes ? ["p"] : []);
    }

    /// <summary>podtopologyspread/plugin.go, isSchedulableAfterPodLabelChange: each constraint is asked, of the pod before and after.</summary>
    [Theory]
    [InlineData("app", "other", true)]
    [InlineData("note", "x", false)]
    public void OwnLabels_wakeWhereTheyDecideWhetherThePodCounts(string key, string value, bool wakes)
    {
        var spread = """ "topologySpreadConstraints":[{"maxSkew":1,"whenUnsatisfiable":"DoNotSchedule",""" + ByZone + "}],";
        var cluster = Cluster(
            Node("a", "topology.kubernetes.io/zone=a"), Node("b", "topology.kubernetes.io/zone=b", cpu: "100m"),
            Pod("full", spec: "\"nodeName\":\"b\","), Pod("e", "app=web", "\"nodeName\":\"a\","), Pod("p", "app=web", spread));

        cluster.Woken(() => cluster.Patch("Pod", "default", "p", Json($$$"""{"metadata":{"labels":{"{{{key}}}":"{{{value}}}"} } }"""), null)).ShouldBe(wakes ? ["p"] : []);
    }

    /// <summary>eventhandlers.go, updatePodInSchedulingQueue: a nomination given up is a pod that left, for pods of the same or a lower priority.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(5, false)]
    public void NominationGivenUp_wakesWhoCouldNotPassIt(int priority, bool wakes)
    {
        var cluster = Cluster(Node("n"), Pod("holder", spec: "\"schedulingGates\":[{\"name\":\"wait\"}],", cpu: "3"));
        cluster.Patch("Pod", "default", "holder", Json("""{"status":{"nominatedNodeName":"n"}}"""), "status");
        cluster.Create(Pod("full", spec: "\"nodeName\":\"n\",", cpu: "3"));
        var waiting = Pod("p", cpu: "2");
        if (priority > 0)
        {
            cluster.Create(Json($$$"""{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"some"},"value":{{{priority}}},"preemptionPolicy":"Never"}"""));
            waiting["spec"]!["priorityClassName"] = "some";
        }

        cluster.Create(waiting);

        cluster.Woken(() => cluster.Patch("Pod", "default", "holder", Json("""{"status":{"nominatedNodeName":null}}"""), "status")).ShouldBe(wakes ? ["p"] : []);
    }

    private static string Affinity(string kind, string more = "") =>
        $$$""" "affinity":{"{{{kind}}}":{"requiredDuringSchedulingIgnoredDuringExecution":[{ {{{ByZone}}}{{{more}}} }]}},""";

    private static JsonNode Requests(string resource, string amount) => resource == "cpu"
        ? Json($$$"""{"spec":{"containers":[{"name":"c","image":"pause","resources":{"requests":{"cpu":"{{{amount}}}","memory":"128Mi"} } }]}}""")
        : Json($$$"""{"spec":{"containers":[{"name":"c","image":"pause","resources":{"requests":{"cpu":"3","memory":"{{{amount}}}"} } }]}}""");

    private static JsonNode LabelPatch(string before, string after)
    {
        var labels = new JsonObject();
        foreach (var key in before.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')[0])) labels[key] = null;
        foreach (var pair in after.Split(',', StringSplitOptions.RemoveEmptyEntries)) labels[pair.Split('=')[0]] = pair.Split('=')[1];
        return new JsonObject { ["metadata"] = new JsonObject { ["labels"] = labels } };
    }
}
