using Podlab.Display;
using Podlab.Display.Futures;
using Podlab.Display.Tables;
using Podlab.Display.Timelines;
using Podlab.Engine.Recordings;

namespace Podlab.Notebooks.Lab;

/// <summary>Another future of the notebook's cluster, beside the one that was lived through: <c>Fork("30s", lab => …)</c>.</summary>
public sealed class Future(SimulatedLab first, SimulatedLab second, CellGlobals names, ForkedRun run) : IPicture
{
    private const string FirstName = "as it went";
    private const string SecondName = "with the change";

    /// <summary>The names of cells, as they act on this future: <c>future.Lab.Kubectl("get pods")</c>.</summary>
    public CellGlobals Lab { get; } = names;

    /// <summary>What the notebook did later and this future refused, with the reasons.</summary>
    public IReadOnlyList<RefusedInput> Refused => run.Refused;

    /// <summary>One row for each Pod whose courses differ: how it stands in both futures.</summary>
    public Table Pods
    {
        get
        {
            var names = first.Histories().Concat(second.Histories()).Distinct().Order().ToList();
            var rows = names.Select(name => Compare(name.Name, name.Namespace)).Where(pod => pod.Differences.Count > 0)
                .SelectMany(pod => pod.Differences.Select((difference, i) => new[] { i == 0 ? pod.Name : "", difference.What, difference.First, difference.Second })).ToList();
            return new Table(["POD", "WHAT DIFFERS", FirstName.ToUpperInvariant(), SecondName.ToUpperInvariant()], rows);
        }
    }

    public string Text => $"Two futures that part at {TimeText.Of(run.At)}\n" + (Pods.Rows.Count == 0 ? "No Pod differs." : Pods.Text);

    public string? Html => Pods.Rows.Count == 0 ? null : Pods.Html;

    /// <summary>One Pod in both futures: two timelines above each other, and what differs.</summary>
    public TwoFutures Compare(string pod, string @namespace = "default") =>
        new(Side(FirstName, first, @namespace, pod), Side(SecondName, second, @namespace, pod), run.At);

    /// <summary>The Pod's timeline in this future.</summary>
    public Timeline Timeline(string pod, string @namespace = "default") => Lab.Timeline(pod, @namespace);

    public override string ToString() => Text;

    private static PodFuture Side(string name, SimulatedLab lab, string space, string pod) => new(name, lab.History(space, pod), lab.Clock.Epoch);
}
