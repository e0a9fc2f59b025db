using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Store;

namespace Podlab.Display.Histories;

/// <summary>Keeps the history of every Pod of a cluster from now on. Objects are immutable, so keeping them costs no copies.</summary>
public sealed class PodRecorder : IDisposable
{
    /// <summary>Changes kept per Pod; the oldest but the first go when there are more.</summary>
    public const int MaxChanges = 20_000;

    private readonly Cluster cluster;
    private readonly Dictionary<(string Namespace, string Name), Recording> newest = [];
    private readonly IDisposable pods;
    private readonly IDisposable events;

    public PodRecorder(Cluster cluster)
    {
        this.cluster = cluster;
        foreach (var pod in cluster.Api.Of<Pod>().List()) Add(pod);
        pods = cluster.Api.Of<Pod>().Watch(OnPod);
        events = cluster.Api.Of<Event>().Watch(OnEvent);
    }

    /// <summary>Every Pod that was seen, by namespace and name.</summary>
    public IReadOnlyCollection<(string Namespace, string Name)> Names => newest.Keys;

    /// <summary>What became of the newest Pod of that name until now; null when there never was one.</summary>
    public PodHistory? History(string namespaceName, string name)
    {
        if (!newest.TryGetValue((namespaceName, name), out var recording)) return null;
        var end = recording.GoneAt ?? cluster.Clock.Now - recording.Start;
        return new PodHistory
        {
            Namespace = namespaceName,
            Name = name,
            Start = recording.Start,
            End = end,
            Changes = [.. recording.Changes],
            Marks = [.. recording.Marks],
            Faults = Faults(recording, namespaceName, name, end),
            GoneAt = recording.GoneAt,
        };
    }

    /// <summary>What was broken during the Pod's life: everybody's API and registries, its own node, its own processes.</summary>
    private List<PodFault> Faults(Recording recording, string namespaceName, string name, TimeSpan end)
    {
        var faults = new List<PodFault>();
        var begun = recording.Start - cluster.Clock.Epoch;
        var node = recording.Changes[^1].Pod.Spec.NodeName ?? "";
        foreach (var fault in cluster.Faults.History)
        {
            var (from, to) = (fault.Begin - begun, (fault.End ?? TimeSpan.MaxValue / 2) - begun);
            if (to < TimeSpan.Zero || from > end || (fault.Pod is { } pod && pod != (namespaceName, name))) continue;
            var first = fault.Target.Split(' ')[0];
            if (fault.Pod is null && first is not ("api" or "registry") && first != node) continue;
            faults.Add(new PodFault(from < TimeSpan.Zero ? TimeSpan.Zero : from, to > end ? end : to, fault.Target, fault.State));
        }

        return faults;
    }

    public void Dispose()
    {
        pods.Dispose();
        events.Dispose();
    }

    private void OnPod(WatchEvent<Pod> change)
    {
        if (change.Type == StoreChangeType.Deleted)
        {
            if (Find(change.Object.Metadata.Namespace, change.Object.Metadata.Name, change.Object.Metadata.Uid) is { } ended)
                ended.GoneAt = cluster.Clock.Now - ended.Start;
            return;
        }

        Add(change.Object);
    }

    private void Add(Pod pod)
    {
        var recording = Find(pod.Metadata.Namespace, pod.Metadata.Name, pod.Metadata.Uid);
        if (recording is null)
        {
            recording = new Recording(pod.Metadata.Uid, cluster.Clock.Now);
            newest[(pod.Metadata.Namespace ?? "", pod.Metadata.Name ?? "")] = recording;
        }

        if (recording.Changes.Count == MaxChanges) recording.Changes.RemoveAt(1);
        recording.Changes.Add(new PodChange(cluster.Clock.Now - recording.Start, pod));
    }

    private void OnEvent(WatchEvent<Event> change)
    {
        var (about, told) = (change.Object.InvolvedObject, change.Object);
        if (change.Type == StoreChangeType.Deleted || told.Reason != "Unhealthy" || about.Kind != "Pod") return;
        if (Find(about.Namespace, about.Name, about.Uid) is not { } recording || recording.Marks.Count >= MaxChanges) return;
        recording.Marks.Add(new PodMark(cluster.Clock.Now - recording.Start, Container(about.FieldPath), (told.Message ?? "").TrimEnd()));
    }

    private Recording? Find(string? namespaceName, string? name, string? uid) =>
        newest.TryGetValue((namespaceName ?? "", name ?? ""), out var found) && found.Uid == uid ? found : null;

    /// <summary>The name in <c>spec.containers{name}</c>.</summary>
    private static string Container(string? fieldPath) =>
        fieldPath?.IndexOf('{', StringComparison.Ordinal) is int open and >= 0 ? fieldPath[(open + 1)..].TrimEnd('}') : "";

    private sealed class Recording(string? uid, DateTimeOffset start)
    {
        public string? Uid { get; } = uid;

        public DateTimeOffset Start { get; } = start;

        public List<PodChange> Changes { get; } = [];

        public List<PodMark> Marks { get; } = [];

        public TimeSpan? GoneAt { get; set; }
    }
}
