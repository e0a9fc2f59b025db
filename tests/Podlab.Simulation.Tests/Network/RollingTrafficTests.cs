using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Traffic;

namespace Podlab.Simulation.Tests.Network;

/// <summary>The race between a pod's SIGTERM and the news that its endpoint is ending: both futures.</summary>
public class RollingTrafficTests
{
    [Fact]
    public void Rolling_update_of_pods_that_end_at_once_drops_requests()
    {
        var report = Roll(preStop: null);
        report.Failed.ShouldBeInRange(1, 100);
        report.Total.Refused.ShouldBeGreaterThan(0, "the process has ended, its pod's network is still there");
        report.Total.Sent.ShouldBe(3000);
    }

    [Fact]
    public void Rolling_update_of_pods_that_sleep_first_drops_nothing()
    {
        var report = Roll(new Lifecycle { PreStop = new LifecycleHandler { Sleep = new SleepAction { Seconds = 5 } } });
        report.Failed.ShouldBe(0);
        report.Endpoints.Count.ShouldBe(6, "three old pods and three new ones");
    }

    [Fact]
    public void Reports_of_the_same_seed_are_the_same() => Roll(preStop: null).ToString().ShouldBe(Roll(preStop: null).ToString());

    private static TrafficReport Roll(Lifecycle? preStop)
    {
        var world = new ServiceWorld(3);
        var labels = ValueMap.Of(("app", "web"));
        var container = new Container
        {
            Name = "app",
            Image = "registry.k8s.io/e2e-test-images/agnhost:2.53",
            Args = ["netexec"],
            Lifecycle = preStop,
            ReadinessProbe = new Probe { HttpGet = new HTTPGetAction { Path = "/readyz", Port = 8080 }, PeriodSeconds = 1 },
        };
        var deployment = world.Cluster.Api.Of<Deployment>().Create(new Deployment
        {
            Metadata = new ObjectMeta { Name = "web", Namespace = "default" },
            Spec = new DeploymentSpec
            {
                Replicas = 3,
                Selector = new LabelSelector { MatchLabels = labels },
                Template = new PodTemplateSpec { Metadata = new ObjectMeta { Labels = labels }, Spec = new PodSpec { Containers = [container] } },
            },
        });
        world.AddService(new ServiceSpec { Selector = labels, Ports = [new ServicePort { Port = 80, TargetPort = 8080 }] });
        world.Advance(30);
        var run = world.Cluster.Traffic.Start(new TrafficPlan { Target = "http://web/hostname", Rate = 50, Duration = TimeSpan.FromSeconds(60) });
        world.Advance(5);
        deployment = world.Cluster.Api.Of<Deployment>().Get("default", "web");
        var spec = deployment.Spec.Template.Spec;
        world.Cluster.Api.Of<Deployment>().Update(deployment with
        {
            Spec = deployment.Spec with { Template = deployment.Spec.Template with { Spec = spec with { Containers = [spec.Containers[0] with { Env = [new EnvVar { Name = "VERSION", Value = "2" }] }] } } },
        });
        world.Advance(60);
        run.IsDone.ShouldBeTrue();
        return run.Report;
    }
}
