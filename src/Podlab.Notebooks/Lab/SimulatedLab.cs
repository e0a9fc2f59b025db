using Podlab.Api.Model;
using Podlab.Display.Histories;
using Podlab.Engine;
using Podlab.Engine.Time;

namespace Podlab.Notebooks.Lab;

/// <summary>A notebook's own simulated cluster: the same instant, the same seed, the same bytes every time.</summary>
public sealed class SimulatedLab : ILab, IDisposable
{
    private readonly PodRecorder recorder;

    public SimulatedLab(Cluster cluster)
    {
        Cluster = cluster;
        recorder = new PodRecorder(cluster);
        // Nodes and controllers settle before the reader looks.
        cluster.Clock.RunReady();
    }

    public Cluster Cluster { get; }

    public EventLoop Clock => Cluster.Clock;

    public IDictionary<string, string> Files { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    public KubectlAnswer Kubectl(IReadOnlyList<string> arguments, string stdin)
    {
        var answer = KubectlProgram.Run(Cluster, arguments, stdin, Files);
        Clock.RunReady();
        return answer;
    }

    public void Advance(TimeSpan span) => Clock.Advance(span);

    public bool AdvanceUntil(string pod, string word, TimeSpan limit)
    {
        var (namespaceName, name) = pod.Split('/') is [var first, var second] ? (first, second) : ("default", pod);
        return Clock.AdvanceUntil(() => PodWords.Are(Cluster.Api.Of<Pod>().Find(namespaceName, name), word), limit);
    }

    public string Describe(string pod)
    {
        var (namespaceName, name) = pod.Split('/') is [var first, var second] ? (first, second) : ("default", pod);
        return PodWords.Describe(Cluster.Api.Of<Pod>().Find(namespaceName, name));
    }

    public IReadOnlyList<Pod> Pods(string namespaceName) => [.. Cluster.Api.Of<Pod>().List(namespaceName)];

    public PodHistory? History(string namespaceName, string pod) => recorder.History(namespaceName, pod);

    public CellGlobals CreateGlobals() => new(this);

    public void Dispose() => recorder.Dispose();
}
