using System.Net;
using Podlab.Server.Hosting;

namespace Podlab.Server.Tests.Hosting;

public sealed class StreamLimitTests
{
    private const string Watch = "/api/v1/namespaces/default/configmaps?watch=true";

    [Fact]
    public async Task Watch_beyondTheBound_isAskedToComeAgain()
    {
        await using var served = await ServedBareCluster.StartAsync(new ServerOptions { ManualClock = true, MaxWatches = 2 });
        var first = await served.Client.GetAsync(Watch, HttpCompletionOption.ResponseHeadersRead);
        using var second = await served.Client.GetAsync(Watch, HttpCompletionOption.ResponseHeadersRead);
        var refused = await served.Client.GetAsync(Watch, HttpCompletionOption.ResponseHeadersRead);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        (await served.Client.GetAsync("/api/v1/namespaces/default/configmaps")).StatusCode.ShouldBe(HttpStatusCode.OK);

        // The place of a watch whose client has gone is free again, as soon as the server notices.
        first.Dispose();
        HttpStatusCode code;
        do
        {
            using var again = await served.Client.GetAsync(Watch, HttpCompletionOption.ResponseHeadersRead);
            code = again.StatusCode;
        }
        while (code == HttpStatusCode.TooManyRequests);
        code.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Dispose_withWatchesOpen_endsThemSoon()
    {
        var served = await ServedBareCluster.StartAsync();
        var watches = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => served.Client.GetAsync(Watch, HttpCompletionOption.ResponseHeadersRead)));
        await served.Server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        foreach (var watch in watches) watch.Dispose();
        served.Client.Dispose();
    }
}
