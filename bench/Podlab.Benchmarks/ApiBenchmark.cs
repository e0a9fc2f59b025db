using System.Diagnostics;
using System.Globalization;
using System.Text;
using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Benchmarks;

/// <summary>Creates, gets and lists of small pods, in the process, as typed calls and in the shape of HTTP; and what a stored pod weighs.</summary>
internal static class ApiBenchmark
{
    private const int Warmup = 2_000;
    private const int ListedPods = 500;
    private static readonly int[] Sizes = [100, 1_000, 10_000, 100_000];

    public static void Run()
    {
        foreach (var size in Sizes) Typed(size);
        Requests();
    }

    private static Cluster Bare() => new(new ClusterOptions { Nodes = 0, Controllers = [], Scheduler = false });

    private static Pod Small(int number) => new()
    {
        Metadata = new ObjectMeta { Namespace = "default", Name = "p-" + number.ToString(CultureInfo.InvariantCulture) },
        Spec = new PodSpec { Containers = [new Container { Name = "c", Image = "busybox:1.36" }] },
    };

    /// <summary>The cost of one operation must not grow with what is stored.</summary>
    private static void Typed(int size)
    {
        var warm = Bare();
        for (var i = 0; i < Warmup; i++) warm.Api.Of<Pod>().Create(Small(i));
        var cluster = Bare();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < size; i++) cluster.Api.Of<Pod>().Create(Small(i));
        var create = watch.Elapsed;
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / size;
        watch.Restart();
        for (var i = 0; i < size; i++) _ = cluster.Api.Of<Pod>().Get("default", "p-" + i.ToString(CultureInfo.InvariantCulture));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{size,7} pods, typed: create {size / create.TotalSeconds,9:N0}/s, get {size / watch.Elapsed.TotalSeconds,11:N0}/s, {bytes,6:N0} bytes a pod"));
        GC.KeepAlive(cluster);
    }

    private static void Requests()
    {
        const int Count = 10_000;
        var cluster = Bare();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Count; i++)
        {
            var body = $"{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{{\"name\":\"p-{i.ToString(CultureInfo.InvariantCulture)}\"}},\"spec\":{{\"containers\":[{{\"name\":\"c\",\"image\":\"busybox:1.36\"}}]}}}}";
            Send(cluster, "POST", i < ListedPods ? "/api/v1/namespaces/default/pods" : "/api/v1/namespaces/kube-system/pods", body);
        }

        Report("create", Count, watch);
        for (var i = 0; i < Count; i++) Send(cluster, "GET", "/api/v1/namespaces/default/pods/p-" + (i % ListedPods).ToString(CultureInfo.InvariantCulture));
        Report("get", Count, watch);
        for (var i = 0; i < 200; i++) Send(cluster, "GET", "/api/v1/namespaces/default/pods");
        Report($"list of {ListedPods}", 200, watch);
    }

    private static void Send(Cluster cluster, string method, string path, string? body = null)
    {
        var answer = cluster.Api.Http.Answer(new ApiRequest { Method = method, Path = path, ContentType = "application/json", UserAgent = "bench/1", Body = body is null ? default : Encoding.UTF8.GetBytes(body) });
        if (answer.Code >= 400) throw new InvalidOperationException($"{method} {path}: {answer.Code}");
    }

    private static void Report(string what, int count, Stopwatch watch)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"        requests: {what} {count / watch.Elapsed.TotalSeconds:N0}/s"));
        watch.Restart();
    }
}
