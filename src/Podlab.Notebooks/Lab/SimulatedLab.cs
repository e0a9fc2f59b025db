using Podlab.Api.Model;
using Podlab.Display.Causes;
using Podlab.Display.Histories;
using Podlab.Engine;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Causes;
using Podlab.Engine.Faults;
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
        : this(cluster, files, null)
    {
        // Nodes and controllers settle before the reader looks.
        cluster.Clock.RunReady();
    }

    private SimulatedLab(Cluster cluster, IKubectlFiles? files, KubeContext? context)
    {
        Cluster = cluster;
        Files = files ?? new MemoryFiles();
        recorder = new PodRecorder(cluster);
        kubectl = new KubectlRunner(new InProcessTransport(cluster.Api), cluster.Clock, context) { Files = Files };
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

    public CausePicture Why(string reference) => Why(reference, kubectl.Context.Namespace);

    public CausePicture Why(string reference, string namespaceName)
    {
        try
        {
            var cause = new Why(Cluster).Explain(reference, namespaceName) ?? throw new CellException("NotFound", $"there is no {reference} in namespace {namespaceName}{Elsewhere(reference, namespaceName)}");
            return new CausePicture(cause.Located(line => PlaceOf(line, namespaceName)));
        }
        catch (FormatException exception)
        {
            throw new CellException("Usage", exception.Message);
        }
    }

    /// <summary>The file and line of a field, where the object came from a manifest.</summary>
    private string? PlaceOf(SpecLine line, string namespaceName)
    {
        if (line.Object.Split('/', 2) is not [var kind, var name]) return null;
        return kubectl.Context.Manifests.Find(kind, namespaceName, name, line.Path) ?? kubectl.Context.Manifests.Find(kind, "", name, line.Path);
    }

    /// <summary>The commonest mistakes: another namespace, or a workload's name in place of its Pod's.</summary>
    private string Elsewhere(string reference, string namespaceName)
    {
        var name = reference[(reference.LastIndexOf('/') + 1)..];
        if (Cluster.Api.Of<Namespace>().Find("", namespaceName) is null) return ": there is no such namespace";
        if (Cluster.Api.Of<Namespace>().List().FirstOrDefault(space => space.Metadata.Name != namespaceName && new Why(Cluster).Explain(reference, space.Metadata.Name!) is not null) is { } other)
            return $"; there is one in namespace {other.Metadata.Name}";
        if (reference.Contains('/', StringComparison.Ordinal) && !reference.StartsWith("po", StringComparison.Ordinal)) return "";
        string[] kinds = ["deployment", "statefulset", "daemonset", "job", "replicaset", "service"];
        return kinds.FirstOrDefault(kind => new Why(Cluster).Explain($"{kind}/{name}", namespaceName) is not null) is { } found ? $"; {found}/{name} is there" : "";
    }

    public string Fault(string words)
    {
        if (words.Trim() is "" or "list") return Cluster.Faults.Active.Count == 0 ? "nothing is broken" : string.Join('\n', Cluster.Faults.Active.Select(Line));
        try
        {
            return Cluster.Faults.Apply(words);
        }
        catch (FaultException wrong)
        {
            throw new CellException("NoFault", wrong.Message);
        }

        string Line(Fault fault) => $"{fault} since t = {Durations.Text(fault.Since - Clock.Epoch)}, until {(fault.Until is { } until ? "t = " + Durations.Text(until - Clock.Epoch) : fault.End)}";
    }

    /// <summary>Namespace and name of every Pod that there ever was.</summary>
    public IReadOnlyCollection<(string Namespace, string Name)> Histories() => recorder.Names;

    /// <summary>Another future of this lab's cluster: the same past up to an instant (since the start), there a change, then the same inputs, up to the present.</summary>
    /// <param name="change">Acts on the other future with the names of cells.</param>
    /// <param name="rest">Whether what was done after the instant is done again.</param>
    /// <exception cref="CellException">The instant is not in the past.</exception>
    public Future Fork(TimeSpan at, Action<CellGlobals>? change, bool rest, CellGlobals caller)
    {
        if (at < TimeSpan.Zero || at > Clock.Elapsed) throw new CellException("NoFork", $"a fork is possible from 0s to {Durations.Text(Clock.Elapsed)}, where the notebook stands; {Durations.Text(at)} is not");
        SimulatedLab? other = null;
        CellGlobals? names = null;
        var run = Cluster.Recording.ForkAt(
            at,
            change is null ? null : _ => change(names!),
            rest ? null : static _ => null,
            cluster =>
            {
                other = new SimulatedLab(cluster, Files, new KubeContext(kubectl.Context.Namespace));
                names = new CellGlobals(other) { Outputs = caller.Outputs };
            });
        return new Future(this, other!, names!, run);
    }

    public CellGlobals CreateGlobals() => new(this);

    public void Dispose() => recorder.Dispose();

    /// <summary>By <c>NAME</c> in the namespace of kubectl's context, or by <c>NAMESPACE/NAME</c>.</summary>
    private Pod? Find(string pod) => pod.Split('/') is [var namespaceName, var name]
        ? Cluster.Api.Of<Pod>().Find(namespaceName, name)
        : Cluster.Api.Of<Pod>().Find(kubectl.Context.Namespace, pod);
}
