using System.Text.Json.Nodes;

namespace Podlab.Engine.Tests.Conformance.Api;

/// <summary>
/// Replays what a real API server was asked. Each group must not fall below what it has reached (shares.json). With PODLAB_FAILURES=FILE every
/// differing case is written there, a line each.
/// </summary>
public sealed class ApiRecordTests
{
    /// <summary>So many writes before the first case, so that versions are not mistaken for small numbers that cases themselves write.</summary>
    private const int VersionsBefore = 300;

    /// <summary>The day of the recording: ages of dates that cases write down are counted from it.</summary>
    private static readonly DateTimeOffset Recorded = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    public static IEnumerable<TheoryDataRow<string>> Groups => Records.Groups.Select(group => new TheoryDataRow<string>(group) { Label = group });

    [Theory, MemberData(nameof(Groups))]
    public void Replay_group_keeps_its_share(string group)
    {
        var cluster = group == "account" ? AccountCluster() : BareCluster();
        var failures = new List<string>();
        var count = 0;
        foreach (var record in Records.Read(group))
        {
            count++;
            cluster.Clock.RunReady();
            if (Difference(cluster, record, group) is { } difference) failures.Add($"{record["name"]!.GetValue<string>()}: {difference}");
        }

        if (Environment.GetEnvironmentVariable("PODLAB_FAILURES") is { Length: > 0 } file)
        {
            lock (typeof(ApiRecordTests)) File.AppendAllLines(file, [.. failures, $"== {group}: {count - failures.Count}/{count}"]);
        }

        (count - failures.Count).ShouldBeGreaterThanOrEqualTo(Shares.Of("api", group), string.Join('\n', failures.Take(20)));
    }

    private static string? Difference(Cluster cluster, JsonObject record, string group)
    {
        try
        {
            var differences = Comparison.Differences(record["steps"]!.AsArray(), new Exchange(cluster, record).Run(), group);
            return differences.Count == 0 ? null : differences[0] + (differences.Count > 1 ? $" (and {differences.Count - 1} more)" : "");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return $"{exception.GetType().Name}: {exception.Message} {exception.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Podlab", StringComparison.Ordinal))?.Trim()}";
        }
    }

    private static Cluster BareCluster() => Started(new ClusterOptions { Nodes = 0, Controllers = [], Scheduler = false, DisabledAdmissionPlugins = ["ServiceAccount"] });

    private static Cluster AccountCluster() => Started(new ClusterOptions { Nodes = 0, Controllers = ["serviceaccount-controller", "root-ca-certificate-publisher-controller", "namespace-controller"], Scheduler = false });

    private static Cluster Started(ClusterOptions options)
    {
        var cluster = new Cluster(options with { Start = Recorded });
        for (var i = 0; i < VersionsBefore; i++) cluster.Api.Of<Podlab.Api.Model.ConfigMap>().Create(new() { Metadata = new() { Namespace = "default", GenerateName = "before-" } });
        return cluster;
    }
}
