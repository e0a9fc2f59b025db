using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.Disruption;

public sealed class DisruptionControllerTests
{
    private const string Web = """
        kind: Deployment
        apiVersion: apps/v1
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: app}]}}
        """;

    private readonly World world = new(2);

    [Fact]
    public void Budget_thatLetsNothingGo_refusesForEver_andSaysWhy()
    {
        world.Apply(Web + "\n---\n" + Budget("minAvailable: 2"));
        world.Advance(2);
        for (var i = 0; i < 5; i++)
        {
            Evict().ShouldBe("Cannot evict pod as it would violate the pod's disruption budget.");
            world.Advance(60);
        }

        var budget = world.Find<PodDisruptionBudget>("web")!;
        (budget.Status.CurrentHealthy, budget.Status.DesiredHealthy, budget.Status.DisruptionsAllowed).ShouldBe((2, 2, 0));
        var condition = budget.Status.Conditions.Single();
        (condition.Type, condition.Status, condition.Reason).ShouldBe(("DisruptionAllowed", "False", "InsufficientPods"));
        world.List<Pod>().Count(pod => pod.Metadata.DeletionTimestamp is null).ShouldBe(2);
    }

    [Fact]
    public void Eviction_thatIsGranted_isNotedUntilThePodGoes()
    {
        world.Apply(Web + "\n---\n" + Budget("maxUnavailable: 1"));
        world.Advance(2);
        Evict().ShouldBe("");
        world.Advance(0.1);
        var budget = world.Find<PodDisruptionBudget>("web")!;
        (budget.Status.CurrentHealthy, budget.Status.DisruptionsAllowed).ShouldBe((1, 0));
        var leaving = world.List<Pod>().Single(pod => pod.Metadata.DeletionTimestamp is not null);
        var target = leaving.Status.Conditions.Single(condition => condition.Type == "DisruptionTarget");
        (target.Reason, target.Message).ShouldBe(("EvictionByEvictionAPI", "Eviction API: evicting"));
        world.Advance(2);
        world.Find<PodDisruptionBudget>("web")!.Status.DisruptionsAllowed.ShouldBe(1);
    }

    [Fact]
    public void Pod_thatTwoBudgetsCover_isToldOf()
    {
        world.Apply(Budget("minAvailable: 1") + "\n---\n" + Budget("minAvailable: 1").Replace("name: web", "name: other", StringComparison.Ordinal) + "\n---\n" + Web);
        world.Advance(2);
        var pod = world.List<Pod>()[0].Metadata.Name!;
        world.Events("Pod", pod).ShouldContain(line => line.EndsWith($"Pod \"default\"/\"{pod}\" matches multiple PodDisruptionBudgets.  Chose \"other\" arbitrarily.", StringComparison.Ordinal));
    }

    [Fact]
    public void Mark_ofAPodThatDoesNotGo_isTakenBackAfterTwoMinutes()
    {
        world.Apply(Web);
        world.Advance(2);
        var pod = world.List<Pod>()[0];
        var mark = new PodCondition { Type = "DisruptionTarget", Status = "True", Reason = "PreemptionByScheduler", Message = "somebody comes", LastTransitionTime = world.Cluster.Clock.Now };
        world.Cluster.Api.Of<Pod>().UpdateStatus(pod with { Status = pod.Status with { Conditions = pod.Status.Conditions.Add(mark) } });
        world.Advance(119);
        Mark().Status.ShouldBe("True");
        world.Advance(2);
        (Mark().Status, Mark().Reason).ShouldBe(("False", null));
        PodCondition Mark() => world.Find<Pod>(pod.Metadata.Name!)!.Status.Conditions.Single(condition => condition.Type == "DisruptionTarget");
    }

    public static IEnumerable<TheoryDataRow<string, string>> Policies =>
    [
        new("", "Cannot evict pod as it would violate the pod's disruption budget.") { Label = "by default an unready pod is guarded while too few are ready" },
        new(", unhealthyPodEvictionPolicy: AlwaysAllow", "") { Label = "unready pods may always go" },
    ];

    [Theory, MemberData(nameof(Policies))]
    public void Unready_pod_goesAsThePolicySays(string policy, string answer)
    {
        world.Apply(Web + "\n---\n" + Budget("minAvailable: 1" + policy));
        world.Advance(2);
        foreach (var pod in world.List<Pod>())
            world.Cluster.Api.Of<Pod>().UpdateStatus(pod with { Status = pod.Status with { Conditions = pod.Status.Conditions.Map(condition => condition.Type == "Ready" ? condition with { Status = "False" } : condition) } });
        world.Advance(1);
        Evict().ShouldBe(answer);
    }

    [Fact]
    public void Budget_thatMatchesNothing_saysSo_andRefusesNobody()
    {
        world.Apply("kind: PodDisruptionBudget\napiVersion: policy/v1\nmetadata: {name: web}\nspec: {minAvailable: 1, selector: {matchLabels: {app: other}}}\n---\n" + Web);
        world.Advance(2);
        world.Events("PodDisruptionBudget", "web").ShouldBe(["NoPods x2: No matching pods found"]);
        world.Find<PodDisruptionBudget>("web")!.Status.ExpectedPods.ShouldBe(0);
        Evict().ShouldBe("");
    }

    [Fact]
    public void Share_ofJobs_cannotBeCounted_soNothingMayGo()
    {
        world.Apply("kind: Job\napiVersion: batch/v1\nmetadata: {name: work}\nspec: {template: {metadata: {labels: {app: web}}, spec: {restartPolicy: Never, containers: [{name: c, image: app}]}}}\n---\n" + Budget("maxUnavailable: 1"));
        world.Advance(2);
        var condition = world.Find<PodDisruptionBudget>("web")!.Status.Conditions.Single();
        (condition.Status, condition.Reason, condition.Message).ShouldBe(("False", "SyncFailed", "batch/v1, Resource=jobs does not implement the scale subresource"));
        world.Events("PodDisruptionBudget", "web")[^1].ShouldEndWith("Failed to calculate the number of expected pods: batch/v1, Resource=jobs does not implement the scale subresource");
    }

    private static string Budget(string spec) => $"kind: PodDisruptionBudget\napiVersion: policy/v1\nmetadata: {{name: web}}\nspec: {{selector: {{matchLabels: {{app: web}}}}, {spec}}}";

    private string Evict()
    {
        var pod = world.List<Pod>()[0].Metadata.Name;
        return world.Send("POST", $"{World.PathOf("Pod")}/{pod}/eviction", """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"POD","namespace":"default"}}""".Replace("POD", pod, StringComparison.Ordinal), "application/json");
    }
}
