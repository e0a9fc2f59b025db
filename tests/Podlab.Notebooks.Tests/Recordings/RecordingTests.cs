using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Nodes.Pools;
using Podlab.Engine.Recordings;
using Podlab.Engine.Traffic;
using Podlab.Notebooks.Lab;

namespace Podlab.Notebooks.Tests.Recordings;

public class RecordingTests
{
    private const string Manifests = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: nginx
                image: nginx:1.27
                readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 3}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: crash}
        spec:
          containers:
          - {name: main, image: busybox, command: [sh, -c, "sleep 3; exit 1"]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: shell}
        spec:
          nodeName: node-1
          containers:
          - {name: main, image: busybox, command: [sleep, "3600"], livenessProbe: {exec: {command: [cat, /tmp/healthy]}, initialDelaySeconds: 40, periodSeconds: 5}}
        """;

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(77UL)]
    public void Replay_of_all_kinds_of_inputs_gives_the_same_bytes_in_the_same_order(ulong seed)
    {
        var run = Live(seed);
        var recording = run.Recording;
        Compare(run, recording);
        var loaded = Recording.Load(recording.Save(), SimulatedCluster.Create(new ClusterOptions()).Options);
        foreach (var (mine, its) in recording.Save().Split('\n').Zip(loaded.Save().Split('\n'))) its.ShouldBe(mine);
        Compare(run, loaded);
    }

    [Fact]
    public void Replay_goes_on_as_the_recorded_run_does()
    {
        var run = Live(5);
        var changes = new System.Text.StringBuilder();
        var second = run.Recording.Replay(cluster => changes = RecordedLab.Observe(cluster));
        run.Advance(400);
        second.Clock.Advance(TimeSpan.FromSeconds(400));
        changes.ToString().ShouldBe(run.Changes.ToString());
    }

    [Fact]
    public void ForkAt_shares_the_past_and_takes_another_future()
    {
        var run = RecordedLab.Create();
        run.Kubectl("run web --image=busybox --command -- sleep 3600").Advance(30).Kubectl("delete pod web --wait=false").Advance(60);
        var fork = run.Recording.ForkAt(TimeSpan.FromSeconds(30), cluster => cluster.Api.Of<Pod>().Delete("default", "web", gracePeriodSeconds: 5));
        run.Lab.Pods("default").ShouldBeEmpty();
        fork.Cluster.Clock.Elapsed.ShouldBe(run.Lab.Clock.Elapsed);
        var gone = fork.Cluster.Recording;
        gone.Inputs.Count.ShouldBe(run.Recording.Inputs.Count + 1);
        var (slow, quick) = (When(run.Recording), When(gone));
        slow.ShouldBeGreaterThan(TimeSpan.FromSeconds(60));
        quick.ShouldBeLessThan(TimeSpan.FromSeconds(36));

        static TimeSpan When(Recording recording)
        {
            var at = TimeSpan.Zero;
            recording.Replay(cluster => cluster.Api.Of<Pod>().Watch(change =>
            {
                if (change.Type == Engine.Store.StoreChangeType.Deleted) at = cluster.Clock.Elapsed;
            }));
            return at;
        }
    }

    [Fact]
    public void ForkAt_without_a_change_takes_the_same_course()
    {
        var run = Live(3);
        var fork = run.Recording.ForkAt(TimeSpan.FromSeconds(20));
        fork.Refused.ShouldBeEmpty();
        RecordedLab.State(fork.Cluster).ShouldBe(RecordedLab.State(run.Lab.Cluster));
    }

    [Fact]
    public void ForkAt_tells_which_inputs_the_other_future_refused()
    {
        var run = RecordedLab.Create();
        run.Kubectl("run web --image=busybox --command -- sleep 3600").Advance(30);
        run.Lab.Cluster.Api.Of<Pod>().Delete("default", "web", gracePeriodSeconds: 0);
        run.Advance(5);
        var fork = run.Recording.ForkAt(TimeSpan.FromSeconds(10), cluster => cluster.Api.Of<Pod>().Delete("default", "web", gracePeriodSeconds: 0));
        fork.Refused.ShouldHaveSingleItem().Reason.ShouldBe("pods \"web\" not found");
        Should.Throw<ArgumentOutOfRangeException>(() => run.Recording.ForkAt(TimeSpan.FromHours(1)));
    }

    [Theory]
    [InlineData("", "whole recording")]
    [InlineData("{}", "line 1: this is no recording of version 1")]
    [InlineData("nonsense", "line 1: ")]
    public void Load_says_what_is_wrong_and_where(string text, string what) =>
        Should.Throw<RecordingException>(() => Recording.Load(text, new ClusterOptions())).Message.ShouldContain(what);

    private static RecordedLab Live(ulong seed)
    {
        var run = RecordedLab.Create(seed);
        var cluster = run.Lab.Cluster;
        run.Kubectl("apply -f -", Manifests).Advance(8.5);
        run.Kubectl("wait --for=condition=Ready pod/shell --timeout=60s");
        run.Kubectl("exec shell -- touch /tmp/healthy");
        run.Kubectl("exec -i shell -- sh -c cat>/tmp/x;sleep;2;cat</tmp/x", "one\ntwo\n");
        cluster.Traffic.Start(new TrafficPlan { Target = "svc/web", Duration = TimeSpan.FromSeconds(20) });
        run.Kubectl("rollout restart deployment/web").Kubectl("rollout status deployment/web").Advance(7);
        cluster.Api.Of<ConfigMap>().Create(new ConfigMap { Metadata = new ObjectMeta { GenerateName = "made-", Namespace = "default" } });
        run.Kubectl("scale deployment/web --replicas=5");
        run.Lab.AdvanceUntil("crash", "CrashLoopBackOff", TimeSpan.FromMinutes(1));
        var pod = cluster.Api.Of<Pod>().Get("default", "crash");
        cluster.Api.Of<Pod>().Update(pod with { Metadata = pod.Metadata with { Labels = pod.Metadata.Labels.Set("seen", "yes") } });
        cluster.Nodes.Add(new NodePool { Name = "node-4" });
        run.Kubectl("drain node-2 --ignore-daemonsets --force --delete-emptydir-data");
        cluster.Faults.Apply("registry down for 30s");
        run.Kubectl("run late --image=redis:7").Advance(20);
        cluster.Faults.Apply("node-1 clock +90s");
        cluster.Faults.Apply("kill shell");
        cluster.Faults.Apply("node-3 down for 2m");
        run.Kubectl("delete pod late --now");
        run.Advance(100);
        return run;
    }

    private static void Compare(RecordedLab run, Recording recording)
    {
        var changes = new System.Text.StringBuilder();
        var second = recording.Replay(cluster => changes = RecordedLab.Observe(cluster));
        var (mine, its) = (run.Changes.ToString().Split('\n'), changes.ToString().Split('\n'));
        for (var i = 0; i < Math.Min(mine.Length, its.Length); i++) its[i].ShouldBe(mine[i]);
        its.Length.ShouldBe(mine.Length);
        RecordedLab.State(second).ShouldBe(RecordedLab.State(run.Lab.Cluster));
        second.Clock.Now.ShouldBe(run.Lab.Clock.Now);
    }
}
