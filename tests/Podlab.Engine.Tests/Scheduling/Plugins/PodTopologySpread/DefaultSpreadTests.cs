using static Podlab.Engine.Tests.Scheduling.Objects;

namespace Podlab.Engine.Tests.Scheduling.Plugins.PodTopologySpread;

/// <summary>From pkg/scheduler/framework/plugins/podtopologyspread/scoring.go, initPreScoreState.</summary>
public sealed class DefaultSpreadTests
{
    /// <summary>Five pods on the only node of a zone: by host 5·ln(3+2)+2, by zone 5·ln(domains+2)+4, where the nodes without a zone are a domain.</summary>
    [Fact]
    public void Score_whereSomeNodesHaveNoZone_countsThemAsOneDomainMore()
    {
        var cluster = Cluster(
            Node("a", "topology.kubernetes.io/zone=x"), Node("b", "topology.kubernetes.io/zone=y"), Node("c"),
            Json("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"default"},"spec":{"selector":{"app":"web"},"ports":[{"port":80}]}}"""));
        for (var i = 0; i < 5; i++) cluster.Create(Pod($"e{i}", "app=web", "\"nodeName\":\"a\","));

        cluster.Create(Pod("p", "app=web"));
        cluster.Run(TimeSpan.Zero);

        var decision = cluster.Decisions["default/p"];
        var scores = decision.Scores.Single(score => score.Plugin == "PodTopologySpread");
        scores.Raw[decision.Feasible.ToList().IndexOf("a")].ShouldBe((int)Math.Round(5 * Math.Log(5) + 2 + 5 * Math.Log(5) + 4, MidpointRounding.AwayFromZero));
    }
}
