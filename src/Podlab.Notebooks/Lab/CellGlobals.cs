using System.Reflection;
using Podlab.Api.Model;
using Podlab.Display.Causes;
using Podlab.Display.Histories;
using Podlab.Display.Tables;
using Podlab.Display.Timelines;
using Podlab.Engine;
using Podlab.Engine.Traffic;
using Podlab.Notebooks.Cells;
using Podlab.Notebooks.Documents;
using Podlab.Notebooks.Sessions;

namespace Podlab.Notebooks.Lab;

/// <summary>The names that C# cells use as they are. A new one gets a line in <see cref="LabHelp"/> and in docs/authoring.md.</summary>
public class CellGlobals(SimulatedLab lab)
{
    /// <summary>Namespaces that are open in every cell.</summary>
    public static IReadOnlyList<string> Usings { get; } =
    [
        "System", "System.Collections.Generic", "System.Linq", "System.Threading.Tasks",
        "Podlab.Api", "Podlab.Api.Model", "Podlab.Display.Futures", "Podlab.Display.Histories", "Podlab.Display.Tables", "Podlab.Display.Timelines", "Podlab.Engine", "Podlab.Engine.Nodes.Pools", "Podlab.Engine.Traffic", "Podlab.Notebooks.Lab",
    ];

    /// <summary>Assemblies that cells may use besides the framework's.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
        [typeof(Pod).Assembly, typeof(Cluster).Assembly, typeof(Table).Assembly, typeof(CellGlobals).Assembly];

    /// <summary>The cluster itself: <c>cluster.Api</c>, <c>cluster.Clock</c>.</summary>
    public Cluster cluster => lab.Cluster;

    /// <summary>The present instant in the cluster.</summary>
    public DateTimeOffset Now => lab.Clock.Now;

    /// <summary>Virtual time since the notebook began.</summary>
    public TimeSpan Elapsed => lab.Clock.Elapsed;

    internal CellOutputs Outputs { get; set; } = new();

    /// <summary>Applies a manifest and shows what kubectl apply prints.</summary>
    public void Apply(string yaml) => lab.Kubectl(
        ["apply", "-f", "-"], yaml, text => Outputs.Write(CellOutputs.Stdout, text), text => Outputs.Write(CellOutputs.Stderr, text));

    /// <summary>Runs kubectl and gives its text, to be looked at by code. As a cell's last expression it is shown.</summary>
    /// <param name="command">With or without the word kubectl; quotes as in a shell.</param>
    public KubectlAnswer Kubectl(string command, string? stdin = null)
    {
        var words = KubectlScript.Words(command);
        return lab.Kubectl([.. words.Count > 0 && words[0] == "kubectl" ? words.Skip(1) : words], stdin);
    }

    /// <summary>Moves virtual time on.</summary>
    public void Advance(TimeSpan span) => lab.Advance(span);

    /// <summary>Moves virtual time on by a text such as <c>30s</c> or <c>1m30s</c>.</summary>
    public void Advance(string span) => lab.Advance(Durations.Parse(span));

    /// <summary>Moves time until the Pod's STATUS, phase or a true condition is <paramref name="word"/>, or it is <c>gone</c>; says whether it came to that.</summary>
    public bool AdvanceUntil(string pod, string word, string within = "10m") => lab.AdvanceUntil(pod, word, Durations.Parse(within));

    /// <summary>The Pod as it is now.</summary>
    /// <exception cref="CellException">There is none of that name.</exception>
    public Pod Pod(string name, string @namespace = "default") =>
        lab.Pods(@namespace).FirstOrDefault(pod => pod.Metadata.Name == name)
        ?? throw new CellException("NotFound", $"there is no Pod \"{name}\" in namespace \"{@namespace}\" (now: {Names(@namespace)})");

    /// <summary>The Pods of a namespace, by name.</summary>
    public IReadOnlyList<Pod> Pods(string @namespace = "default") => lab.Pods(@namespace);

    /// <summary>What became of the Pod so far, as a picture; also of one that is gone.</summary>
    public Timeline Timeline(string pod, string @namespace = "default") => new(History(pod, @namespace));

    /// <summary>The Pod's changes so far, one row each: time, READY, STATUS, RESTARTS, phase.</summary>
    public Table Changes(string pod, string @namespace = "default") => PodChanges.Of(History(pod, @namespace));

