using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Store;

namespace Podlab.Engine.Tests.Kubelet;

/// <summary>A cluster of one node with a scripted runtime, and the history of what a watch of its pods showed.</summary>
internal sealed class KubeletWorld
{
    private readonly List<string> history = [];

    public KubeletWorld()
    {
        ScriptedRuntime? runtime = null;
        Cluster = new Cluster(new ClusterOptions { Jitter = false, Scheduler = false, Controllers = [], Runtime = (cluster, _) => runtime = new ScriptedRuntime(cluster.Clock) });
        Runtime = runtime!;
        Begin = Cluster.Clock.Now;
        Cluster.Api.Of<Pod>().Watch(change => Note(change.Type == StoreChangeType.Deleted ? null : change.Object));
    }

    public Cluster Cluster { get; }

    public ScriptedRuntime Runtime { get; }

    public DateTimeOffset Begin { get; }

    /// <summary>"seconds phase container-state restarts", a line per change.</summary>
    public IReadOnlyList<string> History => history;

    public IEnumerable<string> Events => Cluster.Api.Of<Event>().List().Where(e => e.InvolvedObject.Kind == "Pod").OrderBy(e => e.Metadata.Name, StringComparer.Ordinal)
        .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Reason} x{e.Count} {e.Message}"));

    public Pod Pod(string name = "p") => Cluster.Api.Of<Pod>().Get("default", name);

    public void Run(string restartPolicy, params string[] command) => Run(new PodSpec { RestartPolicy = restartPolicy, Containers = [new Container { Name = "a", Image = "busybox:1.28", Command = [.. command] }] });

    public void Run(PodSpec spec, string name = "p") =>
        Cluster.Api.Of<Pod>().Create(new Pod { Metadata = new ObjectMeta { Name = name, Namespace = "default" }, Spec = spec with { NodeName = "node-1" } });

    public void Advance(double seconds) => Cluster.Clock.Advance(TimeSpan.FromSeconds(seconds));

    private void Note(Pod? pod)
    {
        var line = pod is null ? "gone" : $"{pod.Status.Phase ?? "Pending"} {State(pod)}";
        if (history.Count > 0 && history[^1].EndsWith(" " + line, StringComparison.Ordinal)) return;
        history.Add(string.Create(CultureInfo.InvariantCulture, $"{(Cluster.Clock.Now - Begin).TotalSeconds:0.0} {line}"));
    }

    private static string State(Pod pod) => string.Join(' ', pod.Status.ContainerStatuses.Select(status =>
        (status.State.Running is not null ? "running" : status.State.Terminated is { } ended ? $"{ended.Reason} {ended.ExitCode}" : status.State.Waiting?.Reason) + (status.Ready ? " ready" : "") + $" {status.RestartCount}"));
}
