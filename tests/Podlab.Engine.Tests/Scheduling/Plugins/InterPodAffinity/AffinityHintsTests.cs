using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Plugins.InterPodAffinity;
using Podlab.Engine.Scheduling.Queue;

namespace Podlab.Engine.Tests.Scheduling.Plugins.InterPodAffinity;

/// <summary>From pkg/scheduler/framework/plugins/interpodaffinity/plugin.go, isSchedulableAfterNodeChange.</summary>
public sealed class AffinityHintsTests
{
    private const string Zone = "topology.kubernetes.io/zone";

    [Theory]
    [InlineData(true, null, "a", true)]
    [InlineData(true, null, "", false)]
    [InlineData(true, "", "a", true)]
    [InlineData(true, "a", "", false)]
    [InlineData(true, "a", "b", true)]
    [InlineData(false, null, "", true)]
    [InlineData(false, "a", "", true)]
    [InlineData(false, "a", "b", true)]
    [InlineData(false, "", "a", false)]
    public void NodeChanged_byWhereTheNodeWasAndIs_helpsOrNot(bool affinity, string? before, string after, bool helps)
    {
        PodAffinityTerm term = new() { TopologyKey = Zone, LabelSelector = new LabelSelector { MatchLabels = ValueMap.Of(("app", "web")) } };
        var pod = Make.Pod("p");
        pod = pod with
        {
            Spec = pod.Spec with
            {
                Affinity = affinity
                    ? new Affinity { PodAffinity = new PodAffinity { RequiredDuringSchedulingIgnoredDuringExecution = [term] } }
                    : new Affinity { PodAntiAffinity = new PodAntiAffinity { RequiredDuringSchedulingIgnoredDuringExecution = [term] } },
            },
        };
        var old = before is null ? null : At(before);

        AffinityHints.NodeChanged(new PodInfo(pod), new ClusterEvent(EventResource.Node, EventAction.UpdateNodeLabel, old, At(after))).ShouldBe(helps);
    }

    private static Node At(string zone) => zone.Length == 0 ? Make.Node("n") : Make.Node("n", labels: (Zone, zone));
}
