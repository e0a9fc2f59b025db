using System.Text;
using Podlab.Api;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Simulation.Tests.Network;

/// <summary>Requests through the API server to pods and services (kubectl proxy, kubectl get --raw).</summary>
public class ProxyTests
{
    private const string Root = "/api/v1/namespaces/default";
    private static readonly Lazy<ServiceWorld> Shared = new(MakeWorld);

    [Theory]
    [InlineData("/pods/a/proxy/hostname", 200, "a")]
    [InlineData("/pods/a:8080/proxy/hostname", 200, "a")]
    [InlineData("/pods/http:a:8080/proxy/hostname", 200, "a")]
    [InlineData("/pods/a/proxy/echo?msg=hello%20there", 200, "hello there")]
    [InlineData("/services/web/proxy/hostname", 200, "a")]
    [InlineData("/services/web:80/proxy/hostname", 200, "a")]
    [InlineData("/pods/a:81/proxy/", 503, "error trying to reach service: dial tcp <ip>:81: connect: connection refused")]
    [InlineData("/pods/https:a:8080/proxy/", 503, "error trying to reach service: http: server gave HTTP response to HTTPS client")]
    [InlineData("/pods/nope/proxy/", 404, "pods \\\"nope\\\" not found")]
    [InlineData("/pods/waits/proxy/", 400, "address not allowed")]
    [InlineData("/pods/ftp:a:1/proxy/", 400, "invalid pod request \\\"ftp:a:1\\\"")]
    [InlineData("/services/nope/proxy/", 404, "endpoints \\\"nope\\\" not found")]
    [InlineData("/services/web:9/proxy/", 503, "no service port 9 found for service \\\"web\\\"")]
    [InlineData("/services/web:api/proxy/", 503, "no endpoints available for service \\\"web:api\\\"")]
    [InlineData("/services/alone/proxy/", 503, "no endpoints available for service \\\"alone\\\"")]
    public void A_request_goes_to_the_pod_and_its_answer_comes_back(string path, int code, string text)
    {
        var world = Shared.Value;
        var answer = Ask(world, new ApiRequest { Method = "GET", Path = Root + path });
        answer.Code.ShouldBe(code);
        var body = Encoding.UTF8.GetString(answer.Body.Span).Replace(world.Pod("a").Status.PodIP!, "<ip>", StringComparison.Ordinal);
        if (code is 200 or 404 && !body.StartsWith('{')) body.ShouldBe(text);
        else body.ShouldContain($"\"message\":\"{text}\"");
    }

    [Fact]
    public void Without_a_slash_the_client_is_sent_on_and_redirects_lead_through_the_proxy()
    {
        Ask(Shared.Value, new ApiRequest { Method = "GET", Path = Root + "/pods/a/proxy?x=1" }).ShouldSatisfyAllConditions(
            answer => answer.Code.ShouldBe(301),
            answer => answer.Headers.ShouldContain(KeyValuePair.Create("Location", Root + "/pods/a/proxy/?x=1")));
        Ask(Shared.Value, new ApiRequest { Method = "GET", Path = Root + "/pods/a/proxy/redirect?location=/hostname&code=302" }).ShouldSatisfyAllConditions(
            answer => answer.Code.ShouldBe(302),
            answer => answer.Headers.ShouldContain(KeyValuePair.Create("Location", Root + "/pods/a/proxy/hostname")));
    }

    [Fact]
    public void Bodies_and_methods_go_along()
    {
        var answer = Ask(Shared.Value, new ApiRequest { Method = "POST", Path = Root + "/pods/a/proxy/echo?msg=posted", ContentType = "text/plain", Body = "body"u8.ToArray() });
        Encoding.UTF8.GetString(answer.Body.Span).ShouldBe("posted");
        var head = Ask(Shared.Value, new ApiRequest { Method = "HEAD", Path = Root + "/pods/a/proxy/hostname" });
        (head.Code, head.Body.Length).ShouldBe((200, 0));
    }

    private static ServiceWorld MakeWorld()
    {
        var world = new ServiceWorld();
        world.AddServer("a");
        world.AddServer("waits", change: spec => spec with { SchedulerName = "nobody" }, app: "other");
        world.AddService(ServiceWorld.Web);
        world.AddService(ServiceWorld.Web with { Selector = ValueMap.Of(("app", "nobody")) }, "alone");
        world.Advance(10);
        return world;
    }

    private static ApiResponse Ask(ServiceWorld world, ApiRequest request)
    {
        Task<ApiResponse>? task = null;
        world.Cluster.Clock.Post(() => task = new InProcessTransport(world.Cluster.Api).SendAsync(request).AsTask());
        world.Cluster.Clock.AdvanceUntil(() => task?.IsCompleted == true, TimeSpan.FromMinutes(1)).ShouldBeTrue();
        return task!.GetAwaiter().GetResult();
    }
}
