using System.Globalization;
using System.Text;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Benchmarks;

/// <summary>The API in the process: small pods created, read, listed, watched and patched, as typed calls and in the shape of HTTP; and what a stored pod weighs.</summary>
internal static class ApiBenchmark
{
    private const double CreateGoal = 20_000;
    private const double BytesGoal = 4096;
    private const int Warmup = 20_000;
    private const int ListedPods = 10_000;
    private const int Watches = 1_000;
    private const string DefaultPods = "/api/v1/namespaces/default/pods";
    private static readonly int[] Sizes = [100, 1_000, 10_000, 100_000];

    public static void Run()
    {
        Report.Calibrate();
        Report.Head();
        Typed(Warmup, isReported: false);
        foreach (var size in Sizes) Typed(size, isReported: true);
        Requests(isReported: false);
        Requests(isReported: true);
        Watched();
    }

    private static Cluster Bare() => new(new ClusterOptions { Nodes = 0, Controllers = [], Scheduler = false });

    private static string Name(int number) => "p-" + number.ToString(CultureInfo.InvariantCulture);

    private static Pod Small(int number) => new()
    {
        Metadata = new ObjectMeta { Namespace = "default", Name = Name(number) },
        Spec = new PodSpec { Containers = [new Container { Name = "c", Image = "busybox:1.36" }] },
    };

    /// <summary>The cost of one operation must not grow with what is stored: the same thousand operations beside more and more pods.</summary>
    private static void Typed(int size, bool isReported)
    {
        const int Count = 5_000;
        var cluster = Bare();
        var pods = cluster.Api.Of<Pod>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < size; i++) pods.Create(Small(i));
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / size;
        var create = Cost.Of(() =>
        {
            for (var i = 0; i < Count; i++) pods.Create(Small(size + i));
        });
        var get = Cost.Of(() =>
        {
            for (var i = 0; i < Count * 20; i++) _ = pods.Get("default", Name(i % size));
        });
        var update = Cost.Of(() =>
        {
            for (var i = 0; i < Count; i++)
            {
                var pod = pods.Get("default", Name(i % size));
                pods.Update(pod with { Metadata = pod.Metadata with { Labels = ValueMap.Of(("turn", i.ToString(CultureInfo.InvariantCulture))) } });
            }
        });
        if (!isReported) return;
        var beside = $"beside {size.ToString("N0", CultureInfo.InvariantCulture)} pods";
        Report.Rate($"typed create, {beside}", Count, create, CreateGoal);
        Report.Rate($"typed get, {beside}", Count * 20, get);
        Report.Rate($"typed update of a label, {beside}", Count, update);
        Report.Figure($"memory of a small pod, {beside}", bytes, "bytes", BytesGoal);
        GC.KeepAlive(cluster);
    }

    private static void Requests(bool isReported)
    {
        const int Lists = 50;
        var cluster = Bare();
        var create = Cost.Of(() =>
        {
            for (var i = 0; i < ListedPods; i++) Send(cluster, "POST", DefaultPods, Body(i));
        });
        var get = Cost.Of(() =>
        {
            for (var i = 0; i < ListedPods; i++) Send(cluster, "GET", $"{DefaultPods}/{Name(i)}");
        });
        var list = Cost.Of(() =>
        {
            for (var i = 0; i < Lists; i++) Send(cluster, "GET", DefaultPods);
        });
        var part = Cost.Of(() =>
        {
            for (var i = 0; i < Lists * 10; i++) Send(cluster, "GET", DefaultPods + "?limit=500");
        });
        var patch = Cost.Of(() =>
        {
            for (var i = 0; i < ListedPods; i++) Send(cluster, "PATCH", $"{DefaultPods}/{Name(i)}", """{"metadata":{"labels":{"patched":"yes"}}}""", "application/strategic-merge-patch+json");
        });
        if (!isReported) return;
        Report.Rate("request: create", ListedPods, create, CreateGoal);
        Report.Rate("request: get", ListedPods, get);
        Report.Rate("request: list of 10,000 pods", Lists, list);
        Report.Rate("request: list of 500 pods", Lists * 10, part);
        Report.Rate("request: strategic merge patch", ListedPods, patch);
    }

    /// <summary>A write that a thousand watches see.</summary>
    private static void Watched()
    {
        const int Count = 1_000;
        var cluster = Bare();
        var seen = 0L;
        var watches = Enumerable.Range(0, Watches).Select(_ => cluster.Api.Of<Pod>().Watch(_ => seen++)).ToList();
        var cost = Cost.Of(() =>
        {
            for (var i = 0; i < Count; i++) cluster.Api.Of<Pod>().Create(Small(i));
            cluster.Clock.RunReady();
        });
        if (seen != (long)Count * Watches) throw new InvalidOperationException($"{seen} of {(long)Count * Watches} events arrived.");
        Report.Rate("event delivered to one of 1,000 watches", seen, cost);
        foreach (var watch in watches) watch.Dispose();
    }

    private static string Body(int number) =>
        $"{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{{\"name\":\"{Name(number)}\"}},\"spec\":{{\"containers\":[{{\"name\":\"c\",\"image\":\"busybox:1.36\"}}]}}}}";

    private static void Send(Cluster cluster, string method, string path, string? body = null, string contentType = "application/json")
    {
        var answer = cluster.Api.Http.Answer(new ApiRequest { Method = method, Path = path, ContentType = contentType, UserAgent = "bench/1", Body = body is null ? default : Encoding.UTF8.GetBytes(body) });
        if (answer.Code >= 400) throw new InvalidOperationException($"{method} {path}: {answer.Code}");
    }
}
