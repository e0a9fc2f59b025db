using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Podlab.Server.Tests.Hosting;

public sealed class PodlabServerTests
{
    [Fact]
    public async Task Get_withoutToken_isUnauthorized()
    {
        await using var served = await ServedBareCluster.StartAsync();
        using var stranger = ServedBareCluster.MakeClient(served.Server, token: null);
        (await stranger.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Get_forForeignHost_isForbidden()
    {
        await using var served = await ServedBareCluster.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api");
        request.Headers.Host = "evil.example";
        (await served.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Create_thenGet_givesTheObject()
    {
        await using var served = await ServedBareCluster.StartAsync();
        var created = await served.Client.PostAsync("/api/v1/namespaces/default/configmaps", Json("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}"));
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var read = JsonNode.Parse(await served.Client.GetStringAsync("/api/v1/namespaces/default/configmaps/a"))!;
        read["data"]!["k"]!.GetValue<string>().ShouldBe("v");
        read["kind"]!.GetValue<string>().ShouldBe("ConfigMap");
    }

    [Fact]
    public async Task Create_tooLarge_isRefusedInTheServersWords()
    {
        await using var served = await ServedBareCluster.StartAsync();
        var answer = await served.Client.PostAsync("/api/v1/namespaces/default/configmaps", Json("{\"data\":{\"k\":\"" + new string('x', 4 * 1024 * 1024) + "\"}}"));
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Request entity too large: limit is 3145728");
    }

    [Fact]
    public async Task Advance_movesTimeByThatMuch()
    {
        await using var served = await ServedBareCluster.StartAsync();
        var answer = await served.Client.PostAsync("/podlab/clock/advance?by=90s", null);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("{\"now\": \"2026-01-01T09:01:30Z\"}");
    }

    [Fact]
    public async Task Watch_tellsWhatIsMadeMeanwhile()
    {
        await using var served = await ServedBareCluster.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/namespaces/default/configmaps?watch=true");
        using var watch = await served.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await watch.Content.ReadAsStreamAsync());
        await served.Client.PostAsync("/api/v1/namespaces/default/configmaps", Json("{\"metadata\":{\"name\":\"a\"}}"));
        var seen = JsonNode.Parse((await lines.ReadLineAsync())!)!;
        seen["type"]!.GetValue<string>().ShouldBe("ADDED");
        seen["object"]!["metadata"]!["name"]!.GetValue<string>().ShouldBe("a");
    }

    [Fact]
    public async Task Exec_overSpdy_ofNoPod_isToldThatFirst()
    {
        await using var served = await ServedBareCluster.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/namespaces/default/pods/p/exec?command=ls");
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "SPDY/3.1");
        var answer = await served.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("pods \\\"p\\\" not found");
    }

    [Fact]
    public async Task List_largeAndCompressed_isSmallerOnTheWire()
    {
        await using var served = await ServedBareCluster.StartAsync();
        await served.Client.PostAsync("/api/v1/namespaces/default/configmaps", Json("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"" + new string('x', 200_000) + "\"}}"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/namespaces/default/configmaps");
        request.Headers.Add("Accept-Encoding", "gzip");
        var answer = await served.Client.SendAsync(request);
        answer.Content.Headers.ContentEncoding.ShouldContain("gzip");
        (await answer.Content.ReadAsByteArrayAsync()).Length.ShouldBeLessThan(20_000);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
