using System.Net;
using Podlab.Server.Hosting;

namespace Podlab.Server.Tests.Hosting;

public sealed class ClockTests
{
    [Theory]
    [InlineData("30s", "2026-01-01T09:00:30Z")]
    [InlineData("1h15m", "2026-01-01T10:15:00Z")]
    [InlineData("250ms", "2026-01-01T09:00:00.25Z")]
    [InlineData("0s", "2026-01-01T09:00:00Z")]
    public async Task Advance_bySpan_answersTheNewInstant(string by, string now)
    {
        await using var served = await ServedBareCluster.StartAsync();
        var answer = await served.Client.PostAsync("/podlab/clock/advance?by=" + by, null);
        (await answer.Content.ReadAsStringAsync()).ShouldBe($"{{\"now\": \"{now}\"}}");
        (await served.Client.GetStringAsync("/podlab/clock/now")).ShouldBe($"{{\"now\": \"{now}\"}}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("30")]
    [InlineData("-1s")]
    [InlineData("1e9h")]
    [InlineData("90000h")]
    public async Task Advance_byNoSpan_isRefusedAndMovesNothing(string by)
    {
        await using var served = await ServedBareCluster.StartAsync();
        var answer = await served.Client.PostAsync("/podlab/clock/advance?by=" + by, null);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("time");
        (await served.Client.GetStringAsync("/podlab/clock/now")).ShouldBe("{\"now\": \"2026-01-01T09:00:00Z\"}");
    }

    [Fact]
    public async Task Advance_askedForOtherwise_isRefused()
    {
        await using var served = await ServedBareCluster.StartAsync();
        (await served.Client.GetAsync("/podlab/clock/advance?by=1s")).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await served.Client.PostAsync("/podlab/clock/nonsense", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await using var real = await ServedBareCluster.StartAsync(new ServerOptions());
        var answer = await real.Client.PostAsync("/podlab/clock/advance?by=1s", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("--clock manual");
    }
}
