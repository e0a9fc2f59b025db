using System.Globalization;
using System.Text;

namespace Podlab.Engine.Traffic;

/// <summary>The results of a run so far.</summary>
public sealed class TrafficReport
{
    private const int MostRows = 60;

    /// <param name="requests">Those that have ended, in any order.</param>
    /// <param name="elapsed">How long the run has gone on.</param>
    public TrafficReport(TrafficPlan plan, IEnumerable<TrafficRequest> requests, TimeSpan elapsed)
    {
        Plan = plan;
        Elapsed = elapsed;
        Requests = [.. requests.OrderBy(request => request.At)];
        var sent = Requests.Where(request => request.Outcome != TrafficOutcome.Skipped).ToList();
        Total = TrafficSecond.Of(0, Requests);
        Skipped = Requests.Count - sent.Count;
        var bySecond = Requests.ToLookup(request => (int)request.At.TotalSeconds);
        var last = bySecond.Count == 0 ? -1 : bySecond.Max(group => group.Key);
        Seconds = [.. Enumerable.Range(0, last + 1).Select(second => TrafficSecond.Of(second, [.. bySecond[second]]))];
        Endpoints = [.. sent.Where(request => request.Endpoint.Length > 0).GroupBy(request => request.Endpoint, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new TrafficEndpoint(
                group.Key, group.Count(), group.Count(request => request.Outcome == TrafficOutcome.Ok), group.Count(request => request.Outcome != TrafficOutcome.Ok),
                group.Min(request => request.At), group.Max(request => request.At)))];
        Statuses = [.. sent.Where(request => request.Status > 0).GroupBy(request => request.Status).OrderBy(group => group.Key).Select(group => KeyValuePair.Create(group.Key, group.Count()))];
    }

    public TrafficPlan Plan { get; }

    /// <summary>How long the run has gone on.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>Those that have ended, in the order of their sending.</summary>
    public IReadOnlyList<TrafficRequest> Requests { get; }

    /// <summary>All of the run, as if it were one second.</summary>
    public TrafficSecond Total { get; }

    /// <summary>Requests that were not sent because too many were under way.</summary>
    public int Skipped { get; }

    /// <summary>Every second from the start, also those in which nothing was sent.</summary>
    public IReadOnlyList<TrafficSecond> Seconds { get; }

    /// <summary>By name.</summary>
    public IReadOnlyList<TrafficEndpoint> Endpoints { get; }

    /// <summary>HTTP statuses and how often they came.</summary>
    public IReadOnlyList<KeyValuePair<int, int>> Statuses { get; }

    /// <summary>Requests that were sent and not answered with success.</summary>
    public int Failed => Total.Sent - Total.Ok;

    /// <summary>A line on the whole, a row for each second in which something changed, a row for each endpoint.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Plan.Target}: {Total.Sent} requests in {Elapsed.TotalSeconds:0.###} s, {Total.Ok} ok, {Failed} failed");
        if (Statuses.Count > 0) text.Append(CultureInfo.InvariantCulture, $" ({string.Join(", ", Statuses.Select(status => $"{status.Key}: {status.Value}"))})");
        if (Skipped > 0) text.Append(CultureInfo.InvariantCulture, $", {Skipped} not sent");
        text.Append("\n\n");
        Rows(text, ["SECOND", "SENT", "OK", "ERROR", "REFUSED", "TIMED-OUT", "RESET", "NO-NAME", "MEDIAN", "LONGEST"], Shortened([.. Grouped().Select(Row)]));
        if (Endpoints.Count > 0)
        {
            text.Append('\n');
            Rows(text, ["ENDPOINT", "SENT", "OK", "FAILED", "FROM", "TO"], Endpoints.Select(string[] (endpoint) =>
                [endpoint.Endpoint, Number(endpoint.Sent), Number(endpoint.Ok), Number(endpoint.Failed), Seconds1(endpoint.First), Seconds1(endpoint.Last)]));
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>Seconds that read alike stand in one row.</summary>
    private List<(TrafficSecond Second, int Through)> Grouped()
    {
        var groups = new List<(TrafficSecond Second, int Through)>();
        foreach (var second in Seconds)
        {
            if (groups.Count > 0 && groups[^1].Second == second with { Second = groups[^1].Second.Second }) groups[^1] = (groups[^1].Second, second.Second);
            else groups.Add((second, second.Second));
        }

        return groups;
    }

    /// <summary>Of many rows the first and the last; <see cref="Seconds"/> has them all.</summary>
    private static IEnumerable<string[]> Shortened(List<string[]> rows) => rows.Count <= MostRows
        ? rows
        : [.. rows.Take(MostRows / 2), [$"… {rows.Count - MostRows / 2 * 2} more rows", .. Enumerable.Repeat("", rows[0].Length - 1)], .. rows.TakeLast(MostRows / 2)];

    private static string[] Row((TrafficSecond Second, int Through) group)
    {
        var (second, through) = group;
        return
        [
            through == second.Second ? Number(second.Second) : $"{Number(second.Second)}-{Number(through)}", Number(second.Sent), Number(second.Ok), Number(second.Errors), Number(second.Refused),
            Number(second.TimedOut), Number(second.Reset), Number(second.UnknownName), Milliseconds(second.Median), Milliseconds(second.Longest),
        ];
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Seconds1(TimeSpan span) => span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + "s";

    private static string Milliseconds(TimeSpan span) => span.TotalMilliseconds.ToString("0.#", CultureInfo.InvariantCulture) + "ms";

    private static void Rows(StringBuilder text, string[] head, IEnumerable<string[]> rows)
    {
        var all = rows.Prepend(head).ToList();
        var widths = head.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all) text.Append(string.Join("   ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
    }
}
