using System.Net;

namespace Podlab.Server.Tests.Hosting;

public sealed class FaultTests
{
    [Fact]
    public async Task Faults_begin_and_end_by_request()
    {
        await using var served = await ServedBareCluster.StartAsync();
        var answer = await served.Client.PostAsync("/podlab/faults/registry/slow/10x", null);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("{\"said\":\"registry: slow 10x (until: registry up)\",\"active\":[\"registry slow 10x\"]}");
        (await served.Client.GetStringAsync("/podlab/faults")).ShouldBe("{\"said\":null,\"active\":[\"registry slow 10x\"]}");
        await served.Client.PostAsync("/podlab/faults/clear", null);
        (await served.Client.GetStringAsync("/podlab/faults")).ShouldBe("{\"said\":null,\"active\":[]}");
    }

    [Fact]
    public async Task Fault_that_cannot_be_is_a_bad_request()
    {
        await using var served = await ServedBareCluster.StartAsync();
        var answer = await served.Client.PostAsync("/podlab/faults/node-9/down", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("There is no node");
    }
}
