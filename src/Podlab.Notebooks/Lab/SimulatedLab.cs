using Podlab.Api.Model;
using Podlab.Display.Causes;
using Podlab.Display.Histories;
using Podlab.Engine;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Causes;
using Podlab.Engine.Time;
using Podlab.Kubectl;
using Podlab.Kubectl.Files;
using Podlab.Notebooks.Cells;

namespace Podlab.Notebooks.Lab;

/// <summary>A notebook's own simulated cluster: the same instant, the same seed, the same bytes every time.</summary>
public sealed class SimulatedLab : ILab, IDisposable
{
    private readonly PodRecorder recorder;
    private readonly KubectlRunner kubectl;

    /// <param name="files">Where kubectl's <c>-f</c> reads; null: files in memory that the cells write.</param>
    public SimulatedLab(Cluster cluster, IKubectlFiles? files = null)
    {
        Cluster = cluster;
        Files = files ?? new MemoryFiles();
        recorder = new PodRecorder(cluster);
        kubectl = new KubectlRunner(new InProcessTransport(cluster.Api), cluster.Clock) { Files = Files };
        // Nodes and controllers settle before the reader looks.
        cluster.Clock.RunReady();
    }

    public Cluster Cluster { get; }

    public EventLoop Clock => Cluster.Clock;

    public IKubectlFiles Files { get; }

    public KubectlAnswer Kubectl(IReadOnlyList<string> arguments, string? stdin)
    {
        var result = kubectl.Run(arguments, stdin);
        Clock.RunReady();
        return new KubectlAnswer(result.ExitCode, result.Stdout, result.Stderr);
    }

    public int Kubectl(IReadOnlyList<string> arguments, string? stdin, Action<string> output, Action<string> errors)
    {
        using var outputStream = new TextSink(output);
        using var errorStream = new TextSink(errors);
        var result = kubectl.Run(arguments, stdin, outputStream, errorStream);
        Clock.RunReady();
        return result.ExitCode;
    }

    public void Advance(TimeSpan span) => Clock.Advance(span);

    public bool AdvanceUntil(string pod, string word, TimeSpan limit) => Clock.AdvanceUntil(() => PodWords.Are(Find(pod), word), limit);

    public string Describe(string pod) => PodWords.Describe(Find(pod));

    public IReadOnlyList<Pod> Pods(string namespaceName) => [.. Cluster.Api.Of<Pod>().List(namespaceName)];

    public PodHistory? History(string namespaceName, string pod) => recorder.History(namespaceName, pod);

    public CausePicture Why(string reference)
    {
        try
        {
            return new CausePicture(new Why(Cluster).Explain(reference, kubectl.Context.Namespace)
                ?? throw new CellException("NotFound", $"there is no {reference} in namespace {kubectl.Context.Namespace}"));
        }
        catch (FormatException exception)
        {
            throw new CellException("Usage", exception.Message);
        }
    }

    public CellGlobals CreateGlobals() => new(this);

    public void Dispose() => recorder.Dispose();

    /// <summary>By <c>NAME</c> in the namespace of kubectl's context, or by <c>NAMESPACE/NAME</c>.</summary>
    private Pod? Find(string pod) => pod.Split('/') is [var namespaceName, var name]
        ? Cluster.Api.Of<Pod>().Find(namespaceName, name)
        : Cluster.Api.Of<Pod>().Find(kubectl.Context.Namespace, pod);
}
