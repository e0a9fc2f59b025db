using System.Globalization;
using System.Text;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Recordings;
using Podlab.Notebooks.Lab;

namespace Podlab.Notebooks.Tests.Recordings;

/// <summary>A lab whose every change is written down, byte for byte and in order, to be compared with another run's.</summary>
internal sealed class RecordedLab
{
    private RecordedLab()
    {
    }

    public required SimulatedLab Lab { get; init; }

    public required StringBuilder Changes { get; init; }

    public Recording Recording => Lab.Cluster.Recording;

    public static RecordedLab Create(ulong seed = 1)
    {
        var cluster = SimulatedCluster.Create(new ClusterOptions { Seed = seed, Nodes = 3, Records = true });
        var changes = Observe(cluster);
        return new RecordedLab { Lab = new SimulatedLab(cluster), Changes = changes };
    }

    public static StringBuilder Observe(Cluster cluster)
    {
        var text = new StringBuilder();
        cluster.Api.Store.Changed += change => text.Append(CultureInfo.InvariantCulture, $"{cluster.Clock.Now:O} {change.Type} {KubernetesJson.ToText(change.Object.Value)}\n");
        return text;
    }

    /// <summary>Every object, as JSON, one a line.</summary>
    public static string State(Cluster cluster) => string.Join('\n', Resources.All.SelectMany(resource => cluster.Api.Store.List(resource, null)).Select(stored => KubernetesJson.ToText(stored.Value)));

    public RecordedLab Kubectl(string command, string? stdin = null)
    {
        Lab.Kubectl([.. command.Split(' ')], stdin);
        return this;
    }

    public RecordedLab Advance(double seconds)
    {
        Lab.Advance(TimeSpan.FromSeconds(seconds));
        return this;
    }
}
