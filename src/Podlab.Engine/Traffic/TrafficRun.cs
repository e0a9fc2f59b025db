using System.Globalization;
using System.Text;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Network;

namespace Podlab.Engine.Traffic;

/// <summary>Requests that go on as the cluster's time does. What is known so far is in <see cref="Report"/> at any time.</summary>
public sealed class TrafficRun
{
    private const int LongestAnswer = 4 << 20;
    private readonly Cluster cluster;
    private readonly NetworkNamespace from;
    private readonly TrafficTarget target;
    private readonly ResolverSettings resolver;
    private readonly ObjectIndex<Pod> pods;
    private readonly List<TrafficRequest> ended = [];
    private readonly DateTimeOffset start;
    private readonly int count;
    private readonly byte[] request;
    private int sent;
    private int open;
    private bool stopped;
    private DateTimeOffset last;

    internal TrafficRun(Cluster cluster, TrafficPlan plan, NetworkNamespace from, ResolverSettings resolver, ObjectIndex<Pod> pods)
    {
        this.cluster = cluster;
        this.from = from;
        this.resolver = resolver;
        this.pods = pods;
        Plan = plan;
        target = TrafficTarget.Parse(cluster, plan, from);
        start = last = cluster.Clock.Now;
        count = (int)Math.Ceiling(plan.Rate * plan.Duration.TotalSeconds - 1e-9);
        request = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"GET {target.Path} HTTP/1.1\r\nHost: {target.Host}{(target.Port == 80 ? "" : $":{target.Port}")}\r\nUser-Agent: podlab-traffic\r\nAccept: */*\r\nConnection: close\r\n\r\n"));
        Next();
    }

    public TrafficPlan Plan { get; }

    /// <summary>Whether all requests were sent and have ended.</summary>
    public bool IsDone => (sent >= count || stopped) && open == 0;

    /// <summary>What is known so far.</summary>
    public TrafficReport Report => new(Plan, ended, (IsDone ? last : cluster.Clock.Now) - start);

    /// <summary>Sends no more; what is under way ends by itself.</summary>
    public void Stop() => stopped = true;

    public override string ToString() => Report.ToString();

    private void Next()
    {
        if (stopped || sent >= count) return;
        var due = start + TimeSpan.FromSeconds(sent / Plan.Rate);
        cluster.Clock.Schedule(due - cluster.Clock.Now, Send);
    }

    private async void Send()
    {
        if (stopped) return;
        var at = cluster.Clock.Now;
        sent++;
        Next();
        if (open >= Plan.Concurrency)
        {
            End(at, TrafficOutcome.Skipped, 0, null);
            return;
        }

        open++;
        var (outcome, status, endpoint) = await AskAsync();
        open--;
        End(at, outcome, status, endpoint);
    }

    private void End(DateTimeOffset at, TrafficOutcome outcome, int status, string? endpoint)
    {
        last = cluster.Clock.Now;
        ended.Add(new TrafficRequest(at - start, last - at, outcome, status, endpoint ?? ""));
    }

    private async Task<(TrafficOutcome Outcome, int Status, string? Endpoint)> AskAsync()
    {
        var deadline = cluster.Clock.Now + Plan.Timeout;
        var address = target.Host;
        if (!System.Net.IPAddress.TryParse(address, out _))
        {
            var found = cluster.Network.NodeAt(address) is null && cluster.Network.Nodes.Contains(address) ? cluster.Network.AddNode(address).Address : await LookUpAsync(address);
            if (found is null) return (TrafficOutcome.UnknownName, 0, null);
            address = found;
        }

        if (deadline <= cluster.Clock.Now) return (TrafficOutcome.TimedOut, 0, null);
        var result = await from.ConnectAsync(address, target.Port, deadline - cluster.Clock.Now);
        var endpoint = result.Endpoint is { } behind ? NameOf(behind) : null;
        if (result.Connection is not { } connection) return (result.Outcome == ConnectOutcome.Refused ? TrafficOutcome.Refused : TrafficOutcome.TimedOut, 0, endpoint);
        using var stream = new ConnectionStream(connection);
        if (target.Path is null) return (TrafficOutcome.Ok, 0, endpoint);
        using var alarm = cluster.Clock.Schedule(deadline - cluster.Clock.Now, connection.Reset);
        var status = await ReadAsync(stream);
        if (status > 0) return (status < 400 ? TrafficOutcome.Ok : TrafficOutcome.Error, status, endpoint);
        return (cluster.Clock.Now >= deadline ? TrafficOutcome.TimedOut : TrafficOutcome.Reset, 0, endpoint);
    }

    private async Task<string?> LookUpAsync(string name)
    {
        var (answer, _) = await Resolver.ResolveAsync(from, resolver, name, DnsRecordType.A);
        return answer.Records.FirstOrDefault(record => record.Type == DnsRecordType.A)?.Value;
    }

    /// <summary>The status of a whole answer; 0: it did not come.</summary>
    private async Task<int> ReadAsync(ConnectionStream stream)
    {
        var received = new StringBuilder();
        var buffer = new byte[8192];
        try
        {
            await stream.WriteAsync(request);
            while (received.Length < LongestAnswer)
            {
                var read = await stream.ReadAsync(buffer);
                if (read == 0) return IsWhole(received.ToString(), ended: true) ? StatusOf(received.ToString()) : 0;
                received.Append(Encoding.Latin1.GetString(buffer, 0, read));
                if (IsWhole(received.ToString(), ended: false)) return StatusOf(received.ToString());
            }
        }
        catch (IOException)
        {
            // Broken: by the other side, or by the alarm of this request.
        }

        return 0;
    }

    private static bool IsWhole(string text, bool ended)
    {
        var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (head < 0) return false;
        foreach (var line in text[..head].Split("\r\n"))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase) && int.TryParse(line.AsSpan(15).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return text.Length >= head + 4 + length;
        }

        return ended || text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal);
    }

    private static int StatusOf(string text) => text.Split(' ', 3) is [var version, var code, ..] && version.StartsWith("HTTP/", StringComparison.Ordinal) && int.TryParse(code.AsSpan(0, Math.Min(3, code.Length)), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0;

    private string NameOf(string address) => pods.Find(address).FirstOrDefault(pod => pod.Status.Phase is not ("Succeeded" or "Failed")) is { } pod ? pod.Metadata.Name ?? address : address;
}
