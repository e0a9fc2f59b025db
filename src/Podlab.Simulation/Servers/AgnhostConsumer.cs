using System.Globalization;
using System.Text;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;

namespace Podlab.Simulation.Servers;

/// <summary>agnhost resource-consumer: takes CPU, memory and names of metrics for a time, as requests ask.</summary>
/// <remarks>Follows test/images/agnhost/resource-consumer (v1.36).</remarks>
internal sealed class AgnhostConsumer(Process self, AgnhostFlags flags)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private readonly SortedDictionary<string, double> metrics = new(StringComparer.Ordinal);

    public ValueTask<int> RunAsync()
    {
        self.ReapsChildren = true;
        return HttpApp.ServeAsync(self, flags.Number("port", 8080), null, (request, _) => ValueTask.FromResult(Answer(request)), termCode: 2);
    }

    private HttpResponse Answer(HttpRequest request)
    {
        if (request.Path == "/metrics") return HttpResponse.Text(Metrics());
        if (request.Method != "POST") return Refuse("Bad request. Not a POST request", 400);
        return request.Path switch
        {
            "/ConsumeCPU" => Consume(request, "millicores", BurnAsync),
            "/ConsumeMem" => Consume(request, "megabytes", HoldAsync),
            "/GetCurrentStatus" => HttpResponse.Text("Warning: not implemented!\nGetCurrentStatus"),
            "/BumpMetric" => Bump(request),
            _ => Refuse($"unknown function: {request.Path}", 404),
        };
    }

    private static HttpResponse Refuse(string text, int status) => HttpResponse.Text(text + "\n", status) is var response ? response with { Headers = [.. response.Headers, new("X-Content-Type-Options", "nosniff")] } : response;

    private HttpResponse Consume(HttpRequest request, string what, Func<Process, int, TimeSpan, ValueTask<int>> work)
    {
        var (amountText, durationText) = (request.Parameter(what) ?? "", request.Parameter("durationSec") ?? "");
        if (amountText.Length == 0 || durationText.Length == 0) return Refuse("not given function argument", 400);
        if (!int.TryParse(amountText, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount) || !int.TryParse(durationText, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)) return Refuse("incorrect function argument", 400);
        if (self.Fork() is { } child) child.Start(process => work(process, Math.Max(0, amount), TimeSpan.FromSeconds(Math.Max(0, seconds))));
        return HttpResponse.Text($"{request.Path[1..]}\n{amount} {what}\n{seconds} durationSec\n");
    }

    private static async ValueTask<int> BurnAsync(Process process, int millicores, TimeSpan duration)
    {
        for (var end = process.Kernel.Loop.Now + duration; process.Kernel.Loop.Now < end;)
        {
            await process.SleepAsync(Tick);
            process.Group.Use(Tick * (millicores / 1000.0));
        }

        return 0;
    }

    private static async ValueTask<int> HoldAsync(Process process, int megabytes, TimeSpan duration)
    {
        for (var i = 0; i < megabytes; i++) await process.AllocateAsync(1 << 20);
        await process.SleepAsync(duration);
        return 0;
    }

    private HttpResponse Bump(HttpRequest request)
    {
        var (metric, deltaText, durationText) = (request.Parameter("metric") ?? "", request.Parameter("delta") ?? "", request.Parameter("durationSec") ?? "");
        if (metric.Length == 0 || deltaText.Length == 0 || durationText.Length == 0) return Refuse("not given function argument", 400);
        if (!double.TryParse(deltaText, NumberStyles.Float, CultureInfo.InvariantCulture, out var delta) || !int.TryParse(durationText, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)) return Refuse("incorrect function argument", 400);
        metrics[metric] = metrics.GetValueOrDefault(metric) + delta;
        self.Kernel.Loop.Schedule(TimeSpan.FromSeconds(Math.Max(0, seconds)), () => metrics[metric] -= delta);
        return HttpResponse.Text($"BumpMetric\n{metric} metric\n{delta.ToString(CultureInfo.InvariantCulture)} delta\n{seconds} durationSec\n");
    }

    private string Metrics()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in metrics) text.Append(CultureInfo.InvariantCulture, $"# HELP {name} info message.\n# TYPE {name} gauge\n{name} {value:F6}\n");
        return text.ToString();
    }
}
