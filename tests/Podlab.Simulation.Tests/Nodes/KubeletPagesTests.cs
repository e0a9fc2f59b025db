using System.Text;
using System.Text.Json;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Simulation.Tests.Nodes;

public class KubeletPagesTests
{
    [Fact]
    public void Summary_tells_what_node_and_pods_use()
    {
        var world = Started();
        var (code, body) = Get(world, "/api/v1/nodes/node-1/proxy/stats/summary");
        code.ShouldBe(200);
        using var summary = JsonDocument.Parse(body);
        var node = summary.RootElement.GetProperty("node");
        node.GetProperty("nodeName").GetString().ShouldBe("node-1");
        node.GetProperty("fs").GetProperty("capacityBytes").GetInt64().ShouldBe(100L << 30);
        var pod = summary.RootElement.GetProperty("pods").EnumerateArray().ShouldHaveSingleItem();
        pod.GetProperty("podRef").GetProperty("name").GetString().ShouldBe("web");
        pod.GetProperty("containers")[0].GetProperty("rootfs").GetProperty("usedBytes").GetInt64().ShouldBeGreaterThanOrEqualTo(2 << 20);
        pod.GetProperty("containers")[0].GetProperty("memory").GetProperty("workingSetBytes").GetInt64().ShouldBeGreaterThan(0);
        body.ShouldStartWith("{\n \"node\": {\n  \"nodeName\": \"node-1\",");
    }

    [Fact]
    public void Resource_metrics_are_in_prometheus_text()
    {
        var (code, body) = Get(Started(), "/api/v1/nodes/node-1/proxy/metrics/resource");
        code.ShouldBe(200);
        body.ShouldContain("# HELP container_memory_working_set_bytes [STABLE] Current working set of the container in bytes\n# TYPE container_memory_working_set_bytes gauge\ncontainer_memory_working_set_bytes{container=\"a\",namespace=\"default\",pod=\"web\"} ");
        body.ShouldContain("\ncontainer_start_time_seconds{container=\"a\",namespace=\"default\",pod=\"web\"} 1.7672");
        body.ShouldEndWith("resource_scrape_error 0\n");
    }

    [Theory]
    [InlineData("/api/v1/nodes/node-1/proxy/healthz", 200, "ok")]
    [InlineData("/api/v1/nodes/node-1:10250/proxy/pods", 200, "\"kind\": \"PodList\"")]
    [InlineData("/api/v1/nodes/node-1/proxy/secrets", 404, "404 page not found\n")]
    [InlineData("/api/v1/nodes/node-9/proxy/healthz", 404, "nodes \"node-9\" not found")]
    public void Other_pages(string path, int code, string part)
    {
        var answer = Get(Started(), path);
        answer.Code.ShouldBe(code);
        answer.Body.Replace("\\\"", "\"", StringComparison.Ordinal).ShouldContain(part);
    }

    private static NodeWorld Started()
    {
        var world = new NodeWorld();
        world.Run("web", "head -c 2m /dev/zero > /x; sleep 3600");
        world.Advance(5);
        return world;
    }

    private static (int Code, string Body) Get(NodeWorld world, string path)
    {
        ApiResponse? answer = null;
        world.Cluster.Clock.Start(async () => answer = await new InProcessTransport(world.Cluster.Api).SendAsync(new ApiRequest { Method = "GET", Path = path }));
        world.Cluster.Clock.RunReady();
        return (answer!.Code, Encoding.UTF8.GetString(answer.Body.Span));
    }
}
