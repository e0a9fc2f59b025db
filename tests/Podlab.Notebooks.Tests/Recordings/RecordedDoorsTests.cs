using System.Text;
using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Kubelet;
using Podlab.Engine.Network;
using Podlab.Engine.Recordings;
using Podlab.Notebooks.Lab;
using Podlab.Simulation;
using Podlab.Simulation.Images;

namespace Podlab.Notebooks.Tests.Recordings;

/// <summary>Doors besides the API: each gives a run that can be replayed to the byte, also from its text.</summary>
public class RecordedDoorsTests
{
    [Fact]
    public void Forwarded_port_is_replayed()
    {
        var cluster = Create();
        var changes = RecordedLab.Observe(cluster);
        var lab = new SimulatedLab(cluster);
        lab.Kubectl(["run", "web", "--image=nginx:1.27"], null);
        lab.AdvanceUntil("web", "Ready", TimeSpan.FromMinutes(1));
        var answer = Get(cluster, "web");
        answer.ShouldStartWith("HTTP/1.1 200 OK");
        lab.Kubectl(["logs", "web"], null).Stdout.ShouldContain("GET / HTTP/1.1");
        lab.Advance(TimeSpan.FromSeconds(5));
        cluster.Recording.Inputs.Select(input => input.Kind).ShouldContain("forward");
        Compare(cluster, changes, replay => new SimulatedLab(replay).Kubectl(["logs", "web"], null).Stdout.ShouldContain("GET / HTTP/1.1"));
    }

    [Fact]
    public void Request_through_the_proxy_is_replayed()
    {
        var cluster = Create();
        var changes = RecordedLab.Observe(cluster);
        var lab = new SimulatedLab(cluster);
        lab.Kubectl(["run", "web", "--image=nginx:1.27", "--port=80"], null);
        lab.AdvanceUntil("web", "Ready", TimeSpan.FromMinutes(1));
        lab.Kubectl(["get", "--raw", "/api/v1/namespaces/default/pods/web/proxy/"], null).Stdout.ShouldContain("Welcome to nginx!");
        lab.Advance(TimeSpan.FromSeconds(5));
        Compare(cluster, changes, replay => new SimulatedLab(replay).Kubectl(["logs", "web"], null).Stdout.ShouldContain("GET / HTTP/1.1"));
    }

    [Fact]
    public void Static_pods_and_a_nodes_shutdown_are_replayed()
    {
        var cluster = Create(new KubeletConfiguration { ShutdownGracePeriod = TimeSpan.FromSeconds(30) });
        var changes = RecordedLab.Observe(cluster);
        var node = cluster.Nodes.Find("node-1")!;
        node.StaticPods.Put("web.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: a, image: 'busybox:1.36', command: [sleep, '3600']}]}}");
        node.StaticPods.Put("other.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: other}, spec: {containers: [{name: a, image: 'busybox:1.36', command: [sleep, '3600']}]}}");
        cluster.Clock.Advance(TimeSpan.FromSeconds(20));
        cluster.Api.Of<Pod>().Find("default", "web-node-1").ShouldNotBeNull();
        node.StaticPods.Remove("other.yaml").ShouldBeTrue();
        cluster.Clock.Advance(TimeSpan.FromSeconds(40));
        var ending = node.ShutDownAsync();
        cluster.Clock.Advance(TimeSpan.FromMinutes(1));
        ending.IsCompletedSuccessfully.ShouldBeTrue();
        node.Start();
        cluster.Clock.Advance(TimeSpan.FromMinutes(1));
        Compare(cluster, changes, replay => replay.Nodes.Find("node-1")!.StaticPods.Files.Keys.ShouldBe(["web.yaml"]));
    }

    [Fact]
    public void Pushed_image_is_replayed_in_the_words_of_faults()
    {
        var cluster = Create();
        var changes = RecordedLab.Observe(cluster);
        var lab = new SimulatedLab(cluster);
        lab.Kubectl(["run", "late", "--image=localhost:5055/late/k1/nginx:1.27"], null);
        lab.Advance(TimeSpan.FromSeconds(30));
        cluster.Faults.Apply("registry push k1").ShouldBe("registry: images behind k1 are there now");
        lab.AdvanceUntil("late", "Running", TimeSpan.FromMinutes(2)).ShouldBeTrue();
        Compare(cluster, changes, _ => { });
    }

    [Fact]
    public void What_goes_past_the_doors_makes_the_recording_refuse()
    {
        var registry = new SimulatedRegistry(ImageCatalog.BuiltIn);
        var cluster = new Cluster(new ClusterOptions { Records = true, Runtime = (made, name) => Simulated.Node(made, name, registry) });
        cluster.Clock.Advance(TimeSpan.FromSeconds(3));
        registry.Push("k1");
        Should.Throw<InvalidOperationException>(() => cluster.Recording).Message
            .ShouldBe("This run cannot be replayed: a registry's Push(\"k1\") (write cluster.Faults.Apply(\"registry push k1\") instead) at t = 00:00:03 went past the recording.");
    }

    [Fact]
    public void ReplayTo_stands_at_an_earlier_instant()
    {
        var cluster = Create();
        var lab = new SimulatedLab(cluster);
        lab.Kubectl(["run", "web", "--image=busybox:1.36", "--", "sleep", "3600"], null);
        lab.Advance(TimeSpan.FromSeconds(30));
        lab.Kubectl(["delete", "pod", "web", "--now"], null);
        cluster.Api.Of<Pod>().List("default").ShouldBeEmpty();
        var earlier = cluster.Recording.ReplayTo(TimeSpan.FromSeconds(20));
        earlier.Clock.Elapsed.ShouldBe(TimeSpan.FromSeconds(20));
        earlier.Api.Of<Pod>().Get("default", "web").Status.Phase.ShouldBe("Running");
        Should.Throw<ArgumentOutOfRangeException>(() => cluster.Recording.ReplayTo(TimeSpan.FromHours(1)));
    }

    private static Cluster Create(KubeletConfiguration? kubelet = null) => SimulatedCluster.Create(new ClusterOptions { Records = true, Kubelet = kubelet ?? new KubeletConfiguration() });

    private static string Get(Cluster cluster, string pod)
    {
        var answer = new StringBuilder();
        var isOver = false;
        cluster.Clock.Start(async () =>
        {
            await using var stream = await cluster.Api.Http.ForwardAsync("default", pod, 80);
            await stream.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray());
            (stream as IHalfStream)?.Finish();
            var buffer = new byte[64];
            while (await stream.ReadAsync(buffer) is var count and > 0) answer.Append(Encoding.UTF8.GetString(buffer, 0, count));
            isOver = true;
        });
        cluster.Clock.AdvanceUntil(() => isOver, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        return answer.ToString();
    }

    private static void Compare(Cluster cluster, StringBuilder changes, Action<Cluster> look)
    {
        var saved = cluster.Recording.WithState(cluster).Save();
        var recording = Recording.Load(saved, SimulatedCluster.WithRuntime(new ClusterOptions()));
        var again = new StringBuilder();
        var replay = recording.Replay(made => again = RecordedLab.Observe(made));
        again.ToString().ShouldBe(changes.ToString());
        RecordedState.Of(replay).ShouldBe(recording.End.State);
        look(replay);
    }
}
