using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Podlab.Engine;
using Podlab.Server.Hosting;

namespace Podlab.Benchmarks;

/// <summary>
/// The API over HTTPS, asked by wrk on the same machine as the real API server was (get a pod and create small pods over 16 connections, list 500 pods over 4).
/// The server runs in this process; its share of the processors and wrk's are told apart.
/// </summary>
internal static partial class HttpsBenchmark
{
    private const int Seconds = 8;
    private const string Pods = "/api/v1/namespaces/bench/pods";

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        Report.Calibrate();
        var cluster = new Cluster(new ClusterOptions { Nodes = 0, Controllers = [], Scheduler = false });
        await using var server = await PodlabServer.StartAsync(cluster, new ServerOptions());
        await FillAsync(server);
        Console.WriteLine($"{"what",-28} {"a second",11} {"goal",8} {"p50",9} {"p99",9} {"server µs",10} {"requests a CPU second of the server",36}");
        for (var round = 0; round < 2; round++)
        {
            // The first round is for the compiler.
            Measure(server, "get, 16 connections", 12_400, 16, $"{Pods}/p1", "", isReported: round > 0);
            Measure(server, "list of 500, 4 connections", 690, 4, Pods, "", isReported: round > 0);
            Measure(server, "create, 16 connections", 7_900, 16, "/api/v1/namespaces/made/pods", Creating(round), isReported: round > 0);
        }
    }

    private static async Task FillAsync(PodlabServer server)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var client = new HttpClient(handler) { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", server.Token);
        async Task Post(string path, string body)
        {
            using var answer = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
            if (answer.StatusCode != HttpStatusCode.Created) throw new InvalidOperationException($"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        foreach (var name in new[] { "bench", "made" }) await Post("/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{name}}}"}}""");
        for (var i = 0; i < 500; i++) await Post(Pods, Body("p" + i.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>The small pod of the measurement on the real cluster.</summary>
    private static string Body(string name) =>
        $$$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{{name}}}}","labels":{"app":"bench","color":"c0"}},"spec":{"containers":[{"name":"c","image":"pause","resources":{"requests":{"cpu":"100m","memory":"500Mi"}}}],"terminationGracePeriodSeconds":0,"tolerations":[{"operator":"Exists"}],"automountServiceAccountToken":false,"schedulerName":"none"}}""";

    private static string Creating(int round) => $$"""
        local n=0
        local threads=0
        function setup(t) t:set('tid',threads) threads=threads+1 end
        function request() n=n+1 local b=string.gsub('{{Body("NAME")}}','NAME','r{{round}}w'..tid..'x'..n,1) return wrk.format('POST',nil,wrk.headers,b) end
        """;

    private static void Measure(PodlabServer server, string what, double goal, int connections, string path, string script, bool isReported)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, $"{script}\nwrk.headers[\"Authorization\"]=\"Bearer {server.Token}\"\nwrk.headers[\"Content-Type\"]=\"application/json\"\n");
            var output = "";
            var cost = Cost.Of(() => output = Wrk(["-t2", $"-c{connections}", $"-d{Seconds}s", "--latency", "-s", file, $"{server.Address.GetLeftPart(UriPartial.Authority)}{path}"]));
            if (!isReported) return;
            var count = double.Parse(Requests().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
            var refused = Refused().Match(output) is { Success: true } bad ? $"  refused: {bad.Groups[1].Value}" : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{what,-28} {Rate().Match(output).Groups[1].Value,11} {goal,8:N0} {Half().Match(output).Groups[1].Value,9} {Most().Match(output).Groups[1].Value,9} {cost.CpuSeconds / count * 1e6,10:N1} {count / cost.CpuSeconds,36:N0}{refused}"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Wrk(string[] arguments)
    {
        try
        {
            using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
            var output = wrk.StandardOutput.ReadToEnd();
            wrk.WaitForExit();
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException("wrk is not installed: apt-get install wrk");
        }
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();

    [GeneratedRegex(@"50%\s+(\S+)")]
    private static partial Regex Half();

    [GeneratedRegex(@"99%\s+(\S+)")]
    private static partial Regex Most();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex Refused();
}
