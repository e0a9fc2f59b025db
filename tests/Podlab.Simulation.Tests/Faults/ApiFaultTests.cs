using System.Text;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Faults;
using Podlab.Simulation.Tests.Nodes;

namespace Podlab.Simulation.Tests.Faults;

public class ApiFaultTests
{
    [Theory]
    [InlineData("api drop 40%")]
    [InlineData("api refuse 60%")]
    [InlineData("api down for 2m")]
    public void Cluster_gets_where_it_would_have_got_in_spite_of_a_troubled_api(string fault)
    {
        var world = new NodeWorld();
        world.Cluster.Faults.Apply(fault);
        world.Cluster.Api.Of<Deployment>().Create(Deployment(3));
        world.Advance(600);
        Running(world).ShouldBe(3);
        var before = world.Cluster.Api.Of<Deployment>().Get("default", "web");
        world.Cluster.Api.Of<Deployment>().Update(before with { Spec = before.Spec with { Replicas = 1 } });
        world.Advance(600);
        Running(world).ShouldBe(1);
        world.Cluster.Api.Of<Pod>().List("default").Count().ShouldBe(1);
        world.Condition("Ready").ShouldStartWith("True");
        world.Cluster.Faults.Apply("clear");
        world.Cluster.Faults.Active.ShouldBeEmpty();
    }

    [Fact]
    public void Same_seed_meets_the_same_fate()
    {
        string Play()
        {
            var world = new NodeWorld();
            world.Cluster.Faults.Apply("api drop 40%");
            world.Cluster.Api.Of<Deployment>().Create(Deployment(3));
            world.Advance(120);
            return string.Join('\n', world.Cluster.Api.Of<Event>().List().Select(e => $"{e.FirstTimestamp:O} {e.Reason} {e.Message} {e.Count}"));
        }

        Play().ShouldBe(Play());
    }

    [Fact]
    public async Task Dropped_and_refused_requests_end_as_clients_know_them()
    {
        var world = new NodeWorld();
        var transport = new InProcessTransport(world.Cluster.Api);
        var list = new ApiRequest { Method = "GET", Path = "/api/v1/pods", UserAgent = "kubectl/v1.36.3" };
        world.Cluster.Faults.Apply("api drop from kubectl");
        (await Should.ThrowAsync<HttpRequestException>(async () => await transport.SendAsync(list))).Message.ShouldBe("EOF");
        (await transport.SendAsync(list with { UserAgent = "k9s/1" })).Code.ShouldBe(200);
        world.Cluster.Faults.Apply("api refuse from kubectl").ShouldBe("api from kubectl: refuse (until: api up from kubectl)");
        var busy = await transport.SendAsync(list);
        (busy.Code, busy.Headers.ShouldHaveSingleItem()).ShouldBe((429, KeyValuePair.Create("Retry-After", "1")));
        Encoding.UTF8.GetString(busy.Body.Span).ShouldContain("the server has received too many requests and has asked us to try again later");
        world.Cluster.Faults.Apply("api up from kubectl");
        (await transport.SendAsync(list)).Code.ShouldBe(200);
    }

    [Fact]
    public void Slow_answers_take_their_time()
    {
        var world = new NodeWorld();
        world.Cluster.Faults.Apply("api slow 2s");
        var at = TimeSpan.Zero;
        world.Cluster.Clock.Start(async () =>
        {
            await new InProcessTransport(world.Cluster.Api).SendAsync(new ApiRequest { Method = "GET", Path = "/api/v1/pods" });
            at = world.Cluster.Clock.Elapsed;
        });
        world.Advance(5);
        at.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData("api", "`api ` is no fault. The API can be down, drop 20%")]
    [InlineData("api sometimes", "`api sometimes` is no fault.")]
    [InlineData("api drop 20", "`20` does not say of how many requests.")]
    [InlineData("api slow often", "`often` is not a span of time")]
    public void Words_that_mean_nothing_are_refused(string words, string refusal) =>
        Should.Throw<FaultException>(() => new NodeWorld().Cluster.Faults.Apply(words)).Message.ShouldStartWith(refusal);

    private static int Running(NodeWorld world) => world.Cluster.Api.Of<Pod>().List("default").Count(pod => pod.Status.Phase == "Running" && pod.Metadata.DeletionTimestamp is null);

    private static Deployment Deployment(int replicas) => new()
    {
        Metadata = new ObjectMeta { Name = "web", Namespace = "default" },
        Spec = new DeploymentSpec
        {
            Replicas = replicas,
            Selector = new LabelSelector { MatchLabels = Api.ValueMap.Of(("app", "web")) },
            Template = new PodTemplateSpec
            {
                Metadata = new ObjectMeta { Labels = Api.ValueMap.Of(("app", "web")) },
                Spec = new PodSpec { TerminationGracePeriodSeconds = 1, Containers = [new Container { Name = "a", Image = "busybox:1.36", Command = ["sleep", "3600"] }] },
            },
        },
    };
}