    /// <summary>Every change of the Pod so far, as objects: <c>History("web").Changes[0].Pod</c>.</summary>
    /// <exception cref="CellException">There never was one of that name.</exception>
    public PodHistory History(string pod, string @namespace = "default") =>
        lab.History(@namespace, pod) ?? throw new CellException("NotFound", $"there never was a Pod \"{pod}\" in namespace \"{@namespace}\"");

    /// <summary>Why a Pod (<c>web</c>), a service (<c>service/web</c>) or a workload is not well: the chain of causes, as a picture and as <c>.Symptom</c>.</summary>
    /// <exception cref="CellException">There is no such object, or its kind cannot be asked about.</exception>
    public CausePicture Why(string reference) => lab.Why(reference);

    /// <summary>
    /// Begins to send requests, which go out as time moves: <c>var t = Traffic("svc/web", rate: 20, duration: "1m"); Advance("1m"); t.Report</c>.
    /// </summary>
    /// <param name="target">A URL, <c>svc/NAME</c>, <c>pod/NAME:PORT</c>, or <c>HOST:PORT</c> for connections alone.</param>
    /// <param name="rate">Requests a second.</param>
    /// <param name="from">A Pod's name, <c>node/NAME</c>, or <c>outside</c>; null: the first node.</param>
    /// <exception cref="CellException">There is no such sender or target.</exception>
    public TrafficRun Traffic(string target, double rate = 10, string duration = "30s", string? from = null, string timeout = "2s", int concurrency = 100, string @namespace = "default")
    {
        try
        {
            return cluster.Traffic.Start(new TrafficPlan
            {
                Target = target,
                Rate = rate,
                Duration = Durations.Parse(duration),
                From = from,
                Timeout = Durations.Parse(timeout),
                Concurrency = concurrency,
                Namespace = @namespace,
            });
        }
        catch (TrafficException wrong)
        {
            throw new CellException("NoTraffic", wrong.Message);
        }
    }

    /// <summary>Breaks something or mends it, in the words of <c>#!fault</c>: <c>Fault("registry down")</c>. Gives what is so now.</summary>
    /// <exception cref="CellException">The words mean nothing, or there is no such node, pod or process.</exception>
    public string Fault(string words) => lab.Fault(words);

    /// <summary>
    /// What if: another future of the same run. Up to <paramref name="at"/> (since the notebook's start) all is as it was, there the change is made, then everything that
    /// was done later is done again, up to the present: <c>Fork("30s", lab => lab.Kubectl("delete pod web --grace-period=5")).Compare("web")</c>.
    /// </summary>
    /// <param name="change">Has the same names as a cell: <c>lab.Apply</c>, <c>lab.Kubectl</c>, <c>lab.Fault</c>, <c>lab.Advance</c>.</param>
    /// <param name="rest">False: what was done after that instant is left out, and time alone goes on.</param>
    /// <exception cref="CellException">The instant is not in the past.</exception>
    public Future Fork(string at, Action<CellGlobals>? change = null, bool rest = true) => lab.Fork(Durations.Parse(at), change, rest, this);

    /// <summary>A table of the properties of <paramref name="rows"/>; anonymous types serve well.</summary>
    public Table Table<T>(IEnumerable<T> rows) => Display.Tables.Table.Of(rows);

    /// <summary>Shows a value before the cell ends.</summary>
    public void Show(object? value) => Outputs.Show(ValueDisplay.Of(value));

    /// <summary>Shows whether an exercise is solved, and a hint while it is not.</summary>
    public void Check(string what, bool holds, string hint) =>
        Outputs.Write(CellOutputs.Stdout, holds ? $"✓ {what}\n" : $"✗ not yet: {what}\n  hint: {hint}\n");

    /// <summary>Shows text as HTML; <paramref name="text"/> is what a terminal shows in its place.</summary>
    public void ShowHtml(string html, string text) => Outputs.Show(MimeBundle.Of(text, html));

    private string Names(string @namespace) =>
        lab.Pods(@namespace) is { Count: > 0 } pods ? string.Join(", ", pods.Select(pod => pod.Metadata.Name)) : "none";
}
