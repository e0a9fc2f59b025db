using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.Jobs;

/// <summary>Branches of pkg/controller/job (v1.36.3) that no record walks.</summary>
public sealed class JobControllerTests
{
    private readonly World world = new(2);

    [Fact]
    public void Pods_ofAnIndexedJobWithALongName_keepTheirIndex()
    {
        var name = new string('j', 60);
        world.Apply(Job("completionMode: Indexed, completions: 12, parallelism: 12", name)).ShouldBe("");
        world.Advance(0.1);
        var names = world.List<Pod>().Select(pod => pod.Metadata.Name!).ToList();
        names.ShouldContain(pod => pod.StartsWith(new string('j', 54) + "-11-", StringComparison.Ordinal));
        names.ShouldContain(pod => pod.StartsWith(new string('j', 55) + "-3-", StringComparison.Ordinal));
    }

    [Fact]
    public void Hostname_ofAnIndexedPod_isItsIndexWhateverTheTemplateSays()
    {
        world.Apply(Job("completionMode: Indexed, completions: 1").Replace("restartPolicy", "hostname: other, restartPolicy", StringComparison.Ordinal)).ShouldBe("");
        world.Advance(0.1);
        world.List<Pod>()[0].Spec.Hostname.ShouldBe("work-0");
    }

    [Fact]
    public void WorkQueue_afterItsFirstSuccess_letsTheOthersEnd_evenWhenParallelismFalls()
    {
        world.Apply(Job("parallelism: 3")).ShouldBe("");
        world.Advance(1);
        End(world.List<Pod>()[0], "Succeeded");
        world.Advance(2);
        world.Patch("Job", "work", """{"spec":{"parallelism":1}}""");
        world.Advance(2);
        world.Find<Job>("work")!.Status.Active.ShouldBe(2);
        foreach (var pod in world.List<Pod>().Where(pod => pod.Status.Phase == "Running")) End(pod, "Failed");
        world.Advance(2);
        var status = world.Find<Job>("work")!.Status;
        (status.Succeeded, status.Failed, string.Join(' ', status.Conditions.Select(condition => condition.Type))).ShouldBe((1, 2, "SuccessCriteriaMet Complete"));
    }

    [Fact]
    public void Orphan_thatMatches_isAdoptedWithTheFinalizerAndCounted()
    {
        world.Apply(Job("manualSelector: true, selector: {matchLabels: {app: mine}}, completions: 1").Replace("template: {", "template: {metadata: {labels: {app: mine}}, ", StringComparison.Ordinal).Replace("spec: {manual", "spec: {suspend: true, manual", StringComparison.Ordinal)).ShouldBe("");
        world.Apply("kind: Pod\napiVersion: v1\nmetadata: {name: stray, labels: {app: mine}}\nspec: {restartPolicy: Never, containers: [{name: c, image: app}]}");
        world.Patch("Job", "work", """{"spec":{"suspend":false}}""");
        world.Advance(2);
        world.List<Pod>().Single().Metadata.Finalizers.ShouldBe(["batch.kubernetes.io/job-tracking"]);
        End(world.Find<Pod>("stray")!, "Succeeded");
        world.Advance(3);
        var status = world.Find<Job>("work")!.Status;
        (status.Succeeded, status.Conditions.Any(condition => condition.Type == "Complete")).ShouldBe((1, true));
        world.Find<Pod>("stray")!.Metadata.Finalizers.ShouldBeEmpty();
    }

    [Fact]
    public void TooManySuccesses_areToldOf()
    {
        world.Apply(Job("completions: 2, parallelism: 2")).ShouldBe("");
        world.Advance(1);
        var pods = world.List<Pod>();
        world.Apply($"kind: Pod\napiVersion: v1\nmetadata: {{name: third, labels: {{batch.kubernetes.io/controller-uid: {world.Find<Job>("work")!.Metadata.Uid}}}}}\nspec: {{restartPolicy: Never, containers: [{{name: c, image: app}}]}}");
        world.Advance(0.6);
        foreach (var pod in pods.Append(world.Find<Pod>("third")!)) End(pod, "Succeeded");
        world.Advance(3);
        world.Events("Job", "work").ShouldContain("TooManySucceededPods: Too many succeeded pods running after completion count reached");
    }

    [Fact]
    public void IndexThatWaits_keepsItsPlaceBeforeTheOthers()
    {
        world.Apply(Job("completionMode: Indexed, completions: 3, parallelism: 1, backoffLimitPerIndex: 3")).ShouldBe("");
        world.Advance(1);
        End(world.List<Pod>()[0], "Failed");
        world.Advance(5);
        world.List<Pod>().Count.ShouldBe(1, "index 1 does not start while index 0 waits its ten seconds");
        world.Advance(8);
        world.List<Pod>().Select(pod => pod.Metadata.Annotations["batch.kubernetes.io/job-completion-index"]).ShouldBe(["0", "0"]);
    }

    [Fact]
    public void Quota_thatRefusesPods_isAskedAgainAfterASecondTwoFour()
    {
        world.Apply("kind: ResourceQuota\napiVersion: v1\nmetadata: {name: none}\nspec: {hard: {pods: 0}}");
        world.Apply(Job("completions: 1")).ShouldBe("");
        world.Advance(16);
        // At 0, 1, 3, 7 and 15 seconds, and once more for the status that was written.
        world.List<Event>().Where(item => item.Reason == "FailedCreate" && item.InvolvedObject.Name == "work").Sum(item => item.Count).ShouldBeInRange(5, 6);
    }

    [Fact]
    public void Job_thatIsDoneWhileItIsSuspended_isComplete_andNotSuspended()
    {
        world.Apply(Job("completions: 0, suspend: true")).ShouldBe("");
        world.Advance(2);
        world.Find<Job>("work")!.Status.Conditions.Select(condition => condition.Type).ShouldBe(["SuccessCriteriaMet", "Complete"]);
        world.Events("Job", "work").ShouldBe(["Completed: Job completed"]);
    }

    private static string Job(string spec, string name = "work") =>
        $"kind: Job\napiVersion: batch/v1\nmetadata: {{name: {name}}}\nspec: {{{spec}, template: {{spec: {{restartPolicy: Never, containers: [{{name: c, image: app}}]}}}}}}";

    private void End(Pod pod, string phase)
    {
        var current = world.Find<Pod>(pod.Metadata.Name!)!;
        world.Cluster.Api.Of<Pod>().UpdateStatus(current with { Status = current.Status with { Phase = phase, Conditions = [new PodCondition { Type = "Ready", Status = "False", LastTransitionTime = world.Cluster.Clock.Now }] } });
    }
}
