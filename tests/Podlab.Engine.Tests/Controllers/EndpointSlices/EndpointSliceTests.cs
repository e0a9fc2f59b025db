using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.EndpointSlices;

public sealed class EndpointSliceTests
{
    private readonly World world = new(3);

    [Fact]
    public void Slices_holdAHundredEndpointsEach()
    {
        world.Apply(Deployment("web", 230) + "\n---\n" + Service("web", "selector: {app: web}, ports: [{port: 80}]"));
        world.Advance(5);
        var before = Slices("web");
        before.Select(slice => slice.Endpoints.Count).OrderDescending().ShouldBe([100, 100, 30]);
        world.Delete("Pod", before.First(slice => slice.Endpoints.Count == 100).Endpoints[0].TargetRef!.Name!);
        world.Advance(5);
        var after = Slices("web");
        after.Select(slice => slice.Endpoints.Count).OrderDescending().ShouldBe([100, 100, 30]);
        after.Count(slice => before.Exists(old => old.Metadata.Uid == slice.Metadata.Uid && old.Metadata.ResourceVersion == slice.Metadata.ResourceVersion)).ShouldBeGreaterThan(0, "a pod less and one more should leave some slice as it is");
    }

    [Fact]
    public void Selector_thatMatchesNothing_givesAnEmptySliceAndNoLoop()
    {
        world.Apply(Service("web", "selector: {app: nobody}, ports: [{port: 80}]"));
        world.Advance(1);
        Slices("web").Single().Endpoints.ShouldBeEmpty();
        world.Find<Endpoints>("web")!.Subsets.ShouldBeEmpty();
        var before = world.Cluster.Clock.CallbacksRun;
        world.Advance(600);
        (world.Cluster.Clock.CallbacksRun - before).ShouldBeLessThan(2000);
    }

    [Fact]
    public void Endpoints_writtenByHand_areMirrored_asLongAsTheServiceSelectsNothing()
    {
        world.Apply(Service("ext", "ports: [{port: 80}]"));
        world.Apply("kind: Endpoints\napiVersion: v1\nmetadata: {name: ext, labels: {a: b}}\nsubsets: [{addresses: [{ip: 192.0.2.1}, {ip: '2001:db8::1'}], notReadyAddresses: [{ip: 192.0.2.2}], ports: [{name: http, port: 80}]}]").ShouldBe("");
        world.Advance(1);
        var slices = Slices("ext");
        slices.Select(slice => $"{slice.AddressType} {string.Join(',', slice.Endpoints.Select(endpoint => $"{endpoint.Addresses[0]}={endpoint.Conditions!.Ready}"))}").Order().ShouldBe(["IPv4 192.0.2.1=True,192.0.2.2=False", "IPv6 2001:db8::1=True"]);
        slices[0].Metadata.Labels["endpointslice.kubernetes.io/managed-by"].ShouldBe("endpointslicemirroring-controller.k8s.io");
        slices[0].Metadata.Labels["a"].ShouldBe("b");
        world.Patch("Endpoints", "ext", """{"metadata":{"labels":{"endpointslice.kubernetes.io/skip-mirror":"true"}}}""");
        world.Advance(1);
        Slices("ext").ShouldBeEmpty();
    }

    private static string Service(string name, string spec) => $"kind: Service\napiVersion: v1\nmetadata: {{name: {name}}}\nspec: {{{spec}}}";

    private static string Deployment(string name, int replicas) => $"kind: Deployment\napiVersion: apps/v1\nmetadata: {{name: {name}}}\nspec: {{replicas: {replicas}, selector: {{matchLabels: {{app: {name}}}}}, template: {{metadata: {{labels: {{app: {name}}}}}, spec: {{containers: [{{name: c, image: app}}]}}}}}}";

    private List<EndpointSlice> Slices(string service) => [.. world.List<EndpointSlice>().Where(slice => slice.Metadata.Labels.GetValueOrDefault("kubernetes.io/service-name") == service)];
}
